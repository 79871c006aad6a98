"""What release 1.0.0 wrote, after `make upgrade`.

release_1_0_0.json holds what its handlers left in table and bucket, and what cannot be changed of its resources.
Its times are moved to those of the run. The certificates are as they were: they end in the year 9999, or did in 2021.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from cryptography.hazmat.primitives.asymmetric import ec

from device_ca import clock
from device_ca.errors import StoreUnavailable
from device_ca.registry.announce_expiring import announce_expiring, expiry_index
from device_ca.registry.sweep_files import sweep
from device_ca.stores.audit_trail import audit_trail, event_of_record
from device_ca.stores.aws_clients import dynamodb_client, s3_client
from device_ca.stores.ca_item import Item, ca_key, from_item, unmarshal
from device_ca.stores.file_store import file_store
from device_ca.stores.record_store import record_store
from device_ca.stores.table import Table, table
from device_ca.stores.usage import usage_key
from tests.integration.table_stream import StreamMapping
from tests.support.authority import Authority
from tests.support.caller import Caller
from tests.support.translation import translated_resources
from tests.tools.deployment.stack import Account, DeploymentError
from tests.tools.deployment.upgrade import upgrade, upgrade_stores

if TYPE_CHECKING:
    from tests.integration.subscriber import Subscriber
    from tests.integration.table_stream import Publication

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "release_1_0_0.json").read_text())
VERIFIED = {"Root CA", "Plant CA", "Signed CA", "Disabled CA", "Renewed CA", "Renewal", "Long CA", "Expired CA"}
PENDING = {"Warned CA", "Coded CA"}
TRUSTED = VERIFIED - {"Disabled CA", "Expired CA"}


def _id(name: str) -> str:
    return str(RECORDED["cas"][name]["id"])


def _authority(name: str) -> Authority:
    """Return a CA that release 1.0.0 registered: it signs with the recorded key."""
    key = ec.derive_private_key(RECORDED["cas"][name]["key"], ec.SECP256R1())
    authority = Authority("Renewed CA" if name == "Renewal" else name, key=key)
    authority.id = _id(name)
    return authority


def _at_the_time_of_this_run(text: str) -> str:
    """Move the times of the recording; those of the certificates, and of one CA's upload in 2020, stay."""
    recorded_at = datetime.fromisoformat(RECORDED["recorded_at"])
    shift = timedelta(seconds=int((clock.utc_now() - recorded_at).total_seconds()))

    def moved(match: re.Match[str]) -> str:
        at = datetime.fromisoformat(match[0])
        if abs(at - recorded_at) > timedelta(days=30):
            return match[0]
        written = (at + shift).isoformat(timespec="microseconds" if at.microsecond else "seconds")
        return written.replace("+00:00", "Z") if match[0].endswith("Z") else written

    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)", moved, text)
    seconds = int(shift.total_seconds())
    return re.sub(r'(?<="expires_at":\{"N":")\d+', lambda match: str(int(match[0]) + seconds), text)


@pytest.fixture
def old(stores: dict[str, str]) -> dict[str, str]:
    """Table and bucket as release 1.0.0 left them."""
    text = json.dumps(RECORDED["items"], separators=(",", ":"))
    for file in RECORDED["files"]:
        content = base64.b64decode(file["content"])
        stored = s3_client().put_object(Bucket=stores["BUCKET_NAME"], Key=file["key"], Body=content)
        text = text.replace(file["version"], stored["VersionId"])
    items = json.loads(_at_the_time_of_this_run(text))
    for value in (value for item in items for value in item.values() if "B" in value):
        value["B"] = base64.b64decode(value["B"])
    for some in batched(items, 25, strict=False):
        puts: Any = [{"PutRequest": {"Item": item}} for item in some]
        dynamodb_client().batch_write_item(RequestItems={stores["TABLE_NAME"]: puts})
    return stores


@pytest.fixture
def upgraded(old: dict[str, str]) -> list[str]:
    """The same after the upgrade: what that said."""
    assert old
    return _upgrade()


def _upgrade() -> list[str]:
    return list(upgrade_stores(table(), file_store(), dynamodb_client().get_paginator("scan")))


def _all_items() -> dict[str, Item]:
    answer = dynamodb_client().scan(TableName=table().name, ConsistentRead=True)
    assert "LastEvaluatedKey" not in answer
    return {f"{item['pk']['S']} {item['sk']['S']}": dict(item) for item in answer["Items"]}


@pytest.mark.usefixtures("old")
def test_what_callers_see_of_a_record_needs_no_upgrade(acme: Caller) -> None:
    listed = acme.list(limit="100").json["items"]
    assert {ca["id"] for ca in listed} == {_id(name) for name in VERIFIED | PENDING}
    assert {ca["id"] for ca in acme.list(status="verified", limit="100").json["items"]} == set(map(_id, VERIFIED))
    for ca in listed:
        assert acme.get(ca["id"]).json == ca
        assert acme.download(ca["id"]).status == 200
    assert acme.get(_id("Disabled CA")).json["name"] == "Line 3"
    assert [warning["rule"] for warning in acme.get(_id("Warned CA")).json["warnings"]] == ["superior_ca_unknown"]
    assert acme.get_code(_id("Coded CA")).status == acme.get_csr(_id("Coded CA")).status == 200
    assert {acme.receipt(_id(name)).status for name in VERIFIED} == {200}
    assert Caller("globex").list().json["items"][0]["id"] == _id("Globex CA")


def test_an_upgrade_is_done_once(upgraded: list[str]) -> None:
    events = sum(item["sk"]["S"].startswith("EVENT#") for item in RECORDED["items"])
    cas = len(VERIFIED | PENDING | {"Globex CA"})
    counted = "2 tenants counted."
    assert upgraded == [f"{events} events of the audit trail moved.", f"{cas} CA certificates completed.", counted]
    before = _all_items()
    assert _upgrade() == ["0 events of the audit trail moved.", "0 CA certificates completed.", counted]
    assert _all_items() == before


@pytest.mark.usefixtures("upgraded")
def test_records_are_as_a_new_upload_would_write_them(acme: Caller) -> None:
    """So nothing of today's registry meets an older form any more."""
    new = Authority("New CA")
    acme.trust(new)
    written = table().get(ca_key("acme", new.id)) or {}
    for name in VERIFIED | PENDING:
        item = table().get(ca_key("acme", _id(name))) or {}
        always = written.keys() - {"verified_at", "proof_kind", "proof_version", "issuer", "enabled", "revision"}
        assert item.keys() >= always, name
        assert from_item(item).der


@pytest.mark.usefixtures("upgraded")
def test_histories_are_whole_and_go_on(acme: Caller) -> None:
    types = [event["type"] for event in acme.events(_id("Coded CA"), limit="100").json["items"]]
    generated = ["VerificationCodeGenerated"] * 2
    assert types == ["VerificationFailed", *generated, "CaCertificateUploaded"]
    (last, *_) = acme.events(_id("Deleted CA")).json["items"]
    assert (last["type"], last["details"]["status"]) == ("CaCertificateDeleted", "verified")
    acme.update(_id("Coded CA"), {"name": "Line 4"})
    assert acme.events(_id("Coded CA")).json["items"][0]["type"] == "CaCertificateUpdated"
    of_tenant = acme.all_events(limit="100").json["items"]
    moved = [item for item in RECORDED["items"] if item["sk"]["S"].startswith("EVENT#")]
    assert len(of_tenant) == 1 + sum(item["pk"]["S"] == "TENANT#acme" for item in moved)


def test_what_is_moved_is_not_published_again(
    old: dict[str, str], streams: None, subscriber: Subscriber, acme: Caller
) -> None:
    """Somebody who acts on the bus would register again what was deleted since."""
    assert streams is None
    mapping = StreamMapping(old["TABLE_NAME"], "PublishEventsFunction", "TableStream")
    _upgrade()
    acme.update(_id("Root CA"), {"name": "Root"})
    mapping.deliver()
    assert [event["detail-type"] for event in subscriber.received()] == ["CaCertificateUpdated"]


@pytest.mark.usefixtures("upgraded")
def test_devices_are_trusted_as_they_were(acme: Caller) -> None:
    answers = {name: acme.check(_authority(name).issue_leaf("device")).json for name in VERIFIED}
    assert {name for name, answer in answers.items() if answer["trusted"]} == TRUSTED
    # Of two certificates of one key either may be named.
    of_their_own = TRUSTED - {"Renewed CA", "Renewal"}
    assert {name: answers[name]["caId"] for name in of_their_own} == {name: _id(name) for name in of_their_own}


@pytest.mark.usefixtures("upgraded")
def test_the_trust_store_holds_who_is_trusted(acme: Caller) -> None:
    assert acme.trust_store().body.count(b"BEGIN CERTIFICATE") == len(TRUSTED)
    acme.update(_id("Root CA"), {"enabled": False})
    acme.update(_id("Disabled CA"), {"enabled": True})
    acme.delete(_id("Long CA"))
    assert acme.trust_store().body.count(b"BEGIN CERTIFICATE") == len(TRUSTED) - 1


def test_the_trust_store_in_the_bucket_is_published(
    old: dict[str, str], publication: Publication, acme: Caller
) -> None:
    assert old
    _upgrade()
    assert publication.deliver() == []
    stored = s3_client().get_object(Bucket=old["BUCKET_NAME"], Key="acme/truststore.pem")["Body"].read()
    assert stored == acme.trust_store().body


@pytest.mark.usefixtures("upgraded")
def test_a_code_that_was_active_still_is(acme: Caller) -> None:
    coded = _authority("Coded CA")
    code = acme.get_code(coded.id).json["code"]
    assert acme.verify(coded.id, coded.prove(code)).json["status"] == "verified"
    warned = _authority("Warned CA")
    code = acme.generate_code(warned.id).json["code"]
    assert acme.verify(warned.id, warned.prove(code)).json["status"] == "verified"


@pytest.mark.usefixtures("upgraded")
def test_possession_carries_over_from_what_was_proven(acme: Caller) -> None:
    assert acme.upload(_authority("Signed CA").pem).json["possessionCarriedFrom"] == _id("Signed CA")
    plant = Authority("Plant CA", key=_authority("Plant CA").key, issuer=_authority("Root CA"))
    answer = acme.upload(plant.pem).json
    assert (answer["superiorCaId"], answer["possessionCarriedFrom"]) == (_id("Root CA"), _id("Plant CA"))
    disabled = acme.upload(_authority("Disabled CA").pem).json
    assert disabled["status"] == "pending_verification"
    assert "possession_not_carried_over" in {warning["rule"] for warning in disabled["warnings"]}
    again = acme.upload(base64.b64decode(next(file["content"] for file in RECORDED["files"])))
    assert (again.status, again.code) == (409, "ca_certificate_already_exists")


@pytest.mark.usefixtures("upgraded")
def test_no_ca_enters_that_could_be_taken_for_one_of_before(acme: Caller) -> None:
    double = Authority("Signed CA", key_identifier_of=_authority("Signed CA"))
    assert acme.upload(double.pem).rules == {"ambiguous_issuer"}


def _usage(tenant: str) -> dict[str, Any]:
    return unmarshal(table().get(usage_key(tenant)) or {})


@pytest.mark.usefixtures("upgraded")
def test_quotas_count_what_was_there(acme: Caller) -> None:
    assert _usage("acme")["ca_certificates"] == len(VERIFIED | PENDING)
    assert _usage("acme")["verified_ca_certificates"] == len(VERIFIED)
    for name in VERIFIED | PENDING:
        assert acme.delete(_id(name)).status == 204
    assert (_usage("acme")["ca_certificates"], _usage("acme")["verified_ca_certificates"]) == (0, 0)
    assert acme.list().json["items"] == []


@pytest.mark.usefixtures("old")
def test_what_happened_before_the_upgrade_counts_once(acme: Caller) -> None:
    """Between deployment and upgrade today's functions meet records of before."""
    coded = _authority("Coded CA")
    assert acme.verify(coded.id, coded.prove(acme.get_code(coded.id).json["code"])).status == 200
    assert acme.delete(_id("Signed CA")).status == 204
    acme.register(Authority("New CA").pem)
    _upgrade()
    assert _usage("acme")["ca_certificates"] == len(VERIFIED | PENDING)
    assert _usage("acme")["verified_ca_certificates"] == len(VERIFIED)


def test_what_happens_during_the_count_is_counted(
    old: dict[str, str], acme: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert old
    _upgrade()
    query_all, late = Table.query_all, [Authority("Late CA")]

    def query_meanwhile(self: Table, **query: Any) -> Any:
        found = list(query_all(self, **query))
        if late:
            acme.register(late.pop().pem)
        return iter(found)

    with monkeypatch.context() as patch:
        patch.setattr(Table, "query_all", query_meanwhile)
        _upgrade()
    assert _usage("acme")["ca_certificates"] == len(VERIFIED | PENDING) + 1


@pytest.mark.usefixtures("upgraded")
def test_a_deletion_that_was_interrupted_is_ended(acme: Caller) -> None:
    assert acme.delete(_id("Halfway CA")).status == 204
    assert acme.delete(_id("Halfway CA")).status == 404


def test_the_sweep_takes_what_no_record_names(old: dict[str, str]) -> None:
    _upgrade()
    in_an_hour = clock.utc_now() + timedelta(hours=2)
    assert sweep(now=in_an_hour, records=record_store(), files=file_store()) == 1
    (gone,) = {file["key"] for file in RECORDED["files"]} - {
        found["Key"] for found in s3_client().list_objects_v2(Bucket=old["BUCKET_NAME"])["Contents"]
    }
    assert _id("Halfway CA") in gone


@pytest.mark.usefixtures("upgraded")
def test_subscriptions_and_revocation_lists_work_for_what_was_there(acme: Caller) -> None:
    root, device = _authority("Root CA"), _authority("Root CA").issue_leaf("device")
    token = acme.subscribe().json["token"]
    assert acme.subscribed(token).body == acme.trust_store().body
    assert acme.revoke(root).status == 200
    assert acme.check(device, revocation="required").json["trusted"] is True


@pytest.mark.usefixtures("upgraded")
def test_what_ends_soon_is_announced(acme: Caller) -> None:
    ending = clock.utc_now() + timedelta(days=5)
    boto3.client("dynamodb").update_item(
        TableName=table().name,
        Key=ca_key("acme", _id("Root CA")),
        UpdateExpression="SET not_after = :end, not_after_date = :day",
        ExpressionAttributeValues={":end": {"S": ending.isoformat()}, ":day": {"S": ending.date().isoformat()}},
    )
    assert announce_expiring(now=clock.utc_now(), index=expiry_index(), trail=audit_trail()) > 0
    assert "CaCertificateExpiringSoon" in {event["type"] for event in acme.events(_id("Root CA")).json["items"]}


def test_a_certificate_that_cannot_be_read_any_more_is_pointed_out(old: dict[str, str]) -> None:
    """It stays, counts, and is told of; its file may be a form that is no certificate by today's rules."""
    record = record_store().get("acme", _id("Long CA"))
    broken = file_store().put(f"acme/{record.id}/ca", b"not a certificate")
    boto3.client("dynamodb").update_item(
        TableName=old["TABLE_NAME"],
        Key=ca_key("acme", record.id),
        UpdateExpression="SET file_version = :version",
        ExpressionAttributeValues={":version": {"S": broken.version}},
    )
    assert [line for line in _upgrade() if record.id in line]
    assert "0 CA certificates completed." in _upgrade()


def test_cas_that_are_taken_for_each_other_are_pointed_out(old: dict[str, str]) -> None:
    """Release 1.0.0 let them in."""
    assert old
    item = table().get(ca_key("acme", _id("Signed CA"))) or {}
    double = Authority("Signed CA", key_identifier_of=_authority("Signed CA"))
    item |= {"sk": {"S": f"CA#{double.id}"}, "der": {"B": double.der}}
    dynamodb_client().put_item(TableName=old["TABLE_NAME"], Item=item)
    (line,) = [line for line in _upgrade() if double.id in line]
    assert _id("Signed CA") in line


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize(
    "message",
    [
        # As Amazon's DynamoDB Local says it; moto has another code.
        "The table does not have the specified index: by_tenant",
        "Cannot read from backfilling global secondary index: by_tenant",
    ],
)
def test_callers_try_again_while_an_index_is_to_come(acme: Caller, message: str) -> None:
    """A deployment changes the functions first, and builds an index afterwards, or with the next one."""
    with Stubber(dynamodb_client()) as dynamodb:
        dynamodb.add_client_error("query", "ValidationException", message, 400)
        answer = acme.all_events()
    assert (answer.status, answer.code) == (503, "service_unavailable")
    assert answer.headers["Retry-After"]


def test_an_upgrade_that_was_interrupted_goes_on(
    old: dict[str, str], acme: Caller, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = {"TableName": old["TABLE_NAME"], "BucketName": old["BUCKET_NAME"]}
    monkeypatch.setattr(Account, "outputs", lambda _: outputs)
    transact = Table.transact
    done: list[Any] = []

    def fail_later(self: Table, actions: Any) -> None:
        if len(done) == 3:
            raise StoreUnavailable("The record store did not answer.")
        done.append(actions)
        transact(self, actions)

    account = Account(boto3.Session(), "registry")
    with monkeypatch.context() as patch:
        patch.setattr(Table, "transact", fail_later)
        with pytest.raises(DeploymentError, match="again"):
            upgrade(account)
    upgrade(account)
    assert "11 CA certificates completed." in capsys.readouterr().out
    assert len(acme.events(_id("Coded CA")).json["items"]) == 4


# By the documentation of AWS; its schemas leave these out of what cannot be changed in place.
DOCUMENTED = {
    "AWS::Cognito::UserPool": {"AliasAttributes", "UsernameAttributes", "UsernameConfiguration"},
    "AWS::DynamoDB::Table": {"LocalSecondaryIndexes"},
    "AWS::KMS::Key": {"KeySpec", "KeyUsage", "MultiRegion"},
}


def _fixed_properties(kind: str) -> set[str]:
    """Return the properties that make another resource of this type where they change, by CloudFormation's schemas."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    paths = [*schema.get("createOnlyProperties", ()), *schema.get("conditionalCreateOnlyProperties", ())]
    return {path.split("/")[2] for path in paths} | DOCUMENTED.get(kind, set())


@pytest.mark.parametrize("name", RECORDED["resources"])
def test_a_deployment_over_release_1_0_0_replaces_nothing_that_holds_data(name: str) -> None:
    before, now = RECORDED["resources"][name], translated_resources()[name]
    assert now["Type"] == before["Type"]
    fixed = _fixed_properties(now["Type"])
    assert {key: value for key, value in now.get("Properties", {}).items() if key in fixed} == before["Properties"]


def test_the_table_keeps_its_indexes_and_the_pool_its_attributes() -> None:
    """CloudFormation would make a changed index anew, empty at first; Cognito changes no attribute of a pool."""
    table_now, pool_now = (translated_resources()[name]["Properties"] for name in ("CertificateTable", "UserPool"))
    assert table_now["GlobalSecondaryIndexes"][0] == {
        "IndexName": "by_expiry",
        "KeySchema": [{"AttributeName": "not_after_date", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["status", "subject", "not_after"]},
    }
    assert pool_now["Schema"][0] == {
        "Name": "tenant",
        "AttributeDataType": "String",
        "Mutable": True,
        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "128"},
    }


def test_an_event_that_was_moved_is_none_of_the_stream() -> None:
    keys = {"pk": {"S": "TRAIL#acme#" + "0" * 64}, "sk": {"S": "2020-01-01T00:00:00.000000+00:00#1"}}
    image = keys | {"trail_tenant": {"S": "acme"}, "type": {"S": "CaCertificateDeleted"}, "details": {"M": {}}}
    record: dict[str, Any] = {"eventName": "INSERT", "dynamodb": {"NewImage": image | {"outcome": {"S": "succeeded"}}}}
    assert event_of_record(record) is not None
    record["dynamodb"]["NewImage"]["moved"] = {"BOOL": True}
    assert event_of_record(record) is None
