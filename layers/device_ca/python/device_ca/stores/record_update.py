"""The conditional actions on a CA certificate's item, for the transactions that change or trust it."""

from device_ca.model.ca_record import VERIFIED, CaRecord, RecordChange
from device_ca.model.revocation_list import RevocationListRecord
from device_ca.stores.ca_item import Item, ca_key, crl_attributes, marshal


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
    values = {**change.values, "revision": change.applied_to(record).revision}
    assignments = ", ".join(f"#{name} = :new_{name}" for name, value in values.items() if value is not None)
    removals = ", ".join(f"#{name}" for name, value in values.items() if value is None)
    update: Item = {
        "Key": ca_key(tenant, record.id),
        "UpdateExpression": f"SET {assignments} REMOVE {removals}" if removals else f"SET {assignments}",
        "ExpressionAttributeNames": {f"#{name}": name for name in values},
        **is_unchanged(record),
    }
    update["ExpressionAttributeValues"] |= marshal({f":new_{name}": value for name, value in values.items()})
    return {"Update": update}


def crl_update(tenant: str, record: CaRecord, crl: RevocationListRecord | None) -> Item:
    """Return the action that gives a CA another revocation list, or none, if its record is as it was read."""
    update: Item = {"Key": ca_key(tenant, record.id), **is_unchanged(record)}
    update["ExpressionAttributeValues"] |= marshal({":next_revision": record.revision + 1})
    update["UpdateExpression"] = "SET revision = :next_revision"
    if crl is None:
        update["UpdateExpression"] += " REMOVE crl, crl_due_date"
    else:
        update["UpdateExpression"] += ", crl = :crl, crl_due_date = :crl_due_date"
        values = crl_attributes(crl)
        update["ExpressionAttributeValues"] |= marshal({f":{name}": value for name, value in values.items()})
    return {"Update": update}


def require_trusted(tenant: str, certificate_id: str) -> Item:
    """Return the action that fails unless a CA is verified and enabled; the caller checks whether it has expired."""
    return {
        "ConditionCheck": {
            "Key": ca_key(tenant, certificate_id),
            "ConditionExpression": "#status = :verified AND (attribute_not_exists(enabled) OR enabled = :enabled)",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": marshal({":verified": VERIFIED, ":enabled": True}),
        }
    }
