"""The audit trail: the events of each CA certificate, ``EVENT#<id>#<time>#<event id>`` in the table.

It is also the outbox of the event bus. An event is written in the transaction of the change that it tells of, and
``publish_events`` reads it from the table's stream, so neither is ever without the other. The trail outlives the
certificate; DynamoDB's TTL removes its items.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from device_ca.errors import CaCertificateNotFound
from device_ca.model.audit_event import AuditEvent
from device_ca.settings import settings
from device_ca.stores.ca_item import Item, ca_key, marshal, tenant_key, tenant_of_key, unmarshal
from device_ca.stores.table import Table, TransactionCancelled, table

_PREFIX = "EVENT#"
_ATTRIBUTES = ("type", "actor", "request_id", "outcome", "details")


class AuditTrail:
    """The events. Every method that reads or writes may raise ``StoreUnavailable``."""

    def __init__(self, table: Table, retention: timedelta) -> None:
        self._table = table
        self._retention = retention

    def addition(self, tenant: str, event: AuditEvent) -> Item:
        """Return the action that adds an event, for the transaction of the change that it tells of."""
        return {"Put": {"Item": to_item(tenant, event, expires_at=event.at + self._retention)}}

    def add(self, tenant: str, event: AuditEvent) -> None:
        """Add an event that tells of no change of state."""
        self._table.transact([self.addition(tenant, event)])

    def add_once(self, tenant: str, event: AuditEvent) -> bool:
        """Add an event unless it stands in the trail; say whether it was added.

        An event of a certificate that has been deleted is not added either.
        """
        addition = self.addition(tenant, event)
        addition["Put"]["ConditionExpression"] = "attribute_not_exists(pk)"
        exists: Item = {
            "ConditionCheck": {
                "Key": ca_key(tenant, event.certificate_id),
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
        prefix = _sort_key(certificate_id, "")
        query: dict[str, Any] = {
            "ScanIndexForward": False,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": marshal({":pk": tenant_key(tenant), ":prefix": prefix}),
            # One more than asked for tells whether this is the last page.
            "Limit": limit + 1,
        }
        if after:
            query["ExclusiveStartKey"] = marshal({"pk": tenant_key(tenant), "sk": prefix + after})
        items, _ = self._table.query(**query)
        if not items and not after:
            raise CaCertificateNotFound("There is no CA certificate of this id.")
        events = [from_item(item) for item in items[:limit]]
        return events, _position(events[-1]) if len(items) > limit else None


def to_item(tenant: str, event: AuditEvent, *, expires_at: datetime) -> Item:
    """Return the whole item of an event."""
    values: dict[str, Any] = {name: getattr(event, name) for name in _ATTRIBUTES}
    values |= {
        "pk": tenant_key(tenant),
        "sk": _sort_key(event.certificate_id, _position(event)),
        "expires_at": int(expires_at.timestamp()),
    }
    return marshal(values)


def from_item(item: Mapping[str, Any]) -> AuditEvent:
    """Return the event that ``to_item`` wrote."""
    values = unmarshal(item)
    _, certificate_id, at, event_id = values["sk"].split("#")
    fields: dict[str, Any] = {name: values.get(name) for name in _ATTRIBUTES}
    return AuditEvent(id=event_id, certificate_id=certificate_id, at=datetime.fromisoformat(at), **fields)


def event_of_record(record: Mapping[str, Any]) -> tuple[str, AuditEvent] | None:
    """Return the tenant and the event that a record of the table's stream brings; None where it brings none."""
    item = record["dynamodb"].get("NewImage", {})
    if record["eventName"] != "INSERT" or not item.get("sk", {}).get("S", "").startswith(_PREFIX):
        return None
    return tenant_of_key(item["pk"]["S"]), from_item(item)


def _position(event: AuditEvent) -> str:
    """Return the end of an event's sort key: microseconds order events of one second, the id makes it unique."""
    return f"{event.at.isoformat(timespec='microseconds')}#{event.id}"


def _sort_key(certificate_id: str, position: str) -> str:
    return f"{_PREFIX}{certificate_id}#{position}"


@cache
def audit_trail() -> AuditTrail:
    """Return the process's audit trail."""
    return AuditTrail(table(), settings().audit_retention)
