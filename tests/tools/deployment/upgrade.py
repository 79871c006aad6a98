"""`make upgrade`: bring the data of release 1.0.0 into today's form. Run again, it finds nothing more to do.

1. Move the audit trail out of the tenants' partitions; what is moved is not published again.
2. Give each CA certificate what today's registry relies on, in one transaction each: the certificate itself where only
   its file has it, its key's digest, and its place among those of its key and of its name.
3. Count each tenant's CA certificates, whatever has become of them since the deployment.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import batched
from typing import TYPE_CHECKING, Any

from device_ca.certificates.uploaded_file import read_certificate_file
from device_ca.errors import StoreUnavailable
from device_ca.model.audit_event import AuditEvent
from device_ca.model.ca_record import VERIFIED, CaRecord
from device_ca.stores import audit_trail, key_item, name_item
from device_ca.stores.ca_item import Item, ca_key, from_item, marshal, tenant_key, tenant_of_key, unmarshal
from device_ca.stores.file_store import FileStore, record_files
from device_ca.stores.name_item import NameItem
from device_ca.stores.record_update import is_unchanged
from device_ca.stores.table import TRANSACTION_ATTEMPTS, Table, TransactionCancelled
from device_ca.stores.usage import usage_key
from tests.tools.deployment.stack import Account, DeploymentError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Two actions each; DynamoDB takes 100 in a transaction, and DynamoDB Local 10.
_EVENTS_AT_ONCE = 5
# Some ten seconds' work.
_TOLD_EACH = 2000


def upgrade(account: Account) -> str:
    """Bring the data of the deployed stack into today's form, and print meanwhile what is done.

    Raises:
        DeploymentError: A store did not answer, or a record is changed all the time.
    """
    outputs = account.outputs()
    table = Table(account.session.client("dynamodb"), outputs["TableName"])
    files = FileStore(account.session.client("s3"), outputs["BucketName"])
    try:
        for line in upgrade_stores(table, files, account.session.client("dynamodb").get_paginator("scan")):
            print(line, flush=True)
    except StoreUnavailable as error:
        raise DeploymentError(f"{error} Run make upgrade again: it goes on where it was.") from error
    return ""


def upgrade_stores(table: Table, files: FileStore, scan: Any) -> Iterator[str]:
    """Bring a table into today's form; say what was done, and what somebody should look at.

    Args:
        table: The table.
        files: The bucket, where certificates are read that had no room in their records.
        scan: boto3's paginator for scans.
    """
    moved = 0
    for events in batched(_items(scan, table, "begins_with(sk, :of)", "EVENT#"), _EVENTS_AT_ONCE, strict=False):
        table.transact([action for event in events for action in _moving(event)])
        moved += len(events)
        if moved % _TOLD_EACH == 0:
            yield f"{moved} events so far"
    yield f"{moved} events of the audit trail moved."
    completed = 0
    for item in _items(scan, table, "begins_with(sk, :of) AND attribute_not_exists(key_digest)", "CA#"):
        yield from _complete(table, files, item)
        completed += 1
    yield f"{completed} CA certificates completed."
    counted = {item["pk"]["S"] for item in _items(scan, table, "(begins_with(sk, :of) OR sk = :usage)", "CA#")}
    for key in counted:
        _count(table, tenant_of_key(key))
    yield f"{len(counted)} tenants counted."


def _items(scan: Any, table: Table, condition: str, kind: str) -> Iterator[Item]:
    values = {":tenant": "TENANT#", ":of": kind} | ({":usage": "USAGE"} if ":usage" in condition else {})
    pages = scan.paginate(
        TableName=table.name,
        FilterExpression=f"begins_with(pk, :tenant) AND {condition}",
        ExpressionAttributeValues=marshal(values),
        ConsistentRead=True,
    )
    return (item for page in pages for item in page["Items"])


def _moving(item: Item) -> list[Item]:
    """Return the actions that put an event into today's place and take it out of its old one."""
    values = unmarshal(item)
    _, certificate_id, at, event_id = values["sk"].split("#")
    event = AuditEvent(
        id=event_id,
        certificate_id=certificate_id,
        at=datetime.fromisoformat(at),
        type=values["type"],
        actor=values.get("actor"),
        request_id=values.get("request_id"),
        outcome=values["outcome"],
        details=values["details"],
    )
    expires_at = datetime.fromtimestamp(values["expires_at"], UTC)
    moved = audit_trail.to_item(tenant_of_key(values["pk"]), event, expires_at=expires_at)
    return [
        {"Put": {"Item": moved | marshal({audit_trail.MOVED: True})}},
        {"Delete": {"Key": {name: item[name] for name in ("pk", "sk")}}},
    ]


def _complete(table: Table, files: FileStore, item: Item) -> Iterator[str]:
    """Complete a record and what belongs to it; say what somebody should look at.

    Raises:
        DeploymentError: It is changed all the time.
    """
    tenant = tenant_of_key(unmarshal(item)["pk"])
    for _ in range(TRANSACTION_ATTEMPTS):
        current = table.get(ca_key(tenant, from_item(item).id))
        if current is None or "key_digest" in current:
            return
        record = _whole(tenant, from_item(current), files)
        known = NameItem.read(table.get(name_item.name_key(tenant, record.subject_digest)))
        try:
            table.transact(
                [_completed(tenant, record), _add_to_key(tenant, record), name_item.add(tenant, record, known)]
            )
        except TransactionCancelled:
            continue
        if not record.der:
            yield f"{tenant} {record.id}: today's registry does not read this certificate; its owner should replace it."
        if other_id := known.ambiguous_with(record):
            yield f"{tenant} {record.id}: no server tells it from {other_id}; its owner should delete one of them."
        return
    raise DeploymentError(f"{tenant} {item['sk']['S']} is changed all the time: run this again at a quieter moment.")


def _whole(tenant: str, record: CaRecord, files: FileStore) -> CaRecord:
    """Return the record with its certificate and the digest of its key, as far as today's registry reads them."""
    certificate = read_certificate_file(record.der or files.get(record_files(tenant, record)[0])).certificate
    return replace(record, der=certificate.der, key_digest=certificate.key_digest) if certificate else record


def _completed(tenant: str, record: CaRecord) -> Item:
    update: Item = {"Key": ca_key(tenant, record.id), **is_unchanged(record)}
    values = {"key_digest": record.key_digest} | ({"der": record.der} if record.der else {})
    update["UpdateExpression"] = "SET " + ", ".join(f"{name} = :{name}" for name in values)
    update["ConditionExpression"] += " AND attribute_not_exists(key_digest)"
    update["ExpressionAttributeValues"] |= marshal({f":{name}": value for name, value in values.items()})
    return {"Update": update}


def _add_to_key(tenant: str, record: CaRecord) -> Item:
    is_in = {"ids": True, "verified_ids": record.status == VERIFIED, "disabled_ids": not record.enabled}
    return {
        "Update": {
            "Key": key_item.key_key(tenant, record.key_digest),
            "UpdateExpression": "ADD " + ", ".join(f"{name} :ids" for name in is_in if is_in[name]),
            "ExpressionAttributeValues": marshal({":ids": {record.id}}),
        }
    }


def _count(table: Table, tenant: str) -> None:
    """Set a tenant's counts to what it has. Each change counts an event, so none comes in between unseen.

    Raises:
        DeploymentError: The tenant's CA certificates are changed all the time.
    """
    for _ in range(TRANSACTION_ATTEMPTS):
        seen = unmarshal(table.get(usage_key(tenant)) or {})
        statuses = [unmarshal(item)["status"] for item in table.query_all(**_statuses_of(tenant))]
        values: dict[str, Any] = {":all": len(statuses), ":verified": statuses.count(VERIFIED)}
        condition = "attribute_not_exists(events)"
        if "events" in seen:
            condition = "events = :events AND event_day = :day"
            values |= {":events": seen["events"], ":day": seen["event_day"]}
        counting = {
            "Key": usage_key(tenant),
            "UpdateExpression": "SET ca_certificates = :all, verified_ca_certificates = :verified",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": marshal(values),
        }
        with suppress(TransactionCancelled):
            table.transact([{"Update": counting}])
            return
    raise DeploymentError(f"{tenant} changes its CA certificates all the time: run this again at a quieter moment.")


def _statuses_of(tenant: str) -> Item:
    return {
        "KeyConditionExpression": "pk = :pk AND begins_with(sk, :ca)",
        "ProjectionExpression": "#status",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": marshal({":pk": tenant_key(tenant), ":ca": "CA#"}),
    }
