"""A ``CaRecord`` as an item of DynamoDB: its keys, index keys and attributes."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer

from device_ca.model.ca_record import CaRecord, Status
from device_ca.model.revocation_list import RevocationListRecord
from device_ca.violation import Violation

Item = dict[str, Any]

# Tables have had these names since the first release. The first is a key of an index: for another one
# CloudFormation would make a new, empty table.
_STORED_NAMES = {"subject_digest": "subject_key", "spki": "public_key_info"}
_TIMES = ("not_before", "not_after", "uploaded_at", "verified_at")
_PLAIN_ATTRIBUTES = [
    field.name for field in fields(CaRecord) if field.name not in {"id", "warnings", *_TIMES, *_STORED_NAMES}
]
_serialize, _deserialize = TypeSerializer().serialize, TypeDeserializer().deserialize


def marshal(values: Mapping[str, Any]) -> Item:
    """Write Python values in DynamoDB's form, absent ones left out."""
    return {name: _serialize(value) for name, value in values.items() if value is not None}


def unmarshal(item: Mapping[str, Any]) -> dict[str, Any]:
    """Read DynamoDB's form: bytes as bytes, and numbers, which are whole here, as int."""
    return {name: _plain(_deserialize(value)) for name, value in item.items()}


def _plain(value: Any) -> Any:
    """Replace boto3's own kinds of values, in lists and dictionaries too."""
    match value:
        case Binary():
            return value.value  # type: ignore[attr-defined]  # its stub leaves this out
        case Decimal():
            return int(value)
        case list():
            return [_plain(element) for element in value]
        case dict():
            return {name: _plain(element) for name, element in value.items()}
    return value


def tenant_key(tenant: str) -> str:
    """Return the partition key of everything that a tenant owns."""
    return f"TENANT#{tenant}"


def tenant_of_key(key: str) -> str:
    """Return the tenant of a partition key."""
    return key.removeprefix("TENANT#")


def ca_key(tenant: str, certificate_id: str) -> Item:
    """Return the key of a CA certificate's item."""
    return marshal({"pk": tenant_key(tenant), "sk": f"CA#{certificate_id}"})


def code_key(tenant: str, certificate_id: str) -> Item:
    """Return the key of the item that holds the verification code."""
    return marshal({"pk": tenant_key(tenant), "sk": f"CODE#{certificate_id}"})


def upload_key(record: CaRecord) -> str:
    """Return the sort key of ``by_upload``: microseconds order uploads of one second, the id makes the key unique."""
    return f"{record.uploaded_at.isoformat(timespec='microseconds')}#{record.id}"


def status_upload_key(status: Status, key: str) -> str:
    """Return the sort key of ``by_status`` for an ``upload_key``."""
    return f"{status}#{key}"


def of_subject(tenant: str, subject_digest: str) -> Item:
    """Return the query of ``by_subject`` for the CA certificates of one subject."""
    return {
        "IndexName": "by_subject",
        "KeyConditionExpression": "pk = :pk AND subject_key = :subject_digest",
        "ExpressionAttributeValues": marshal({":pk": tenant_key(tenant), ":subject_digest": subject_digest}),
    }


def to_item(tenant: str, record: CaRecord) -> Item:
    """Return the whole item of a record."""
    values: dict[str, Any] = {name: getattr(record, name) for name in _PLAIN_ATTRIBUTES}
    values |= {name: moment.isoformat() for name in _TIMES if (moment := getattr(record, name)) is not None}
    values |= {stored: getattr(record, name) for name, stored in _STORED_NAMES.items()}
    if record.issuer == record.subject:
        del values["issuer"]
    values["warnings"] = [{"rule": warning.rule, "parameters": dict(warning.parameters)} for warning in record.warnings]
    values["upload_key"] = upload_key(record)
    values["status_upload_key"] = status_upload_key(record.status, values["upload_key"])
    values["not_after_date"] = record.not_after.date().isoformat()
    if record.crl:
        values |= crl_attributes(record.crl)
    return ca_key(tenant, record.id) | marshal(values)


def from_item(item: Mapping[str, Any]) -> CaRecord:
    """Return the record that ``to_item`` wrote."""
    values = unmarshal(item)
    found: dict[str, Any] = {name: values.get(name) for name in _PLAIN_ATTRIBUTES}
    found |= {name: datetime.fromisoformat(values[name]) for name in _TIMES if name in values}
    found |= {name: values[stored] for name, stored in _STORED_NAMES.items()}
    found["der"] = found["der"] or b""
    found["key_digest"] = found["key_digest"] or sha256(found["spki"]).hexdigest()
    found["issuer"] = found["issuer"] or found["subject"]
    # Records written before these existed have none of them.
    found["enabled"] = found["enabled"] is not False
    found["revision"] = found["revision"] or 1
    found["warnings"] = tuple(map(_warning, values["warnings"]))
    found["crl"] = read_crl(values)
    return CaRecord(id=values["sk"].removeprefix("CA#"), **found)


def crl_attributes(crl: RevocationListRecord) -> dict[str, Any]:
    """Return the attributes that a revocation list has in its CA's item.

    A DynamoDB number has 38 digits and a CRL number up to 48, so it stands there in hex.
    """
    stored = {
        "number": f"{crl.number:x}",
        "this_update": crl.this_update.isoformat(),
        "next_update": crl.next_update.isoformat(),
        "entries": crl.entries,
        "sha256": crl.sha256,
        "size": crl.size,
        "version": crl.version,
    }
    return {"crl": stored, "crl_due_date": crl.next_update.date().isoformat()}


def read_crl(values: Mapping[str, Any]) -> RevocationListRecord | None:
    """Return the revocation list among an item's values, as ``unmarshal`` gives them; None where there is none."""
    stored = values.get("crl")
    if stored is None:
        return None
    times = {name: datetime.fromisoformat(stored[name]) for name in ("this_update", "next_update")}
    return RevocationListRecord(**stored | times | {"number": int(stored["number"], 16)})


def _warning(stored: Mapping[str, Any]) -> Violation:
    """Return a warning; records written before parameters were kept have the message alone."""
    return Violation(stored["rule"], stored.get("parameters") or {"message": stored.get("message", "")})
