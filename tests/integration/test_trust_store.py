"""The trust store: over HTTP, and as a file in the bucket that follows the table's stream."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from device_ca import clock
from device_ca.api import trust_store_response
from device_ca.errors import StoreUnavailable
from device_ca.registry import publish_trust_store as trust_store_file
from device_ca.registry.trust_store import trust_store_warnings
from device_ca.stores import aws_clients
from device_ca.stores.event_bus import event_bus
from device_ca.stores.file_store import FileStore, file_store
from device_ca.stores.publication_queue import publication_queue
from device_ca.stores.trust_anchors import TrustAnchors, trust_anchors
from tests.integration.table_stream import Publication, invoke_function
from tests.support.authority import Authority
from tests.support.caller import Answer, Caller
from tests.support.routes import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_s3 import S3Client

    from tests.integration.subscriber import Subscriber

pytestmark = pytest.mark.usefixtures("stores")
PEM = "application/pem-certificate-chain"


def _change(stores: dict[str, str], ca: Authority, expression: str) -> None:
    """Make a record as an earlier release may have left it."""
    boto3.client("dynamodb").update_item(
        TableName=stores["TABLE_NAME"],
        Key={"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CA#{ca.id}"}},
        UpdateExpression=expression,
    )


@pytest.fixture
def published(stores: dict[str, str]) -> Callable[[], bytes | None]:
    s3: S3Client = boto3.client("s3")

    def read() -> bytes | None:
        try:
            return s3.get_object(Bucket=stores["BUCKET_NAME"], Key="acme/truststore.pem")["Body"].read()
        except s3.exceptions.NoSuchKey:
            return None

    return read


def _ids(answer: Answer) -> set[str]:
    assert (answer.status, answer.headers["Content-Type"]) == (200, PEM)
    certificates = x509.load_pem_x509_certificates(answer.body) if answer.body else []
    return {certificate.fingerprint(SHA256()).hex() for certificate in certificates}


def _run_schedule(publication: Publication) -> None:
    schedule = {"detail-type": "Scheduled Event", "source": "aws.events", "id": uuid4().hex}
    invoke_function("QueueTruststoresFunction", schedule)
    publication.queue.deliver()


def test_only_verified_enabled_unexpired_cas_of_the_tenant_are_in_it(
    acme: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca, other, pending = Authority("A"), Authority("B"), Authority("C")
    assert _ids(acme.trust_store()) == set()
    acme.register(pending.pem)
    acme.trust(ca)
    acme.trust(other)
    Caller("globex").trust(Authority("D"))
    assert _ids(acme.trust_store()) == {ca.id, other.id}
    acme.update(other.id, {"enabled": False})
    assert _ids(acme.trust_store()) == {ca.id}
    acme.update(other.id, {"enabled": True})
    acme.delete(ca.id)
    assert _ids(acme.trust_store()) == {other.id}
    last_second = other.certificate.not_valid_after_utc
    monkeypatch.setattr(clock, "utc_now", lambda: last_second + timedelta(microseconds=999_999))
    assert _ids(acme.trust_store()) == {other.id}
    monkeypatch.setattr(clock, "utc_now", lambda: last_second + timedelta(seconds=1))
    assert _ids(acme.trust_store()) == set()


def test_the_caller_chooses_the_form(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    bundle = acme.trust_store()
    assert bundle.body == ca.pem
    listing = acme.trust_store(Accept="application/json")
    assert listing.headers["Content-Type"] == "application/json"
    assert listing.json == {
        "items": [acme.get(ca.id).json],
        "nameOctets": 2 + len(ca.certificate.subject.public_bytes()),
        "warnings": [],
    }
    for answer in (bundle, listing):
        assert answer.headers["Vary"] == "Accept, Accept-Language"
        assert answer.headers["Cache-Control"] == "no-cache, private"
    assert bundle.headers["ETag"] != listing.headers["ETag"]
    refused = acme.trust_store(Accept="text/html")
    assert (refused.status, refused.code) == (406, "not_acceptable")


def test_a_list_of_names_that_would_stop_servers_is_warned_of_long_before() -> None:
    """The list has room for 65,535 octets (RFC 8446, 4.2.4); the end-to-end tests have servers that need more."""
    assert trust_store_warnings(32_767) == []
    assert [warning.rule for warning in trust_store_warnings(32_768)] == ["ca_names_long"]


def test_the_answer_counts_each_name_once(acme: Caller) -> None:
    """So do servers; a CA and its renewals have one name."""
    ca, other = Authority("A"), Authority("Another")
    acme.trust(ca)
    acme.trust(other)
    before = acme.trust_store(Accept="application/json").json
    acme.register(ca.renew().pem)
    after = acme.trust_store(Accept="application/json").json
    assert len(after["items"]) == 3
    assert after["nameOctets"] == before["nameOctets"]
    assert before["nameOctets"] == sum(2 + len(a.certificate.subject.public_bytes()) for a in (ca, other))


def test_the_longest_certificate_is_in_its_record(acme: Caller, stores: dict[str, str]) -> None:
    """DynamoDB takes 400 kB for an item and its copies in the three local indexes; so no file need be fetched."""
    # From one certificate to the next, the signature and the serial number differ by some octets.
    ca = Authority(padding=65_520 - len(Authority(padding=60_000).der) + 60_000)
    assert 65_500 < len(ca.der) <= 65_536
    acme.trust(ca)
    assert acme.trust_store().body == ca.pem
    key = {"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CA#{ca.id}"}}
    item = boto3.client("dynamodb").get_item(TableName=stores["TABLE_NAME"], Key=key)["Item"]
    indexes = TEMPLATE["Resources"]["CertificateTable"]["Properties"]["LocalSecondaryIndexes"]
    # Names of 4 KiB, subject and issuer, and the largest public keys take some 12 kB more.
    octets = sum(len(name) + len(value.get("B", b"")) + len(str(value.get("S", ""))) for name, value in item.items())
    assert octets > 65_536
    assert (octets + 12_000) * (1 + len(indexes)) < 400_000


def test_409_for_more_than_lambda_answers_with(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lambda fails an answer of more than 6 MB, and API Gateway makes a 502 of that."""
    ca = Authority()
    acme.trust(ca)
    monkeypatch.setattr(trust_store_response, "_LARGEST_ANSWER", len(ca.pem))
    assert acme.trust_store().status == 200
    monkeypatch.setattr(trust_store_response, "_LARGEST_ANSWER", len(ca.pem) - 1)
    answer = acme.trust_store()
    assert (answer.status, answer.code) == (409, "trust_store_too_large")


@pytest.mark.parametrize("damage", [b"", b"no certificate", "cut short", "longer"])
def test_a_certificate_that_openssl_does_not_load_takes_no_other_along(
    acme: Caller,
    stores: dict[str, str],
    publication: Publication,
    published: Callable[[], bytes | None],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    damage: bytes | str,
) -> None:
    """NGINX and mosquitto do not start with a file that holds an empty or broken block, whatever else it holds."""
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "registry")
    ca, other = Authority("A"), Authority("B")
    acme.trust(ca)
    acme.trust(other)
    der = {"cut short": other.der[:-1], "longer": other.der + b"\0"}[damage] if isinstance(damage, str) else damage
    boto3.client("dynamodb").update_item(
        TableName=stores["TABLE_NAME"],
        Key={"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CA#{other.id}"}},
        UpdateExpression="SET der = :der",
        ExpressionAttributeValues={":der": {"B": der}},
    )
    publication.deliver()
    assert published() == acme.trust_store().body == ca.pem
    assert [item["id"] for item in acme.trust_store(Accept="application/json").json["items"]] == [ca.id]
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert {vars(record)["certificate_id"] for record in errors} == {other.id}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    alarm = TEMPLATE["Resources"]["UnreadableTrustAnchorsAlarm"]["Properties"]
    (metrics, *_) = [line["_aws"]["CloudWatchMetrics"][0] for line in lines if alarm["MetricName"] in line]
    assert (metrics["Namespace"], metrics["Dimensions"]) == (alarm["Namespace"], [["service"]])


def test_a_record_of_an_earlier_release_counts_as_enabled(acme: Caller, stores: dict[str, str]) -> None:
    ca = Authority()
    acme.trust(ca)
    _change(stores, ca, "REMOVE enabled")
    assert acme.trust_store().body == ca.pem
    assert [item["id"] for item in acme.trust_store(Accept="application/json").json["items"]] == [ca.id]


def test_a_record_without_its_certificate_takes_no_other_along(acme: Caller, stores: dict[str, str]) -> None:
    """Long ones stood in the file alone once."""
    ca, other = Authority("A"), Authority("B")
    acme.trust(ca)
    acme.trust(other)
    _change(stores, other, "REMOVE der")
    assert acme.trust_store().body == ca.pem


def test_each_change_of_a_tenant_is_a_message_of_its_own(publication: Publication) -> None:
    """SQS takes no second message of an id within five minutes: CAs that are disabled then would stay published."""
    assert publication
    asked: list[dict[str, Any]] = []

    def note(params: dict[str, Any], **_: object) -> None:
        asked.extend(params["Entries"])

    events = aws_clients.sqs_client().meta.events
    events.register("provide-client-params.sqs.SendMessageBatch", note)
    try:
        for tenants, occasion in (({"acme"}, "1"), ({"acme"}, "2"), ({"acme"}, "2"), ({"globex"}, "2")):
            assert publication_queue().send(tenants, occasion=occasion) == set()
    finally:
        events.unregister("provide-client-params.sqs.SendMessageBatch", note)
    first, second, again, another = [entry["MessageDeduplicationId"] for entry in asked]
    assert second == again
    assert len({first, second, another}) == 3
    assert [entry["MessageGroupId"] for entry in asked] == ["acme", "acme", "acme", "globex"]


def test_304_until_the_bytes_change(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    first = acme.trust_store()
    known = acme.trust_store(If_None_Match=first.headers["ETag"])
    assert (known.status, known.body, known.headers["ETag"]) == (304, b"", first.headers["ETag"])
    acme.update(ca.id, {"name": "a name is not in the file"})
    assert acme.trust_store(If_None_Match=first.headers["ETag"]).status == 304
    acme.update(ca.id, {"enabled": False})
    assert acme.trust_store(If_None_Match=first.headers["ETag"]).status == 200


def test_every_page_of_the_index_is_read(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority()
    acme.trust(authority)
    renewed = {acme.register(authority.renew().pem) for _ in range(4)}
    query: dict[str, Any] = {"Limit": 2}
    read = trust_anchors()._table.query_all  # noqa: SLF001
    monkeypatch.setattr(trust_anchors()._table, "query_all", lambda **given: read(**given, **query))  # noqa: SLF001
    assert _ids(acme.trust_store()) == renewed | {authority.id}


def test_a_certificate_that_is_deleted_while_the_trust_store_is_read_is_no_failure(
    acme: Caller, stores: dict[str, str], publication: Publication, published: Callable[[], bytes | None]
) -> None:
    """What was read is enough: its file is not asked for."""
    ca, other = Authority("A"), Authority("B")
    acme.trust(ca)
    acme.trust(other)
    s3 = boto3.client("s3")
    for version in s3.list_object_versions(Bucket=stores["BUCKET_NAME"], Prefix=f"acme/{ca.id}/")["Versions"]:
        s3.delete_object(Bucket=stores["BUCKET_NAME"], Key=version["Key"], VersionId=version["VersionId"])
    assert _ids(acme.trust_store()) == {ca.id, other.id}
    assert publication.deliver() == []
    assert published() == acme.trust_store().body


def test_the_file_follows_every_change(
    acme: Caller, publication: Publication, published: Callable[[], bytes | None]
) -> None:
    ca, other = Authority("A"), Authority("B")
    acme.register(ca.pem)
    assert publication.stream.records() == []

    def is_published() -> bool:
        assert publication.deliver() == []
        return published() == acme.trust_store().body

    acme.verify(ca.id, ca.prove(acme.generate_code(ca.id).json["code"]))
    assert is_published()
    acme.trust(other)
    assert is_published()
    acme.update(ca.id, {"enabled": False})
    assert is_published()
    acme.delete(other.id)
    assert is_published()
    assert published() == b""


def test_changes_that_come_together_are_one_publication(acme: Caller, publication: Publication) -> None:
    for number in range(4):
        acme.trust(Authority(f"CA {number}"))
    publication.stream.deliver()
    assert len(publication.queue.messages()) == 1


def test_a_batch_that_the_stream_brings_again_is_not_queued_again(acme: Caller, publication: Publication) -> None:
    acme.trust(Authority())
    records = publication.stream.records()
    assert publication.stream.invoke(records) == publication.stream.invoke(records) == set()
    assert len(publication.queue.messages()) == 1
    acme.update(acme.list().json["items"][0]["id"], {"enabled": False})
    publication.stream.invoke(publication.stream.records())
    assert publication.queue.messages() == [], "the first message holds its group up"


def test_a_tenant_that_never_trusted_anything_has_no_file(
    acme: Caller, publication: Publication, published: Callable[[], bytes | None]
) -> None:
    """An empty one keeps NGINX and mosquitto from starting, and nobody would have asked for it."""
    ca = Authority()
    acme.trust(ca)
    acme.update(ca.id, {"enabled": False})
    publication.deliver()
    assert published() is None


def test_an_unchanged_file_is_not_written_again(
    acme: Caller, publication: Publication, stores: dict[str, str], subscriber: Subscriber
) -> None:
    ca = Authority()
    acme.trust(ca)
    publication.deliver()
    acme.update(ca.id, {"name": "x"})
    publication.deliver()
    versions = boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"], Prefix="acme/truststore.pem")
    assert len(versions["Versions"]) == 1
    assert boto3.client("s3").head_object(Bucket=stores["BUCKET_NAME"], Key="acme/truststore.pem")["ContentType"] == PEM
    assert len(subscriber.received()) == 1


def test_each_new_version_is_announced(
    acme: Caller, publication: Publication, stores: dict[str, str], subscriber: Subscriber
) -> None:
    ca, other = Authority("A"), Authority("B")
    acme.trust(ca)
    acme.trust(other)
    publication.deliver()
    (event,) = subscriber.received()
    current = boto3.client("s3").head_object(Bucket=stores["BUCKET_NAME"], Key="acme/truststore.pem")
    assert event["detail-type"] == "TruststorePublished"
    assert event["detail"]["tenant"] == "acme"
    assert event["detail"]["details"] == {
        "bucket": stores["BUCKET_NAME"],
        "key": "acme/truststore.pem",
        "version": current["VersionId"],
        "certificates": 2,
        "nameOctets": sum(2 + len(a.certificate.subject.public_bytes()) for a in (ca, other)),
    }
    acme.update(ca.id, {"enabled": False})
    publication.deliver()
    (later,) = subscriber.received()
    assert later["detail"]["details"]["certificates"] == 1
    assert later["detail"]["id"] != event["detail"]["id"]


def test_a_version_that_was_stored_and_not_announced_is_announced_later(
    acme: Caller, publication: Publication, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.trust(Authority())
    with monkeypatch.context() as broken:
        broken.setattr(aws_clients.events_client(), "put_events", _do_not_answer)
        (failure,) = publication.deliver()
    assert isinstance(failure, StoreUnavailable)
    assert subscriber.received() == []
    _wait_for_the_first_pause()
    assert publication.deliver() == []
    (event,) = subscriber.received()
    assert event["detail"]["details"]["certificates"] == 1


def test_a_tenant_that_fails_for_good_keeps_no_other_waiting(
    acme: Caller, publication: Publication, published: Callable[[], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its messages come back to itself, its changes are given up in a queue of their own, and others are published."""
    Caller("globex").trust(Authority())
    acme.trust(Authority())
    read = TrustAnchors.verified_certificates

    def fail_for_globex(anchors: TrustAnchors, tenant: str) -> Any:
        if tenant == "globex":
            raise RuntimeError("no")
        return read(anchors, tenant)

    monkeypatch.setattr(TrustAnchors, "verified_certificates", fail_for_globex)
    assert [str(failure) for failure in publication.deliver()] == ["no"]
    assert published() == acme.trust_store().body
    for _ in range(2):
        Caller("globex").trust(Authority())
        acme.trust(Authority())
        publication.deliver()
        assert published() == acme.trust_store().body


def test_a_message_that_fails_for_good_ends_among_the_dead_letters() -> None:
    queue, dead = (
        TEMPLATE["Resources"][name]["Properties"] for name in ("TruststoreQueue", "UnpublishedTruststoresQueue")
    )
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["UnpublishedTruststoresQueue", "Arn"]}
    assert queue["FifoQueue"] is dead["FifoQueue"] is True
    function = TEMPLATE["Resources"]["PublishTruststoreFunction"]["Properties"]
    assert queue["VisibilityTimeout"] > function["Timeout"]
    (mapping,) = [event["Properties"] for event in function["Events"].values()]
    assert (mapping["Queue"], mapping["BatchSize"]) == ({"Fn::GetAtt": ["TruststoreQueue", "Arn"]}, 1)


def test_a_publication_with_an_older_view_does_not_win(
    acme: Caller, publication: Publication, published: Callable[[], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publication
    ca = Authority()
    acme.trust(ca)

    def publish() -> bool:
        return trust_store_file.publish_trust_store(
            "acme", now=clock.utc_now(), again=False, anchors=trust_anchors(), files=file_store(), bus=event_bus()
        )

    replace = FileStore.replace
    overtaken: list[bool] = []

    def replace_after_another(*args: Any, **named: Any) -> Any:
        if not overtaken:
            overtaken.append(True)
            acme.update(ca.id, {"enabled": False})
            other = Authority("B")
            acme.trust(other)
            publish()
        return replace(*args, **named)

    monkeypatch.setattr(FileStore, "replace", replace_after_another)
    assert publish() is False
    assert published() == acme.trust_store().body


def test_what_the_queue_does_not_take_the_stream_brings_again(
    acme: Caller, publication: Publication, published: Callable[[], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.trust(Authority())
    Caller("globex").trust(Authority())
    records = publication.stream.records()
    send = aws_clients.sqs_client().send_message_batch

    def refuse_globex(**call: Any) -> Any:
        refused = [entry for entry in call["Entries"] if entry["MessageGroupId"] == "globex"]
        answer = send(**call | {"Entries": [entry for entry in call["Entries"] if entry not in refused]})
        return answer | {"Failed": [{"Id": entry["Id"], "Code": "InternalError"} for entry in refused]}

    monkeypatch.setattr(aws_clients.sqs_client(), "send_message_batch", refuse_globex)
    failed = {r["dynamodb"]["SequenceNumber"] for r in records if "globex" in r["dynamodb"]["Keys"]["pk"]["S"]}
    assert publication.stream.invoke(records) == failed != set()
    publication.queue.deliver()
    assert published() == acme.trust_store().body


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(hours=1), timedelta(days=3)], ids=str)
def test_the_schedule_takes_out_what_has_expired(
    acme: Caller,
    publication: Publication,
    published: Callable[[], bytes | None],
    monkeypatch: pytest.MonkeyPatch,
    ago: timedelta,
) -> None:
    """Also where no run came for three days."""
    ca = Authority()
    acme.trust(ca)
    publication.deliver()
    _run_schedule(publication)
    assert published() == ca.pem
    end = ca.certificate.not_valid_after_utc + timedelta(seconds=1)
    monkeypatch.setattr(clock, "utc_now", lambda: end + ago)
    _run_schedule(publication)
    assert published() == b""


def test_the_schedule_asks_only_for_tenants_of_whom_a_verified_ca_has_expired(
    acme: Caller, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca, pending = Authority(), Authority()
    acme.trust(ca)
    Caller("globex").register(pending.pem)
    end = ca.certificate.not_valid_after_utc
    for moment, groups in ((end - timedelta(hours=1), []), (end + timedelta(hours=1), ["acme"])):
        monkeypatch.setattr(clock, "utc_now", lambda moment=moment: moment)
        invoke_function("QueueTruststoresFunction", {"source": "aws.events", "id": uuid4().hex})
        assert [message["attributes"]["MessageGroupId"] for message in publication.queue.messages()] == groups


def test_the_schedule_fails_where_the_queue_does_not_answer(
    acme: Caller, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publication
    ca = Authority()
    acme.trust(ca)
    end = ca.certificate.not_valid_after_utc
    monkeypatch.setattr(clock, "utc_now", lambda: end + timedelta(hours=1))
    monkeypatch.setattr(aws_clients.sqs_client(), "send_message_batch", _do_not_answer)
    with pytest.raises(StoreUnavailable):
        invoke_function("QueueTruststoresFunction", {"source": "aws.events", "id": uuid4().hex})


def _do_not_answer(**_: Any) -> Any:
    raise EndpointConnectionError(endpoint_url="https://aws")


def _wait_for_the_first_pause() -> None:
    """The function puts its message off by two seconds, which moto counts by the clock."""
    time.sleep(2.1)
