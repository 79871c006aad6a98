"""Lists that go out of date are announced: 7 days and 1 day before, and when it has happened, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from device_ca import clock
from tests.integration.table_stream import StreamMapping, invoke_function
from tests.support.authority import Authority

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.subscriber import Subscriber
    from tests.support.caller import Caller

pytestmark = pytest.mark.usefixtures("stores")
DAY = timedelta(days=1)
SOON, EXPIRED = "RevocationListExpiringSoon", "RevocationListExpired"


@pytest.fixture
def announce(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Run the function as if so much time had passed."""
    start = clock.utc_now()

    def announce_after(passed: timedelta) -> None:
        monkeypatch.setattr(clock, "utc_now", lambda: start + passed)
        invoke_function("AnnounceExpiringFunction", {"source": "aws.events"})

    return announce_after


def _trusted(acme: Caller) -> Authority:
    ca = Authority()
    acme.trust(ca)
    return ca


def _told(acme: Caller, ca: Authority) -> list[tuple[str, Any]]:
    items = acme.events(ca.id).json["items"]
    told = [item for item in items if item["type"] in (SOON, EXPIRED)]
    return sorted((item["type"], item["details"].get("withinDays")) for item in told)


def test_each_threshold_is_told_once(acme: Caller, announce: Callable[[timedelta], None]) -> None:
    ca = _trusted(acme)
    acme.revoke(ca, 5)
    expected: list[tuple[str, Any]] = []
    for days, new in ((22.5, []), (23.5, [(SOON, 7)]), (24.5, []), (29.5, [(SOON, 1)]), (30.5, [(EXPIRED, None)])):
        announce(days * DAY)
        announce(days * DAY)
        expected = sorted([*expected, *new], key=str)
        assert sorted(_told(acme, ca), key=str) == expected, days


def test_a_newer_list_begins_anew_and_a_deleted_one_is_forgotten(
    acme: Caller, announce: Callable[[timedelta], None]
) -> None:
    ca, other = _trusted(acme), Authority("Other")
    acme.trust(other)
    acme.revoke(ca, 5)
    acme.revoke(other, 5)
    announce(24 * DAY)
    acme.revoke(ca, 5)
    acme.delete_list(other.id)
    announce(31 * DAY)
    assert _told(acme, ca) == [(SOON, 7)]
    assert _told(acme, other) == [(SOON, 7)]
    announce(24 * DAY + 24 * DAY)
    assert _told(acme, ca) == [(SOON, 7), (SOON, 7)]


@pytest.mark.parametrize(
    ("lasts", "expected"), [(1, []), (2, [(SOON, 1)]), (7, [(SOON, 1)]), (8, [(SOON, 1), (SOON, 7)])]
)
def test_a_list_that_never_lasts_so_long_is_not_told_of(
    acme: Caller, announce: Callable[[timedelta], None], lasts: int, expected: list[tuple[str, Any]]
) -> None:
    ca = _trusted(acme)
    now = clock.utc_now()
    acme.put_list(ca.id, ca.revocation_list(this_update=now, next_update=now + lasts * DAY))
    for hours in range(0, 24 * lasts, 12):
        announce(timedelta(hours=hours + 2))
    assert _told(acme, ca) == expected


def test_runs_that_were_missed_are_made_up_for(acme: Caller, announce: Callable[[timedelta], None]) -> None:
    ca = _trusted(acme)
    acme.revoke(ca, 5)
    announce(35.5 * DAY)
    assert _told(acme, ca) == [(EXPIRED, None)]


def test_the_bus_gets_events_in_the_form_of_their_schemas(
    acme: Caller, announce: Callable[[timedelta], None], streams: None, subscriber: Subscriber, stores: dict[str, str]
) -> None:
    assert streams is None
    ca = _trusted(acme)
    shown = acme.revoke(ca, 5).json["crl"]
    announce(24 * DAY)
    announce(31 * DAY)
    StreamMapping(stores["TABLE_NAME"], "PublishEventsFunction", "TableStream").deliver()
    told = [message["detail"] for message in subscriber.received() if message["detail-type"] in (SOON, EXPIRED)]
    assert [detail["details"].pop("withinDays", None) for detail in told] == [7, None]
    assert [detail["details"] for detail in told] == [{"subject": "CN=Example CA", **shown}] * 2
