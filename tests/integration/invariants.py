"""What must hold of table and bucket whatever fails, in whatever order."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import Any

from botocore.exceptions import ClientError

from device_ca.model.ca_record import PENDING, VERIFIED
from device_ca.stores.aws_clients import dynamodb_client, s3_client
from device_ca.stores.ca_item import from_item, unmarshal
from device_ca.stores.file_store import ca_file_key, proof_key


def broken_invariants(stores: dict[str, str], tenant: str) -> list[str]:
    """Return what does not hold of a tenant's items and files."""
    items = _items(stores["TABLE_NAME"], tenant)
    records = {item["sk"]["S"].removeprefix("CA#"): from_item(item) for item in items if _kind(item) == "CA"}
    codes = {item["sk"]["S"].removeprefix("CODE#") for item in items if _kind(item) == "CODE"}
    found: list[str] = []
    verified: defaultdict[str, set[str]] = defaultdict(set)
    for item in (item for item in items if _kind(item) == "CA"):
        record = from_item(item)
        if not _version_exists(stores["BUCKET_NAME"], ca_file_key(tenant, record.id), record.file_version):
            found.append(f"{record.id}: its file is missing")
        if item["status_upload_key"]["S"] != f"{record.status}#{item['upload_key']['S']}":
            found.append(f"{record.id}: listed under another status")
        if record.status == PENDING:
            continue
        verified[hashlib.sha256(record.public_key_info).hexdigest()].add(record.id)
        if record.id in codes:
            found.append(f"{record.id}: verified, and its code is not consumed")
        if record.possession_carried_from:
            continue
        if not record.proof_version:
            found.append(f"{record.id}: verified without a proof")
        elif not _version_exists(stores["BUCKET_NAME"], proof_key(tenant, record.id), record.proof_version):
            found.append(f"{record.id}: its proof is missing")
    found += [f"{id_}: a code without its certificate" for id_ in codes - records.keys()]
    counted = {
        item["sk"]["S"].removeprefix("KEY#"): unmarshal(item)["verified_ids"]
        for item in items
        if _kind(item) == "KEY" and "verified_ids" in item
    }
    if counted != dict(verified):
        found.append(f"counted as verified: {counted}; verified: {dict(verified)}")
    return found + _broken_trail(_trail(stores["TABLE_NAME"], tenant), records)


def _broken_trail(items: list[dict[str, Any]], records: dict[str, Any]) -> list[str]:
    """The trail tells of each change exactly once: so many uploads and so many deletions leave so many records."""
    told: defaultdict[str, Counter[str]] = defaultdict(Counter, {id_: Counter() for id_ in records})
    for item in items:
        told[item["pk"]["S"].rpartition("#")[2]][item["type"]["S"]] += 1
    found = []
    for id_, events in told.items():
        if events["CaCertificateUploaded"] - events["CaCertificateDeleted"] != (id_ in records):
            found.append(f"{id_}: the trail tells {dict(events)}")
        if events["CaCertificateVerified"] > events["CaCertificateUploaded"]:
            found.append(f"{id_}: verified more often than uploaded")
        record = records.get(id_)
        proven = record and record.status == VERIFIED and not record.possession_carried_from
        if proven and not events["CaCertificateVerified"]:
            found.append(f"{id_}: verified, and the trail does not tell")
    return found + [f"{id_}: no trail" for id_ in records.keys() - told.keys()]


def _items(table: str, tenant: str) -> list[dict[str, Any]]:
    pages = (
        dynamodb_client()
        .get_paginator("query")
        .paginate(
            TableName=table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"TENANT#{tenant}"}},
            ConsistentRead=True,
        )
    )
    return [dict(item) for page in pages for item in page["Items"]]


def _trail(table: str, tenant: str) -> list[dict[str, Any]]:
    pages = dynamodb_client().get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    items = [dict(item) for page in pages for item in page["Items"]]
    return [item for item in items if item["pk"]["S"].startswith(f"TRAIL#{tenant}#")]


def _kind(item: dict[str, Any]) -> str:
    return str(item["sk"]["S"].partition("#")[0])


def _version_exists(bucket: str, key: str, version: str) -> bool:
    try:
        s3_client().head_object(Bucket=bucket, Key=key, VersionId=version)
    except ClientError:
        return False
    return True
