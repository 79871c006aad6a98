"""A request's body that must be a JSON object."""

import json
from typing import Any

from device_ca.errors import MalformedRequest


def read_json_object(body: bytes, expected: str) -> dict[str, Any]:
    """Read a body that must be a JSON object.

    Args:
        body: The body's bytes.
        expected: What to send instead, for the message.

    Raises:
        MalformedRequest: It is not JSON, or not an object.
    """
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedRequest(f"The body is not well-formed JSON; {expected}.") from None
    if not isinstance(fields, dict):
        raise MalformedRequest(f"The body is JSON but not an object; {expected}.")
    return fields
