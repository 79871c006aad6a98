"""The subscriptions to trust stores.

``SUBSCRIPTION#<id>`` of a tenant is what its owner sees; ``pk = SUBSCRIPTION#<digest of the token>`` finds it by one
read. Both are written and deleted together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from device_ca.errors import StoreUnavailable, SubscriptionNotFound
from device_ca.model.audit_event import Origin, subscription_created, subscription_deleted
from device_ca.model.subscription import Subscription
from device_ca.stores.ca_item import Item, marshal, tenant_key, unmarshal
from device_ca.stores.ledger import Ledger, ledger
from device_ca.stores.table import TRANSACTION_ATTEMPTS, Table, TransactionCancelled, table
from device_ca.stores.usage import UsageChange

_PREFIX = "SUBSCRIPTION#"


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whose a token is.

    Attributes:
        last_used_at: The hour in which it was last used, as far as is noted.
    """

    tenant: str
    subscription_id: str
    token_digest: str
    last_used_at: datetime | None


class SubscriptionStore:
    """The subscriptions. Every method may raise ``StoreUnavailable``."""

    def __init__(self, table: Table, ledger: Ledger) -> None:
        self._table = table
        self._ledger = ledger

    def add(self, tenant: str, subscription: Subscription, token_digest: str, origin: Origin) -> None:
        """Add a subscription.

        Raises:
            QuotaExceeded: The tenant has, or did today, as much as it may.
        """
        values = {
            "name": subscription.name,
            "created_at": subscription.created_at.isoformat(),
            "created_by": subscription.created_by,
            "token_digest": token_digest,
        }
        holder = {"tenant": tenant, "subscription_id": subscription.id}
        actions: list[Item] = [
            {"Put": {"Item": _key(tenant, subscription.id) | marshal(values)}},
            {"Put": {"Item": _token_key(token_digest) | marshal(holder)}},
        ]
        created = subscription_created(subscription, origin)
        self._ledger.write(tenant, created, actions, usage=UsageChange(subscriptions=1))

    def all(self, tenant: str) -> list[Subscription]:
        """Return a tenant's subscriptions, newest first."""
        items = self._table.query_all(
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=marshal({":pk": tenant_key(tenant), ":prefix": _PREFIX}),
        )
        return sorted(map(_from_item, items), key=lambda found: (found.created_at, found.id), reverse=True)

    def delete(self, tenant: str, subscription_id: str, origin: Origin) -> None:
        """End a subscription at once.

        Raises:
            SubscriptionNotFound: The tenant has none of that id.
        """
        for _ in range(TRANSACTION_ATTEMPTS):
            item = self._table.get(_key(tenant, subscription_id))
            if item is None:
                raise SubscriptionNotFound
            actions: list[Item] = [
                {"Delete": {"Key": _key(tenant, subscription_id), "ConditionExpression": "attribute_exists(pk)"}},
                {"Delete": {"Key": _token_key(item["token_digest"]["S"])}},
            ]
            deleted = subscription_deleted(_from_item(item), origin)
            try:
                # However much the tenant did today: a token that leaked must end.
                usage = UsageChange(subscriptions=-1, is_limited=False)
                self._ledger.write(tenant, deleted, actions, usage=usage)
            except TransactionCancelled:
                continue
            return
        raise StoreUnavailable("The record store is too busy with this subscription.")

    def holder(self, token_digest: str) -> TokenHolder | None:
        """Say whose token has this digest; None where it is nobody's. Strongly consistent."""
        item = self._table.get(_token_key(token_digest))
        if item is None:
            return None
        values = unmarshal(item)
        return TokenHolder(values["tenant"], values["subscription_id"], token_digest, _time(values, "last_used_at"))

    def note_use(self, holder: TokenHolder, hour: datetime) -> None:
        """Note that a token was used in an hour; a subscription that was deleted meanwhile stays so."""
        keys = (_key(holder.tenant, holder.subscription_id), _token_key(holder.token_digest))
        update = {
            "UpdateExpression": "SET last_used_at = :hour",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": marshal({":hour": hour.isoformat()}),
        }
        try:
            self._table.transact([{"Update": {"Key": key, **update}} for key in keys])
        except TransactionCancelled:
            return


def _from_item(item: Mapping[str, Any]) -> Subscription:
    values = unmarshal(item)
    return Subscription(
        id=values["sk"].removeprefix(_PREFIX),
        name=values["name"],
        created_at=datetime.fromisoformat(values["created_at"]),
        created_by=values.get("created_by"),
        last_used_at=_time(values, "last_used_at"),
    )


def _time(values: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(values[name]) if name in values else None


def _key(tenant: str, subscription_id: str) -> Item:
    return marshal({"pk": tenant_key(tenant), "sk": f"{_PREFIX}{subscription_id}"})


def _token_key(token_digest: str) -> Item:
    return marshal({"pk": f"{_PREFIX}{token_digest}", "sk": "TOKEN"})


@cache
def subscription_store() -> SubscriptionStore:
    """Return the process's subscription store."""
    return SubscriptionStore(table(), ledger())
