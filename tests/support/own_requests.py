"""Requests at the same time in one process of the tests: each sees its own event.

On Lambda each request has its own process, so Powertools keeps the event of the one request at hand on its class.
"""

from __future__ import annotations

from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

if TYPE_CHECKING:
    from collections.abc import Callable

_current_event: ContextVar[APIGatewayProxyEvent] = ContextVar("current_event")
_resolve = APIGatewayRestResolver.resolve


def _resolve_own(app: APIGatewayRestResolver, event: Any, context: Any) -> dict[str, Any]:
    _current_event.set(APIGatewayProxyEvent(event))
    return _resolve(app, event, context)


def let_each_request_see_its_own_event() -> None:
    """Read ``current_event`` from the context that a request runs in."""
    APIGatewayRestResolver.resolve = _resolve_own  # type: ignore[assignment,method-assign]
    APIGatewayRestResolver.current_event = property(lambda _: _current_event.get())  # type: ignore[assignment]


def run_alone[Answer](function: Callable[..., Answer], *arguments: Any) -> Answer:
    """Call a function in a context of its own, so that a request within another leaves the other's event in place."""
    return copy_context().run(function, *arguments)
