"""A CA certificate that expires soon is announced once each 90, 30, 7 and 1 days before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from device_ca import clock
from device_ca.errors import StoreUnavailable
from device_ca.registry.announce_expiring import ExpiryIndex, announce_expiring, expiry_index
from device_ca.stores.audit_trail import AuditTrail, audit_trail
from tests.integration.table_stream import StreamMapping, invoke_function
from tests.support.caller import Caller

if TYPE_CHECKING:
    from device_ca.model.audit_event import AuditEvent
    from tests.integration.subscriber import Subscriber
    from tests.support.authority import Authority

pytestmark = pytest.mark.usefixtures("stores")
ANNOUNCEMENT = "CaCertificateExpiringSoon"


class Calendar:
    """Run the function at times that are counted back from a certificate's end."""

    def __init__(self, ca: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
        self._not_after = ca.certificate.not_valid_after_utc
        self._monkeypatch = monkeypatch

    def run(self, *days_before: float) -> None:
        for days in days_before:
            now = self._not_after - timedelta(days=days)
            self._monkeypatch.setattr(clock, "utc_now", lambda now=now: now)
            invoke_function("AnnounceExpiringFunction", {})


@pytest.fixture
def calendar(ca: Authority, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(ca, monkeypatch)


def _announced(acme: Caller, ca: Authority) -> list[dict[str, Any]]:
    items = acme.events(ca.id, limit="100").json["items"]
    return [item for item in items if item["type"] == ANNOUNCEMENT]


def _thresholds(acme: Caller, ca: Authority) -> list[int]:
    return [item["details"]["withinDays"] for item in _announced(acme, ca)]


@pytest.mark.usefixtures("streams")
def test_each_threshold_is_announced_once_however_often_it_runs(
    acme: Caller, ca: Authority, calendar: Calendar, subscriber: Subscriber, stores: dict[str, str]
) -> None:
    """Also on the bus: a second write of the same event is one more record of the stream, though not of the trail."""
    mapping = StreamMapping(stores["TABLE_NAME"], "PublishEventsFunction", "TableStream")
    # The days about each threshold, and how long each is looked back to.
    for day in (91, 90, 89, 84, 83, 31, 30, 29, 24, 23, 8, 7, 6, 2, 1, 0, -1, -2):
        calendar.run(day - 0.5, day - 0.5, day - 0.3)
    assert _thresholds(acme, ca) == [1, 7, 30, 90]
    mapping.deliver()
    announced_on_the_bus = [event for event in subscriber.received() if event["detail-type"] == ANNOUNCEMENT]
    assert [event["detail"]["details"]["withinDays"] for event in announced_on_the_bus] == [90, 30, 7, 1]
    announced = _announced(acme, ca)[3]
    expected = ca.certificate.not_valid_after_utc - timedelta(days=90)
    assert datetime.fromisoformat(announced["at"]) == expected.replace(microsecond=0)
    assert (announced["actor"], announced["requestId"], announced["outcome"]) == (None, None, "succeeded")


@pytest.mark.parametrize("threshold", [90, 30, 7, 1])
def test_it_is_never_announced_early_and_at_the_latest_within_a_day(
    acme: Caller, ca: Authority, calendar: Calendar, threshold: int
) -> None:
    calendar.run(threshold + 0.01)
    assert threshold not in _thresholds(acme, ca)
    calendar.run(threshold - 0.99)
    assert threshold in _thresholds(acme, ca)


def test_what_was_announced_is_not_counted_again(ca: Authority) -> None:
    now = ca.certificate.not_valid_after_utc - timedelta(days=6.5)
    added = [announce_expiring(now=now, index=expiry_index(), trail=audit_trail()) for _ in range(2)]
    assert added == [1, 0]


def test_days_without_a_run_are_made_up_for(acme: Caller, ca: Authority, calendar: Calendar) -> None:
    calendar.run(84.5, 24.5, 2.5, 0.1)
    assert _thresholds(acme, ca) == [1, 7, 30, 90]


def test_tenants_are_told_apart(acme: Caller, ca: Authority, calendar: Calendar) -> None:
    globex = Caller("globex")
    globex.register(ca.pem)
    calendar.run(6.5)
    (one,), (other,) = _announced(acme, ca), _announced(globex, ca)
    assert one["id"] != other["id"]


def test_a_certificate_that_has_expired_is_not_announced(acme: Caller, ca: Authority, calendar: Calendar) -> None:
    calendar.run(-0.1)
    assert _announced(acme, ca) == []


def test_a_certificate_that_is_deleted_after_it_was_listed_is_not_announced(
    acme: Caller, ca: Authority, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index tells of a moment ago."""
    read = ExpiryIndex.expiring_on

    def delete_in_between(index: ExpiryIndex, day: date) -> Any:
        found = list(read(index, day))
        for tenant, listed in found:
            assert (tenant, listed.id) == ("acme", ca.id)
            assert acme.delete(ca.id).status == 204
        return found

    monkeypatch.setattr(ExpiryIndex, "expiring_on", delete_in_between)
    calendar.run(6.5)
    assert [item["type"] for item in acme.events(ca.id).json["items"]] == [
        "CaCertificateDeleted",
        "CaCertificateUploaded",
    ]


def test_no_tenants_certificates_keep_anothers_waiting(
    acme: Caller, ca: Authority, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has many gets their turns, one event each."""
    crowd = Caller("a-crowd")
    for _ in range(5):
        crowd.register(ca.renew().pem)
    crowd.register(ca.pem)
    told: list[str] = []
    add = AuditTrail.add_once

    def note(trail: AuditTrail, tenant: str, event: AuditEvent) -> bool:
        told.append(tenant)
        return add(trail, tenant, event)

    monkeypatch.setattr(AuditTrail, "add_once", note)
    calendar.run(6.5)
    assert _thresholds(acme, ca) == [7]
    assert told.index("acme") <= 1
    assert told.count("a-crowd") == 6


def test_a_tenant_whose_events_are_not_taken_keeps_no_other_waiting(
    acme: Caller, ca: Authority, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run fails all the same, so that its alarm goes off."""
    Caller("a-broken-one").register(ca.pem)
    add = AuditTrail.add_once

    def fail(trail: AuditTrail, tenant: str, event: AuditEvent) -> bool:
        if tenant == "a-broken-one":
            raise StoreUnavailable("no")
        return add(trail, tenant, event)

    monkeypatch.setattr(AuditTrail, "add_once", fail)
    with pytest.raises(StoreUnavailable):
        calendar.run(6.5)
    assert _thresholds(acme, ca) == [7]
