"""API Gateway's events: the ones of events/, and what tests change in them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Event = dict[str, Any]
EVENTS = Path(__file__).parents[2] / "events"


@dataclass
class LambdaContext:
    """As much of Lambda's context object as the functions and Powertools read."""

    function_name: str = "function"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:function"
    aws_request_id: str = "8d1f4c5e-0000-4000-8000-000000000000"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 28_000


def event_of(function: str) -> Event:
    """Return the event of events/ for a function."""
    event: Event = json.loads((EVENTS / f"{function}.json").read_text())
    return event


def event(
    function: str,
    *,
    certificate_id: str | None = None,
    subscription_id: str | None = None,
    body: bytes | None = None,
    content_type: str | None = None,
    query: dict[str, str] | None = None,
    claims: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Event:
    """Return the event of events/ for a function, with what is given put in its place."""
    changed = event_of(function)
    for name, value in {"id": certificate_id, "subscriptionId": subscription_id}.items():
        if value is not None:
            changed["path"] = changed["resource"].replace(f"{{{name}}}", value)
            changed["requestContext"]["path"] = "/v1" + changed["path"]
            changed["pathParameters"] = {name: value}
    if body is not None:
        changed |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    if content_type is not None:
        changed["headers"]["Content-Type"] = content_type
        changed["multiValueHeaders"]["Content-Type"] = [content_type]
    for name, value in (headers or {}).items():
        changed["headers"][name] = value
        changed["multiValueHeaders"][name] = [value]
    if query is not None:
        changed["queryStringParameters"] = query
        changed["multiValueQueryStringParameters"] = {name: [value] for name, value in query.items()}
    if claims is not None:
        changed["requestContext"]["authorizer"] = {"claims": claims}
    return changed
