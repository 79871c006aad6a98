"""The certificates of a public key: the item ``KEY#<digest of the key>``, three sets of ids.

- ``ids``: every certificate of this key;
- ``verified_ids``: those that are verified;
- ``disabled_ids``: those that their owner has disabled, verified or not.

An item is changed in the very transactions that change these certificates: each function here returns one action of
such a transaction.
"""

from device_ca.model.ca_record import CaRecord
from device_ca.stores.ca_item import Item, marshal, tenant_key

MOST_CERTIFICATES_OF_A_KEY = 50
"""Limits the item, and what an upload of a known key has to read."""


def key_key(tenant: str, key_digest: str) -> Item:
    """Return the item's key."""
    return marshal({"pk": tenant_key(tenant), "sk": f"KEY#{key_digest}"})


def add_first(tenant: str, record: CaRecord) -> Item:
    """Return the action that adds the first certificate of its key; the failure tells which others there are."""
    return _update(tenant, record, "ADD ids :ids", "attribute_not_exists(ids)", {})


def add_another(tenant: str, record: CaRecord) -> Item:
    """Return the action that adds a certificate of a key that others have.

    Where the record carries possession from another, the action holds only while that one is verified and none of the
    key is disabled.
    """
    room = "(attribute_not_exists(ids) OR size(ids) < :most)"
    values: dict[str, object] = {":most": MOST_CERTIFICATES_OF_A_KEY}
    if not record.possession_carried_from:
        return _update(tenant, record, "ADD ids :ids", room, values)
    condition = f"{room} AND contains(verified_ids, :source) AND attribute_not_exists(disabled_ids)"
    values[":source"] = record.possession_carried_from
    return _update(tenant, record, "ADD ids :ids, verified_ids :ids", condition, values)


def add_verified(tenant: str, record: CaRecord) -> Item:
    """Return the action that counts a certificate among the verified ones of its key."""
    return _update(tenant, record, "ADD verified_ids :ids")


def set_enabled(tenant: str, record: CaRecord, *, enabled: bool) -> Item:
    """Return the action that takes a certificate out of the disabled ones of its key, or adds it."""
    return _update(tenant, record, f"{'DELETE' if enabled else 'ADD'} disabled_ids :ids")


def remove(tenant: str, record: CaRecord) -> Item:
    """Return the action that forgets a certificate of its key."""
    return _update(tenant, record, "DELETE ids :ids, verified_ids :ids, disabled_ids :ids")


def _update(
    tenant: str, record: CaRecord, expression: str, condition: str = "", values: dict[str, object] | None = None
) -> Item:
    update: Item = {
        "Key": key_key(tenant, record.key_digest),
        "UpdateExpression": expression,
        "ExpressionAttributeValues": marshal({":ids": {record.id}} | (values or {})),
    }
    if condition:
        update |= {"ConditionExpression": condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    return {"Update": update}
