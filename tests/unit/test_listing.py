import base64
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from device_ca.api.paging import decode_cursor, encode_cursor, read_page_query, read_status
from device_ca.errors import MalformedRequest

POSITION = f"2000-11-23T09:15:00.123456+00:00#{'ab' * 32}"


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
        decode_cursor("acme", None, encode_cursor("acme", None, "2000-11-23T09:15:00.123456+00:00#TENANT#globex"))


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


# Every sort key that a list can have: only the digest before it tells one that was handed out from one made up.
POSITIONS = st.builds(
    lambda moment, name: f"{moment.isoformat(timespec='microseconds')}#{name}",
    st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  as Hypothesis asks for it
    st.one_of(st.from_regex(r"[0-9a-f]{64}", fullmatch=True), st.from_regex(r"[0-9a-f]{32}", fullmatch=True)),
)


def _as_cursor(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


@given(POSITIONS)
def test_a_position_that_was_handed_out_is_taken(position: str) -> None:
    assert decode_cursor("acme", None, encode_cursor("acme", None, position)) == position


@given(POSITIONS, st.binary(max_size=20))
def test_a_position_that_was_made_up_is_refused(position: str, digest: bytes) -> None:
    for cursor in (position, _as_cursor(position.encode()), _as_cursor(digest + position.encode())):
        with pytest.raises(MalformedRequest):
            decode_cursor("acme", None, cursor)


@given(POSITIONS, POSITIONS)
def test_a_digest_is_of_use_with_its_position_alone(position: str, other: str) -> None:
    assume(position != other)
    handed_out = encode_cursor("acme", None, position)
    octets = base64.urlsafe_b64decode(handed_out + "=" * (-len(handed_out) % 4))
    with pytest.raises(MalformedRequest):
        decode_cursor("acme", None, _as_cursor(octets.removesuffix(position.encode()) + other.encode()))


@given(st.one_of(st.text(), st.binary().map(_as_cursor)))
def test_text_that_is_no_position_is_refused(cursor: str) -> None:
    with pytest.raises(MalformedRequest):
        decode_cursor("acme", None, cursor)
