"""The two tenants of ``tests.support.two_tenants`` and the handlers over moto, whose clock stands where it is put."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from device_ca import clock
from tests.integration.stored_state import Snapshot
from tests.support.caller import LoneCaller
from tests.support.two_tenants import VALIDITY, drive

if TYPE_CHECKING:
    from tests.support.caller import Caller


class Handlers:
    """The service; to the second, a code expires."""

    jumps = (timedelta(seconds=1), VALIDITY - timedelta(seconds=1), VALIDITY)

    def __init__(self, stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.stores = stores
        self._empty = Snapshot(stores)
        self._now = datetime.now(UTC)
        monkeypatch.setattr(clock, "utc_now", lambda: self._now)

    def begin(self) -> tuple[Caller, Caller]:
        self._empty.restore()
        self._now = datetime.now(UTC).replace(microsecond=0)
        return LoneCaller("acme"), LoneCaller("globex")

    def jump(self, by: timedelta) -> None:
        self._now += by


@pytest.mark.thorough
@pytest.mark.usefixtures("moto_in_turn")
def test_any_order_of_requests(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    drive(Handlers(stores, monkeypatch), examples=4, steps=25)
