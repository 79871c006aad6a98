"""What a caller may ask of the list: a status, a limit, and a cursor into the caller's own list.

A cursor holds the sort key of the last item and a digest that binds it to the tenant and the filter. The partition key
never comes from it, so a forged cursor can at most name another position in the forger's own list.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from device_ca.ca_record import PENDING, VERIFIED, Status
from device_ca.errors import MalformedRequest

_POSITION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00#[0-9a-f]{64}", re.ASCII)
_DIGEST_SIZE = 16
_DEFAULT_LIMIT = "25"
_LIMIT = re.compile(r"[1-9]\d?|100", re.ASCII)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The parameters of one page.

    Attributes:
        status: Only certificates in this state; None for all.
        limit: 1 to 100.
        after: The position that the cursor holds; None for the first page.
    """

    status: Status | None
    limit: int
    after: str | None


def read_list_query(tenant: str, parameters: Mapping[str, str]) -> ListQuery:
    """Read the query parameters ``status``, ``limit`` and ``cursor``.

    Raises:
        MalformedRequest: One of them is not of its form.
    """
    status, limit, cursor = parameters.get("status"), parameters.get("limit", _DEFAULT_LIMIT), parameters.get("cursor")
    if status not in (None, PENDING, VERIFIED):
        raise MalformedRequest(f"'status' is {status[:100]!r}; it may be {PENDING} or {VERIFIED}.")
    if not _LIMIT.fullmatch(limit):
        raise MalformedRequest(f"'limit' is {limit[:100]!r}; it may be a whole number from 1 to 100.")
    after = None if cursor is None else decode_cursor(tenant, status, cursor)
    return ListQuery(status, int(limit), after)


def _digest(tenant: str, status: str | None, position: str) -> bytes:
    parts = "\n".join((tenant, status or "", position))
    return hashlib.sha256(parts.encode()).digest()[:_DIGEST_SIZE]


def encode_cursor(tenant: str, status: str | None, position: str) -> str:
    """Write a position as base64url text."""
    return base64.urlsafe_b64encode(_digest(tenant, status, position) + position.encode()).decode().rstrip("=")


def decode_cursor(tenant: str, status: str | None, cursor: str) -> str:
    """Read the position.

    Raises:
        MalformedRequest: The cursor was not made by this registry for this tenant and this filter.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position = raw[_DIGEST_SIZE:].decode("ascii")
    except (binascii.Error, ValueError):
        position, raw = "", b""
    if not _POSITION.fullmatch(position) or not hmac.compare_digest(
        raw[:_DIGEST_SIZE], _digest(tenant, status, position)
    ):
        raise MalformedRequest(
            "'cursor' is not the nextCursor of a list of yours with the same 'status'. Start again without it."
        )
    return position
