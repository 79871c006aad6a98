"""A tenant's counts, which its quotas limit: the item ``USAGE`` of its partition.

- ``ca_certificates``, ``verified_ca_certificates`` and ``subscriptions``: how many it has;
- ``event_day`` and ``events``: how many events of its audit trail are of the newest day (UTC) that has any.

The item is changed by one action in the very transaction of each change, so the counts follow from nothing else and
cannot drift.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from device_ca.errors import QuotaExceeded
from device_ca.settings import Quotas
from device_ca.stores.ca_item import Item, marshal, tenant_key, unmarshal

_COUNTED = ("ca_certificates", "verified_ca_certificates", "subscriptions")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageChange:
    """What a change adds to a tenant's counts.

    Attributes:
        ca_certificates: 1, 0, or -1.
        verified_ca_certificates: 1, 0, or -1.
        subscriptions: 1, 0, or -1.
        is_limited: Whether the quota of events holds it up. It never holds up what an owner must be able to do
            whatever somebody else has done today: disable and delete.
    """

    ca_certificates: int = 0
    verified_ca_certificates: int = 0
    subscriptions: int = 0
    is_limited: bool = True


def usage_key(tenant: str) -> Item:
    """Return the item's key."""
    return marshal({"pk": tenant_key(tenant), "sk": "USAGE"})


def usage_update(tenant: str, change: UsageChange, quotas: Quotas, *, today: date, begins_day: bool) -> Item:
    """Return the action that counts a change and its event, as far as the quotas allow it.

    Args:
        tenant: Whose counts.
        change: What is added.
        quotas: The tenant's.
        today: The day of the change.
        begins_day: Whether the events that are counted are those of an earlier day.
    """
    conditions = ["event_day < :today" if begins_day else "(attribute_not_exists(event_day) OR event_day >= :today)"]
    values: dict[str, Any] = {":today": today.isoformat(), ":one": 1}
    additions = {name: (getattr(change, name), getattr(quotas, name)) for name in _COUNTED}
    expression = "SET event_day = if_not_exists(event_day, :today) ADD events :one"
    if begins_day:
        expression = "SET event_day = :today, events = :one"
    elif change.is_limited:
        conditions.append("(attribute_not_exists(events) OR events < :most_events)")
        values[":most_events"] = quotas.events_per_day
    added = []
    for name, (number, quota) in additions.items():
        if number:
            added.append(f"{name} :{name}")
            values[f":{name}"] = number
        if number > 0:
            conditions.append(f"(attribute_not_exists({name}) OR {name} < :most_{name})")
            values[f":most_{name}"] = quota
    if added:
        expression += (" ADD " if begins_day else ", ") + ", ".join(added)
    return {
        "Update": {
            "Key": usage_key(tenant),
            "UpdateExpression": expression,
            "ConditionExpression": " AND ".join(conditions),
            "ExpressionAttributeValues": marshal(values),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def begins_day(item: Mapping[str, Any] | None, change: UsageChange, quotas: Quotas, *, today: date) -> bool:
    """Return whether the change is the first of its day, by the item as it was read.

    Raises:
        QuotaExceeded: A quota holds the change up.
    """
    usage = unmarshal(item or {})
    exceeded = {name for name in _COUNTED if getattr(change, name) > 0 and usage.get(name, 0) >= getattr(quotas, name)}
    if "ca_certificates" in exceeded:
        raise QuotaExceeded("ca_certificates", limit=quotas.ca_certificates)
    if "verified_ca_certificates" in exceeded:
        raise QuotaExceeded("verified_ca_certificates", limit=quotas.verified_ca_certificates)
    if "subscriptions" in exceeded:
        raise QuotaExceeded("subscriptions", limit=quotas.subscriptions)
    is_first = bool(usage.get("event_day", "9999") < today.isoformat())
    if change.is_limited and not is_first and usage.get("events", 0) >= quotas.events_per_day:
        raise QuotaExceeded("events_per_day", limit=quotas.events_per_day)
    return is_first
