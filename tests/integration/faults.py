"""Faults between the functions and the stores, by a hook on what the SDK sends."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from unittest.mock import _patch

_IDEMPOTENCY_TOKEN = re.compile(rb'"ClientRequestToken": ?"([^"]+)"')


class Crash(BaseException):
    """The function's process ends here, as by SIGKILL: no handler of exceptions runs."""


@dataclass(frozen=True)
class Fault:
    """What befalls a call.

    Attributes:
        failure: ``throttled``, ``internal_error``, ``timeout``, ``reset`` or ``crash``.
        after: Whether the store had carried the call out.
        once: Whether the SDK's own second attempt gets through.
    """

    failure: str
    after: bool = False
    once: bool = False

    def __str__(self) -> str:
        return f"{self.failure} {'after' if self.after else 'before'} the effect, {'once' if self.once else 'for good'}"


FAULTS = (
    Fault("throttled"),
    Fault("throttled", once=True),
    Fault("internal_error"),
    Fault("internal_error", after=True),
    Fault("timeout"),
    Fault("timeout", after=True),
    Fault("timeout", after=True, once=True),
    Fault("reset", once=True),
    Fault("reset", after=True),
    Fault("reset", after=True, once=True),
    Fault("crash"),
    Fault("crash", after=True),
)


@dataclass
class Wire:
    """Lies between the SDK and the emulators, notes the calls, and lets a fault befall one of them.

    Like DynamoDB, and unlike moto, it answers a transaction that comes again under its token with the first answer.

    Attributes:
        fault: None lets everything through.
        position: Which call it befalls, from 0.
        calls: What was called, attempts of the SDK itself not counted twice.
    """

    fault: Fault | None = None
    position: int = -1
    calls: list[str] = field(default_factory=list)
    _attempts: int = 0
    _last_attempt_of: object = None
    _answers: dict[bytes, AWSResponse] = field(default_factory=dict)

    @contextmanager
    def laid(self) -> Iterator[Wire]:
        """Carry the calls of a ``with`` block. The SDK does not wait before it tries again."""
        with _on_every_call(self), patch("botocore.endpoint.time.sleep"):
            yield self

    def carry(self, stubber: BotocoreStubber, event_name: str, request: Any) -> AWSResponse:
        """Carry one attempt of one call."""
        invocation = request.headers["amz-sdk-invocation-id"]
        if invocation != self._last_attempt_of:
            self._last_attempt_of, self._attempts = invocation, 0
            self.calls.append(event_name.removeprefix("before-send."))
        self._attempts += 1
        fault = self.fault
        if fault is None or len(self.calls) - 1 != self.position or (fault.once and self._attempts > 1):
            return self._effect(stubber, event_name, request)
        if fault.after:
            self._effect(stubber, event_name, request)
        return _fail(fault, event_name, request)

    def _effect(self, stubber: BotocoreStubber, event_name: str, request: Any) -> AWSResponse:
        token = _IDEMPOTENCY_TOKEN.search(request.body) if isinstance(request.body, bytes) else None
        if token and token[1] in self._answers:
            return self._answers[token[1]]
        # Moto has no answer to what goes to DynamoDB Local.
        answer = _SEND(stubber, event_name, request) or URLLib3Session().send(request)
        if token:
            # The body of an answer can be read once; the SDK reads it through `content`, which keeps it.
            _ = answer.content
            self._answers[token[1]] = answer
        return answer


_SEND = BotocoreStubber.__call__


def _on_every_call(wire: Wire) -> _patch[Any]:
    def send(stubber: BotocoreStubber, event_name: str, request: Any, **_: object) -> AWSResponse:
        return wire.carry(stubber, event_name, request)

    return patch.object(BotocoreStubber, "__call__", send)


def _fail(fault: Fault, event_name: str, request: Any) -> AWSResponse:
    if fault.failure == "crash":
        raise Crash
    if fault.failure == "timeout":
        raise ReadTimeoutError(endpoint_url=request.url)
    if fault.failure == "reset":
        raise ConnectionClosedError(endpoint_url=request.url)
    throttled = fault.failure == "throttled"
    if ".s3." in event_name:
        code = "SlowDown" if throttled else "InternalError"
        status, body = (503 if throttled else 500), f"<Error><Code>{code}</Code><Message>m</Message></Error>"
    else:
        code = "ThrottlingException" if throttled else "InternalServerError"
        status, body = (400 if throttled else 500), f'{{"__type":"com.amazon.coral.service#{code}","message":"m"}}'
    return AWSResponse(request.url, status, HTTPHeaders(), MockRawResponse(body))
