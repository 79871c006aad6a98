"""Announce that CA certificates expire: once each 90, 30, 7 and 1 days before."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

from device_ca.errors import StoreUnavailable
from device_ca.model.audit_event import AuditEvent, ExpiringCa, ca_certificate_expiring_soon
from device_ca.stores.audit_trail import AuditTrail
from device_ca.stores.ca_item import marshal, tenant_of_key, unmarshal
from device_ca.stores.table import Table, table

THRESHOLDS = (90, 30, 7, 1)
# Look back this many days, so that a missed run is still announced, and so is what was uploaded since.
CATCH_UP_DAYS = 6


class ExpiryIndex:
    """The index ``by_expiry``: the CA certificates of all tenants by the date on which they expire."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def expiring_on(self, day: date) -> Iterator[tuple[str, ExpiringCa]]:
        """Return each tenant's CA certificates that expire on a date, in UTC.

        Raises:
            StoreUnavailable: The table did not answer.
        """
        for item in self._table.query_global_index(
            IndexName="by_expiry",
            KeyConditionExpression="not_after_date = :day",
            ExpressionAttributeValues=marshal({":day": day.isoformat()}),
        ):
            values = unmarshal(item)
            not_after = datetime.fromisoformat(values["not_after"]).astimezone(UTC)
            certificate_id = values["sk"].removeprefix("CA#")
            yield (
                tenant_of_key(values["pk"]),
                ExpiringCa(certificate_id, values["status"], values["subject"], not_after),
            )


def announce_expiring(*, now: datetime, index: ExpiryIndex, trail: AuditTrail) -> int:
    """Add the events that are due and not in the trail yet.

    The tenants take turns, each with one event at a time, so however many CA certificates one of them has, it does not
    keep the others waiting; neither does one whose events are not taken.

    Run it as often as you like: an event's key follows from certificate and threshold, so the second try finds it.

    Returns:
        How many were added.

    Raises:
        StoreUnavailable: The table did not answer, or did not take a tenant's events.
    """
    due: dict[str, deque[AuditEvent]] = {}
    for days, day in _days_to_look_at(now.date()):
        for tenant, ca in index.expiring_on(day):
            if ca.not_after - timedelta(days=days) <= now < ca.not_after:
                due.setdefault(tenant, deque()).append(ca_certificate_expiring_soon(tenant, ca, days))
    return add_in_turns(due, trail)


def add_in_turns(due: dict[str, deque[AuditEvent]], trail: AuditTrail) -> int:
    """Add each tenant's events, one of each tenant at a time; return how many were not in the trail yet.

    Raises:
        StoreUnavailable: The table did not take a tenant's events; those of the others are added.
    """
    added, failed = 0, set()
    while due:
        for tenant, events in list(due.items()):
            try:
                added += trail.add_once(tenant, events.popleft())
            except StoreUnavailable:
                failed.add(tenant)
                events.clear()
            if not events:
                del due[tenant]
    if failed:
        raise StoreUnavailable(f"The record store did not take the events of {len(failed)} tenants.")
    return added


def _days_to_look_at(today: date) -> Iterator[tuple[int, date]]:
    """Return each threshold with its dates: down to the next threshold, or as far as a run looks back."""
    for days, next_threshold in pairwise((*THRESHOLDS, -1)):
        for left in range(days, max(next_threshold, days - CATCH_UP_DAYS - 1), -1):
            yield days, today + timedelta(days=left)


@cache
def expiry_index() -> ExpiryIndex:
    """Return the process's index of expiry."""
    return ExpiryIndex(table())
