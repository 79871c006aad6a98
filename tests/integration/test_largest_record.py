"""The longest record that admission lets in, against DynamoDB's limit on an item and its copies in local indexes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from device_ca.model.audit_event import Origin
from device_ca.model.ca_record import CaRecord
from device_ca.rules.admission_rules import LONGEST_FIELDS
from device_ca.stores.ca_item import to_item
from device_ca.stores.new_records import new_records
from device_ca.stores.record_store import record_store
from device_ca.violation import Violation
from tests.support.routes import TEMPLATE

if TYPE_CHECKING:
    from tests.support.caller import Caller

_TABLE = TEMPLATE["Resources"]["CertificateTable"]["Properties"]
LONGEST_CERTIFICATE = 65_536
LONGEST_ITEM = 400 * 1024
_OVERHEAD = 100
_FILE_NAME = "\U0001f512" * 255


def _size(value: dict[str, Any]) -> int:
    """Return how many bytes DynamoDB counts for a value, by its documentation."""
    ((kind, content),) = value.items()
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _size(part) for name, part in content.items())
    if kind == "L":
        return 3 + sum(1 + _size(part) for part in content)
    if kind == "N":
        return 21
    if kind in ("BOOL", "NULL"):
        return 1
    return len(content if isinstance(content, bytes) else content.encode())


def _item_size(item: dict[str, Any]) -> int:
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def longest_record() -> CaRecord:
    now = datetime.now(UTC)
    issuer = "i" * (LONGEST_FIELDS - 1)
    carry_over = {"reason": "superior_ca_not_trusted", "remedy": "prove_this_certificate"}
    warnings = (
        Violation("basic_constraints_not_critical", {"remedy": "issue_intermediate_again"}),
        Violation("key_usage_missing", {"remedy": "issue_intermediate_again"}),
        Violation("serial_number_out_of_range", {"reason": "too_long", "octets": 10**4}),
        Violation("expires_soon", {"days": 90, "notAfter": "x" * 20, "remedy": "renew", "fileName": _FILE_NAME}),
        Violation("superior_ca_unknown", {"issuer": issuer}),
        *[Violation("possession_not_carried_over", carry_over)] * 4,
    )
    return CaRecord(
        id="0" * 64,
        status="verified",
        file_name=_FILE_NAME,
        file_size=1_048_576,
        file_version="x" * 32,
        subject="s",
        issuer=issuer,
        serial_number="0" * 40,
        not_before=now,
        not_after=now + timedelta(days=1),
        key_algorithm="ML-DSA-87",
        signature_algorithm="id-rsassa-pkcs1-v1_5-with-sha3-512",
        subject_key_identifier=None,
        authority_key_identifier=None,
        self_signed=False,
        path_length=2**31 - 1,
        subject_digest="0" * 64,
        der=bytes(LONGEST_CERTIFICATE),
        # A key of ML-DSA-87 is the longest.
        spki=bytes(2700),
        key_digest="0" * 64,
        uploaded_at=now,
        verified_at=now,
        proof_version="x" * 32,
        proof_kind="verification_certificate",
        superior_ca_id="0" * 64,
        possession_carried_from="0" * 64,
        warnings=warnings,
        name="\U0001f512" * 128,
        revision=10**9,
    )


def test_it_fits_with_its_copies() -> None:
    item = to_item("t" * 256, longest_record())
    assert "der" in item
    # A local index cannot be changed later, so each has all attributes: also those that a list may show one day.
    assert {index["Projection"]["ProjectionType"] for index in _TABLE["LocalSecondaryIndexes"]} == {"ALL"}
    copies = 1 + len(_TABLE["LocalSecondaryIndexes"])
    assert copies * (_item_size(item) + _OVERHEAD) <= LONGEST_ITEM


@pytest.mark.usefixtures("stores")
def test_it_is_stored_and_read_back(acme: Caller) -> None:
    record = longest_record()
    new_records().add("acme", record, Origin(at=record.uploaded_at))
    assert record_store().get("acme", record.id) == record
    assert acme.list().json["items"][0]["id"] == record.id
