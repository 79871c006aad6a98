import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_ca.api.paging import decode_cursor, encode_cursor, read_page_query, read_status
from device_ca.errors import MalformedRequest

POSITION = f"2026-11-23T09:15:00.123456+00:00#{'ab' * 32}"


def test_defaults() -> None:
    query = read_page_query("acme", None, {})
    assert (read_status({}), query.limit, query.after) == (None, 25, None)


def test_cursor_returns_to_its_position() -> None:
    cursor = encode_cursor("acme", "verified", POSITION)
    assert read_page_query("acme", "verified", {"cursor": cursor}).after == POSITION


@pytest.mark.parametrize(("tenant", "listing"), [("globex", None), ("acme", "verified"), ("acme", "events/abab")])
def test_cursor_is_of_no_use_elsewhere(tenant: str, listing: str | None) -> None:
    with pytest.raises(MalformedRequest):
        decode_cursor(tenant, listing, encode_cursor("acme", None, POSITION))


def test_cursor_does_not_carry_other_keys() -> None:
    with pytest.raises(MalformedRequest):
        decode_cursor("acme", None, encode_cursor("acme", None, "2026-11-23T09:15:00.123456+00:00#TENANT#globex"))


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "", " 5", "\u0665", "1000", "1e1", "+5"])
def test_limit_outside_1_to_100_is_refused(limit: str) -> None:
    with pytest.raises(MalformedRequest):
        read_page_query("acme", None, {"limit": limit})


@pytest.mark.parametrize("limit", ["1", "9", "99", "100"])
def test_limit_within_1_to_100(limit: str) -> None:
    assert read_page_query("acme", None, {"limit": limit}).limit == int(limit)


@pytest.mark.parametrize("status", ["", "VERIFIED", "pending", "x" * 5000])
def test_unknown_status_is_refused(status: str) -> None:
    with pytest.raises(MalformedRequest):
        read_status({"status": status})


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_any_other_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(MalformedRequest):
        decode_cursor("acme", None, cursor)
