"""Announce that revocation lists go out of date: once each 7 and 1 days before, and once afterwards."""

from collections import deque
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from device_ca.model.audit_event import AuditEvent, DueList, revocation_list_expired, revocation_list_expiring_soon
from device_ca.registry.announce_expiring import CATCH_UP_DAYS, add_in_turns
from device_ca.stores.audit_trail import AuditTrail
from device_ca.stores.ca_item import marshal, read_crl, tenant_of_key, unmarshal
from device_ca.stores.table import Table, table

THRESHOLDS = (7, 1)


class ListIndex:
    """The index ``by_crl_due``: the revocation lists of all tenants by the date of their nextUpdate."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due_on(self, day: date) -> Iterator[tuple[str, DueList]]:
        """Return each tenant's lists whose nextUpdate is on a date, in UTC.

        Raises:
            StoreUnavailable: The table did not answer.
        """
        for item in self._table.query_global_index(
            IndexName="by_crl_due",
            KeyConditionExpression="crl_due_date = :day",
            ExpressionAttributeValues=marshal({":day": day.isoformat()}),
        ):
            values = unmarshal(item)
            crl = read_crl(values)
            if crl:
                yield tenant_of_key(values["pk"]), DueList(values["sk"].removeprefix("CA#"), values["subject"], crl)


def announce_lists(*, now: datetime, index: ListIndex, trail: AuditTrail) -> int:
    """Add the events that are due and not in the trail yet, as ``announce_expiring`` does.

    A list made to last no longer than a threshold is not announced at it: who makes one every day needs no reminder.

    Returns:
        How many were added.

    Raises:
        StoreUnavailable: The table did not answer, or did not take a tenant's events.
    """
    due: dict[str, deque[AuditEvent]] = {}
    for ago in range(-THRESHOLDS[0], CATCH_UP_DAYS + 1):
        for tenant, found in index.due_on(now.date() - timedelta(days=ago)):
            due.setdefault(tenant, deque()).extend(_events(tenant, found, now))
    return add_in_turns({tenant: events for tenant, events in due.items() if events}, trail)


def _events(tenant: str, found: DueList, now: datetime) -> Iterator[AuditEvent]:
    next_update = found.crl.next_update
    if now > next_update:
        yield revocation_list_expired(tenant, found)
        return
    lasts, left = next_update - found.crl.this_update, next_update - now
    # Where announcements were missed, that of the nearest threshold stands for them all.
    days = min((days for days in THRESHOLDS if left <= timedelta(days=days) < lasts), default=None)
    if days is not None:
        yield revocation_list_expiring_soon(tenant, found, days)


@cache
def list_index() -> ListIndex:
    """Return the process's index of lists."""
    return ListIndex(table())
