"""The conditional actions on a CA certificate's item, for the transactions that change or trust it."""

from typing import Any

from device_ca.model.ca_record import VERIFIED, CaRecord, RecordChange
from device_ca.stores.ca_item import Item, ca_key, marshal


def is_revision(revision: int, value: str) -> str:
    """Return the condition that a record is at this revision, which stands in the expression's ``value``.

    Records without a revision count as revision 1.
    """
    condition = f"revision = {value}"
    return f"({condition} OR attribute_not_exists(revision))" if revision == 1 else condition


def is_unchanged(record: CaRecord) -> Item:
    """Return the condition, and its values, that a record is as it was read: the same upload and revision."""
    return {
        "ConditionExpression": f"file_version = :file_version AND {is_revision(record.revision, ':revision')}",
        "ExpressionAttributeValues": marshal({":file_version": record.file_version, ":revision": record.revision}),
    }


def record_update(tenant: str, record: CaRecord, change: RecordChange) -> Item:
    """Return the action that changes a record in place, if it is as it was read."""
    changed = change.applied_to(record)
    assignments = "SET revision = :next_revision, enabled = :enabled"
    values: dict[str, Any] = {":next_revision": changed.revision, ":enabled": changed.enabled, ":name": changed.name}
    update: Item = {
        "Key": ca_key(tenant, record.id),
        "UpdateExpression": f"{assignments} REMOVE #name" if changed.name is None else f"{assignments}, #name = :name",
        "ExpressionAttributeNames": {"#name": "name"},
        **is_unchanged(record),
    }
    update["ExpressionAttributeValues"] |= marshal(values)
    return {"Update": update}


def require_trusted(tenant: str, certificate_id: str) -> Item:
    """Return the action that fails unless a CA is verified and enabled; whoever asks knows when it expires."""
    return {
        "ConditionCheck": {
            "Key": ca_key(tenant, certificate_id),
            "ConditionExpression": "#status = :verified AND (attribute_not_exists(enabled) OR enabled = :enabled)",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": marshal({":verified": VERIFIED, ":enabled": True}),
        }
    }
