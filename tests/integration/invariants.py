"""What must hold of table and bucket whatever fails, in whatever order."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from device_ca.model.ca_record import PENDING, VERIFIED
from device_ca.stores.aws_clients import dynamodb_client, s3_client
from device_ca.stores.ca_item import from_item, unmarshal
from device_ca.stores.file_store import ca_file_key, crl_key, proof_key

if TYPE_CHECKING:
    from device_ca.model.ca_record import CaRecord


# What the registry tells by itself counts against no quota.
_OF_THE_REGISTRY = {"CaCertificateExpiringSoon", "RevocationListExpiringSoon", "RevocationListExpired"}


def broken_invariants(stores: dict[str, str], tenant: str) -> list[str]:
    """Return what does not hold of a tenant's items and files."""
    items = _items(stores["TABLE_NAME"], tenant)
    records = {item["sk"]["S"].removeprefix("CA#"): from_item(item) for item in items if _kind(item) == "CA"}
    codes = {item["sk"]["S"].removeprefix("CODE#") for item in items if _kind(item) == "CODE"}
    found: list[str] = []
    for item in (item for item in items if _kind(item) == "CA"):
        record = from_item(item)
        if not _version_exists(stores["BUCKET_NAME"], ca_file_key(tenant, record.id), record.file_version):
            found.append(f"{record.id}: its file is missing")
        if record.crl and not _version_exists(stores["BUCKET_NAME"], crl_key(tenant, record.id), record.crl.version):
            found.append(f"{record.id}: its revocation list is missing")
        if item["status_upload_key"]["S"] != f"{record.status}#{item['upload_key']['S']}":
            found.append(f"{record.id}: listed under another status")
        if record.status == PENDING:
            continue
        if record.id in codes:
            found.append(f"{record.id}: verified, and its code is not consumed")
        if record.possession_carried_from:
            continue
        if not record.proof_version:
            found.append(f"{record.id}: verified without a proof")
        elif not _version_exists(stores["BUCKET_NAME"], proof_key(tenant, record.id), record.proof_version):
            found.append(f"{record.id}: its proof is missing")
    found += [f"{id_}: a code without its certificate" for id_ in codes - records.keys()]
    events = _trail(stores["TABLE_NAME"], tenant)
    found += _broken_sets(items, records) + _broken_usage(items, records, events)
    found += _broken_subscriptions(stores["TABLE_NAME"], tenant, items)
    return found + _broken_trail(events, records)


def _broken_sets(items: list[dict[str, Any]], records: dict[str, CaRecord]) -> list[str]:
    """What is known of keys and names is what the records say."""
    known = {
        (item["sk"]["S"], name): frozenset(unmarshal(item)[name])
        for item in items
        if _kind(item) in ("KEY", "NAME")
        for name in ("ids", "verified_ids", "disabled_ids", "members")
        if name in item
    }
    expected: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records.values():
        key = f"KEY#{record.key_digest}"
        expected[key, "ids"].add(record.id)
        if record.status == VERIFIED:
            expected[key, "verified_ids"].add(record.id)
        if not record.enabled:
            expected[key, "disabled_ids"].add(record.id)
        identifier = hashlib.sha256((record.subject_key_identifier or "").encode()).hexdigest()
        expected[f"NAME#{record.subject_digest}", "members"].add(f"{record.id}#{identifier}#{record.key_digest}")
    return [] if known == expected else [f"known of keys and names: {known}; expected: {dict(expected)}"]


def _broken_usage(items: list[dict[str, Any]], records: dict[str, CaRecord], events: list[dict[str, Any]]) -> list[str]:
    """What is counted against the quotas is what there is, and what happened on the last day."""
    counted = next((unmarshal(item) for item in items if _kind(item) == "USAGE"), {})
    counted = {name: number for name, number in counted.items() if name not in ("pk", "sk") and number}
    days = Counter(event["sk"]["S"].partition("T")[0] for event in events if event["type"]["S"] not in _OF_THE_REGISTRY)
    expected: dict[str, Any] = {
        "ca_certificates": len(records),
        "verified_ca_certificates": sum(record.status == VERIFIED for record in records.values()),
        "subscriptions": sum(_kind(item) == "SUBSCRIPTION" for item in items),
    }
    if days:
        expected |= {"event_day": max(days), "events": days[max(days)]}
    expected = {name: number for name, number in expected.items() if number}
    return [] if counted == expected else [f"counted: {counted}; expected: {expected}"]


def _broken_subscriptions(table: str, tenant: str, items: list[dict[str, Any]]) -> list[str]:
    """Each subscription is found by its token's digest, and no token outlives its subscription."""
    pages = dynamodb_client().get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    tokens = [dict(item) for page in pages for item in page["Items"] if item["sk"]["S"] == "TOKEN"]
    found = {
        item["pk"]["S"].removeprefix("SUBSCRIPTION#"): item["subscription_id"]["S"]
        for item in tokens
        if item["tenant"]["S"] == tenant
    }
    expected = {
        item["token_digest"]["S"]: item["sk"]["S"].removeprefix("SUBSCRIPTION#")
        for item in items
        if _kind(item) == "SUBSCRIPTION"
    }
    return [] if found == expected else [f"tokens: {found}; subscriptions: {expected}"]


def _broken_trail(items: list[dict[str, Any]], records: dict[str, CaRecord]) -> list[str]:
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
