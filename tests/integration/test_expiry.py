"""A CA certificate that expires soon is announced once each 90, 30, 7 and 1 days before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from device_ca import clock
from tests.integration.table_stream import invoke_function
from tests.support.caller import Caller

if TYPE_CHECKING:
    from tests.support.authority import Authority

pytestmark = pytest.mark.usefixtures("stores")


class Calendar:
    """Runs the function at times that are counted back from a certificate's end."""

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
    return [item for item in items if item["type"] == "CaCertificateExpiringSoon"]


def _thresholds(acme: Caller, ca: Authority) -> list[int]:
    return [item["details"]["withinDays"] for item in _announced(acme, ca)]


def test_each_threshold_is_announced_once_however_often_it_runs(
    acme: Caller, ca: Authority, calendar: Calendar
) -> None:
    for day in (*range(95, 82, -1), *range(33, -4, -1)):
        calendar.run(day - 0.5, day - 0.5, day - 0.3)
    assert _thresholds(acme, ca) == [1, 7, 30, 90]
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


def test_days_without_a_run_are_made_up_for(acme: Caller, ca: Authority, calendar: Calendar) -> None:
    calendar.run(84.5, 24.5, 2.5, 0.1)
    assert _thresholds(acme, ca) == [1, 7, 30, 90]


def test_tenants_are_told_apart(acme: Caller, ca: Authority, calendar: Calendar) -> None:
    globex = Caller("globex")
    globex.register(ca.pem)
    calendar.run(6.5)
    (one,), (other,) = _announced(acme, ca), _announced(globex, ca)
    assert one["id"] != other["id"]


def test_a_deleted_certificate_and_one_that_has_expired_are_not_announced(
    acme: Caller, ca: Authority, calendar: Calendar
) -> None:
    calendar.run(-0.1)
    acme.delete(ca.id)
    calendar.run(6.5)
    assert _announced(acme, ca) == []
