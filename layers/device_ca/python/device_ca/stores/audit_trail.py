"""The audit trail: the events of each CA certificate, and those of a tenant that are about none.

``pk`` is ``TRAIL#<tenant>#<certificate id>``, which ends with ``#`` where an event is about no certificate, and ``sk``
``<time>#<event id>``: no partition of the tenant's other items holds them, which the table's local indexes limit to
10 GB. The index ``by_tenant`` has all of a tenant's together.

The trail is also the outbox of the event bus. An event is written in the transaction of the change that it tells of,
and ``publish_events`` reads it from the table's stream, so neither is ever without the other. The trail outlives the
certificate; DynamoDB's TTL removes its items.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from device_ca.errors import CaCertificateNotFound
from device_ca.model.audit_event import AuditEvent
from device_ca.settings import settings
from device_ca.stores.ca_item import Item, ca_key, marshal, unmarshal
from device_ca.stores.table import Table, TransactionCancelled, table

MOVED = "moved"
"""The attribute of an event that release 1.0.0 published and kept elsewhere: it is not published again."""

_PREFIX = "TRAIL#"
_ATTRIBUTES = ("type", "actor", "request_id", "outcome", "details", "actor_name")


class AuditTrail:
    """The events. Every method that reads or writes may raise ``StoreUnavailable``."""

    def __init__(self, table: Table, retention: timedelta) -> None:
        self._table = table
        self._retention = retention

    def addition(self, tenant: str, event: AuditEvent) -> Item:
        """Return the action that adds an event, for the transaction of the change that it tells of."""
        return {"Put": {"Item": to_item(tenant, event, expires_at=event.at + self._retention)}}

    def add_once(self, tenant: str, event: AuditEvent) -> bool:
        """Add an event unless it stands in the trail; say whether it was added.

        An event of a certificate that has been deleted is not added either.
        """
        addition = self.addition(tenant, event)
        addition["Put"]["ConditionExpression"] = "attribute_not_exists(pk)"
        exists: Item = {
            "ConditionCheck": {
                "Key": ca_key(tenant, event.certificate_id or ""),
                "ConditionExpression": "attribute_exists(pk)",
            }
        }
        try:
            self._table.transact([exists, addition])
        except TransactionCancelled:
            return False
        return True

    def page(
        self, tenant: str, certificate_id: str, *, limit: int, after: str | None
    ) -> tuple[list[AuditEvent], str | None]:
        """Read one page of a certificate's events, newest first.

        Args:
            tenant: Whose certificate.
            certificate_id: The certificate, which may have been deleted.
            limit: How many at most.
            after: Position of the page before, as this method returned it; None for the first page.

        Returns:
            The events, and the position to go on from; None where there are no more.

        Raises:
            CaCertificateNotFound: The tenant has no event of that certificate.
        """
        key = _partition_key(tenant, certificate_id)
        events, more = self._newest(key, limit, start={"pk": key, "sk": after} if after else None)
        # Behind a position there may be no more events, but never for a certificate that has none at all.
        if not events and (not after or not self._newest(key, 1)[0]):
            raise CaCertificateNotFound
        return events, _sort_key(events[-1]) if more else None

    def page_of_tenant(self, tenant: str, *, limit: int, after: str | None) -> tuple[list[AuditEvent], str | None]:
        """Read one page of all events of a tenant, newest first, as of a moment ago: the index is a global one.

        Args:
            tenant: Whose events.
            limit: How many at most.
            after: Position of the page before, as this method returned it; None for the first page.

        Returns:
            The events, and the position to go on from; None where there are no more.
        """
        start = None
        if after:
            sort_key, _, certificate_id = after.rpartition("#")
            start = {"trail_tenant": tenant, "pk": _partition_key(tenant, certificate_id), "sk": sort_key}
        events, more = self._newest(tenant, limit, start=start, index="by_tenant", attribute="trail_tenant")
        return events, f"{_sort_key(events[-1])}#{events[-1].certificate_id or ''}" if more else None

    def _newest(
        self,
        key: str,
        limit: int,
        *,
        start: Mapping[str, str] | None = None,
        index: str | None = None,
        attribute: str = "pk",
    ) -> tuple[list[AuditEvent], bool]:
        query: dict[str, Any] = {
            "ScanIndexForward": False,
            "KeyConditionExpression": f"{attribute} = :key",
            "ExpressionAttributeValues": marshal({":key": key}),
            # One more than asked for tells whether this is the last page.
            "Limit": limit + 1,
        }
        if start:
            query["ExclusiveStartKey"] = marshal(start)
        if index:
            query["IndexName"] = index
        items, cut_short = self._table.query(consistent=index is None, **query)
        events = [from_item(item) for item in items[:limit]]
        return events, bool(events) and (cut_short or len(items) > limit)


def to_item(tenant: str, event: AuditEvent, *, expires_at: datetime) -> Item:
    """Return the whole item of an event."""
    values: dict[str, Any] = {name: getattr(event, name) for name in _ATTRIBUTES}
    values |= {
        "pk": _partition_key(tenant, event.certificate_id),
        "sk": _sort_key(event),
        "trail_tenant": tenant,
        "expires_at": int(expires_at.timestamp()),
    }
    return marshal(values)


def from_item(item: Mapping[str, Any]) -> AuditEvent:
    """Return the event that ``to_item`` wrote."""
    values = unmarshal(item)
    at, _, event_id = values["sk"].partition("#")
    certificate_id = values["pk"].rpartition("#")[2] or None
    fields: dict[str, Any] = {name: values.get(name) for name in _ATTRIBUTES}
    return AuditEvent(id=event_id, certificate_id=certificate_id, at=datetime.fromisoformat(at), **fields)


def event_of_record(record: Mapping[str, Any]) -> tuple[str, AuditEvent] | None:
    """Return the tenant and the event that a record of the table's stream brings; None where it brings none."""
    item = record["dynamodb"].get("NewImage", {})
    is_event = record["eventName"] == "INSERT" and item.get("pk", {}).get("S", "").startswith(_PREFIX)
    if not is_event or MOVED in item:
        return None
    return item["trail_tenant"]["S"], from_item(item)


def _sort_key(event: AuditEvent) -> str:
    """Return the sort key: microseconds order events of one second, the id makes it unique."""
    return f"{event.at.isoformat(timespec='microseconds')}#{event.id}"


def _partition_key(tenant: str, certificate_id: str | None) -> str:
    return f"{_PREFIX}{tenant}#{certificate_id or ''}"


@cache
def audit_trail() -> AuditTrail:
    """Return the process's audit trail."""
    return AuditTrail(table(), settings().audit_retention)
