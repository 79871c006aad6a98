"""A request's body that must be a JSON object."""

import json
from typing import Any

from device_ca.errors import MalformedRequest


def read_json_object(body: bytes) -> dict[str, Any]:
    """Read a body that must be a JSON object (RFC 8259).

    A name that comes twice is refused: another reader might take the other value.

    Args:
        body: The body's bytes.

    Raises:
        MalformedRequest: It is not JSON, or not an object.
    """
    try:
        fields = json.loads(body, object_pairs_hook=_object, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise MalformedRequest("not_json") from None
    if not isinstance(fields, dict):
        raise MalformedRequest("not_an_object")
    return fields


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(members)
    if len(fields) < len(members):
        raise ValueError
    return fields


def _refuse(constant: str) -> None:
    """Refuse NaN and Infinity, which are Python's and not JSON's."""
    raise ValueError(constant)
