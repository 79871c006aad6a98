"""Which of a tenant's CAs are verified, by their public key; possession of it carries over to a new certificate of it.

An item ``KEY#<digest of a public key>`` has the ids of the verified CAs that have this key. It is changed in the very
transactions that change these CAs: each function here returns one action of such a transaction.
"""

import hashlib

from device_ca.model.ca_record import CaRecord
from device_ca.stores.ca_item import Item, marshal, tenant_key


def require_no_verified_ca(tenant: str, record: CaRecord) -> Item:
    """Return the action that fails where a CA with the record's key is verified; the failure tells which ones are."""
    return {
        "ConditionCheck": {
            "Key": _key(tenant, record),
            "ConditionExpression": "attribute_not_exists(verified_ids)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def count_as_verified(tenant: str, record: CaRecord) -> Item:
    """Return the action that counts a record among the verified CAs of its key.

    Where the record carries possession from another, the action holds only while that one still counts.
    """
    update: Item = {
        "Key": _key(tenant, record),
        "UpdateExpression": "ADD verified_ids :ids",
        "ExpressionAttributeValues": marshal({":ids": {record.id}}),
    }
    if record.possession_carried_from:
        update["ConditionExpression"] = "contains(verified_ids, :proven)"
        update["ExpressionAttributeValues"] |= marshal({":proven": record.possession_carried_from})
    return {"Update": update}


def count_no_longer(tenant: str, record: CaRecord) -> Item:
    """Return the action that takes a record out of the verified CAs of its key."""
    return {
        "Update": {
            "Key": _key(tenant, record),
            "UpdateExpression": "DELETE verified_ids :ids",
            "ExpressionAttributeValues": marshal({":ids": {record.id}}),
        }
    }


def _key(tenant: str, record: CaRecord) -> Item:
    digest = hashlib.sha256(record.public_key_info).hexdigest()
    return marshal({"pk": tenant_key(tenant), "sk": f"KEY#{digest}"})
