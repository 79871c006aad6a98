"""Records in the table: what an earlier release wrote is read, and what is written is read back."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from device_ca.stores.ca_item import from_item, to_item
from device_ca.violation import Violation
from tests.support.ca_records import ca_record
from tests.support.certificates import build_certificate
from tests.support.routes import TEMPLATE

CERTIFICATE_ID = "ab" * 32
SPKI = b"a key"
# What release 1.0.0 wrote; pending, so that nothing is there of a proof.
OF_FIRST_RELEASE: dict[str, Any] = {
    "pk": {"S": "TENANT#acme"},
    "sk": {"S": f"CA#{CERTIFICATE_ID}"},
    "status": {"S": "pending_verification"},
    "file_size": {"N": "512"},
    "file_version": {"S": "version"},
    "subject": {"S": "CN=Example"},
    "serial_number": {"S": "1f"},
    "key_algorithm": {"S": "EC-P-256"},
    "signature_algorithm": {"S": "ecdsa-with-SHA256"},
    "subject_key_identifier": {"S": "0a"},
    "self_signed": {"BOOL": True},
    "path_length": {"N": "0"},
    "subject_key": {"S": "cd" * 32},
    "der": {"B": b"a certificate"},
    "public_key_info": {"B": SPKI},
    "not_before": {"S": "2020-01-01T00:00:00+00:00"},
    "not_after": {"S": "2021-01-01T00:00:00+00:00"},
    "uploaded_at": {"S": "2020-02-01T00:00:00.123456+00:00"},
    "upload_key": {"S": f"2020-02-01T00:00:00.123456+00:00#{CERTIFICATE_ID}"},
    "status_upload_key": {"S": f"pending_verification#2020-02-01T00:00:00.123456+00:00#{CERTIFICATE_ID}"},
    "not_after_date": {"S": "2021-01-01"},
    "warnings": {"L": [{"M": {"rule": {"S": "expires_soon"}, "message": {"S": "It ends."}}}]},
}


def test_a_record_of_the_first_release_is_read() -> None:
    record = from_item(OF_FIRST_RELEASE)
    assert (record.id, record.spki, record.subject_digest) == (CERTIFICATE_ID, SPKI, "cd" * 32)
    assert record.uploaded_at == datetime(2020, 2, 1, 0, 0, 0, 123456, tzinfo=UTC)
    assert (record.issuer, record.key_digest) == (record.subject, sha256(SPKI).hexdigest())
    assert (record.enabled, record.revision, record.name) == (True, 1, None)
    assert record.warnings == (Violation("expires_soon", {"message": "It ends."}),)


def test_a_record_keeps_the_attributes_that_the_first_release_wrote() -> None:
    """An earlier release, gone back to, must find them, and so must the indexes."""
    assert to_item("acme", from_item(OF_FIRST_RELEASE)).keys() >= OF_FIRST_RELEASE.keys()


def test_a_record_is_read_as_it_was_written() -> None:
    record = replace(
        ca_record(build_certificate()),
        file_name="ca.pem",
        path_length=1,
        proof_version="version",
        proof_kind="signature",
        superior_ca_id="ef" * 32,
        possession_carried_from="01" * 32,
        warnings=(Violation("expires_soon", {"days": 9, "list": [1, "a"], "nothing": None}),),
        enabled=False,
        name="Line 3",
        revision=7,
    )
    assert from_item(to_item("acme", record)) == record


def test_the_keys_of_a_table_with_records_stay() -> None:
    """CloudFormation changes neither these keys nor a local index in place: it would make a new, empty table."""
    table = TEMPLATE["Resources"]["CertificateTable"]["Properties"]
    indexes = {index["IndexName"]: index["KeySchema"][1]["AttributeName"] for index in table["LocalSecondaryIndexes"]}
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
    assert indexes == {"by_upload": "upload_key", "by_status": "status_upload_key", "by_subject": "subject_key"}
    assert all(index["Projection"] == {"ProjectionType": "ALL"} for index in table["LocalSecondaryIndexes"])
