"""What a caller may ask of a list: a limit, and a cursor into the caller's own list; of the certificates, a status.

A cursor holds the sort key of the last item and a digest that binds it to the tenant and the list. The partition key
never comes from it, so a forged cursor can at most name another position in the forger's own list.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from device_ca.errors import MalformedRequest
from device_ca.model.ca_record import PENDING, VERIFIED, Status

# A time, and the id of a certificate or of an event; of an event of the whole tenant, then its certificate's if any.
_POSITION = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00#(?:[0-9a-f]{64}|[0-9a-f]{32}(?:#(?:[0-9a-f]{64})?)?)", re.ASCII
)
_DIGEST_SIZE = 16
_DEFAULT_LIMIT = "25"
_LIMIT = re.compile(r"[1-9]\d?|100", re.ASCII)


@dataclass(frozen=True, slots=True)
class PageQuery:
    """The parameters of one page.

    Attributes:
        limit: 1 to 100.
        after: The position that the cursor holds; None for the first page.
    """

    limit: int
    after: str | None


def read_status(parameters: Mapping[str, str]) -> Status | None:
    """Read the query parameter ``status``: only certificates in this state; None for all.

    Raises:
        MalformedRequest: It is not of its form.
    """
    status = parameters.get("status")
    if status not in (None, PENDING, VERIFIED):
        raise MalformedRequest("parameter", parameter="status", found=status, expected=(PENDING, VERIFIED))
    return status


def read_page_query(tenant: str, listing: str | None, parameters: Mapping[str, str]) -> PageQuery:
    """Read the query parameters ``limit`` and ``cursor``.

    Args:
        tenant: Whose list.
        listing: What tells this list from the tenant's others; None for that of all certificates.
        parameters: The query parameters.

    Raises:
        MalformedRequest: One of them is not of its form.
    """
    limit, cursor = parameters.get("limit", _DEFAULT_LIMIT), parameters.get("cursor")
    if not _LIMIT.fullmatch(limit):
        raise MalformedRequest("parameter", parameter="limit", found=limit, expected="1 - 100")
    return PageQuery(int(limit), None if cursor is None else decode_cursor(tenant, listing, cursor))


def _digest(tenant: str, listing: str | None, position: str) -> bytes:
    parts = "\n".join((tenant, listing or "", position))
    return hashlib.sha256(parts.encode()).digest()[:_DIGEST_SIZE]


def encode_cursor(tenant: str, listing: str | None, position: str) -> str:
    """Write a position as base64url text."""
    return base64.urlsafe_b64encode(_digest(tenant, listing, position) + position.encode()).decode().rstrip("=")


def decode_cursor(tenant: str, listing: str | None, cursor: str) -> str:
    """Read the position.

    Raises:
        MalformedRequest: The cursor was not made by this registry for this tenant and this list.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position = raw[_DIGEST_SIZE:].decode("ascii")
    except (binascii.Error, ValueError):
        position, raw = "", b""
    if not _POSITION.fullmatch(position) or not hmac.compare_digest(
        raw[:_DIGEST_SIZE], _digest(tenant, listing, position)
    ):
        raise MalformedRequest("cursor")
    return position
