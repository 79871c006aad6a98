"""The trust store: over HTTP, and as a file in the bucket that follows the table's stream."""

from __future__ import annotations

import importlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from device_ca import clock
from device_ca.errors import StoreUnavailable
from device_ca.registry import publish_trust_store as trust_store_file
from device_ca.stores.file_store import FileStore, file_store
from device_ca.stores.trust_anchors import trust_anchors
from tests.integration.table_stream import StreamMapping
from tests.support.authority import Authority
from tests.support.caller import Answer, Caller
from tests.support.events import LambdaContext
from tests.support.routes import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("stores")
PEM = "application/pem-certificate-chain"


@pytest.fixture
def publication(stores: dict[str, str]) -> StreamMapping:
    return StreamMapping(stores["TABLE_NAME"], "PublishTruststoreFunction", "TableStream")


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


def _run_schedule() -> None:
    handler = importlib.import_module("functions.publish_truststore.app").lambda_handler
    handler({"detail-type": "Scheduled Event", "source": "aws.events"}, LambdaContext())


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
    assert listing.json == {"items": [acme.get(ca.id).json]}
    for answer in (bundle, listing):
        assert answer.headers["Vary"] == "Accept, Accept-Language"
        assert answer.headers["Cache-Control"] == "no-cache, private"
    assert bundle.headers["ETag"] != listing.headers["ETag"]
    refused = acme.trust_store(Accept="text/html")
    assert (refused.status, refused.code) == (406, "not_acceptable")


def test_a_certificate_that_is_too_long_for_its_record_is_in_it(acme: Caller, stores: dict[str, str]) -> None:
    """DynamoDB takes 400 kB for an item and its copies in the three local indexes."""
    ca = Authority(padding=700_000)
    acme.register(ca.pem)
    assert acme.verify(ca.id, ca.prove(acme.generate_code(ca.id).json["code"])).status == 200
    assert acme.call("get_truststore").body == ca.pem
    key = {"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CA#{ca.id}"}}
    item = boto3.client("dynamodb").get_item(TableName=stores["TABLE_NAME"], Key=key)["Item"]
    assert len(repr(item)) < 100_000


def test_409_for_more_than_lambda_answers_with(acme: Caller) -> None:
    """Lambda fails an answer of more than 6 MB, and API Gateway makes a 502 of that."""
    for number in range(6):
        acme.trust(Authority(f"Long {number}", padding=700_000))
    answer = acme.trust_store()
    assert (answer.status, answer.code) == (409, "trust_store_too_large")
    assert len(acme.trust_store(Accept="application/json").json["items"]) == 6


@pytest.mark.parametrize("damage", [b"no certificate", "cut short", "longer"])
def test_a_certificate_that_openssl_does_not_load_takes_no_other_along(
    acme: Caller,
    stores: dict[str, str],
    publication: StreamMapping,
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


def test_the_file_follows_every_change(
    acme: Caller, publication: StreamMapping, published: Callable[[], bytes | None]
) -> None:
    ca, other = Authority("A"), Authority("B")
    acme.register(ca.pem)
    assert publication.records() == []

    def is_published() -> bool:
        publication.deliver()
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


def test_an_unchanged_file_is_not_written_again(
    acme: Caller, publication: StreamMapping, stores: dict[str, str]
) -> None:
    ca = Authority()
    acme.trust(ca)
    publication.deliver()
    acme.update(ca.id, {"name": "x"})
    publication.deliver()
    publication.invoke(publication.records())
    versions = boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"], Prefix="acme/truststore.pem")
    assert len(versions["Versions"]) == 1
    assert boto3.client("s3").head_object(Bucket=stores["BUCKET_NAME"], Key="acme/truststore.pem")["ContentType"] == PEM


def test_a_publication_with_an_older_view_does_not_win(
    acme: Caller, published: Callable[[], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ca = Authority()
    acme.trust(ca)

    def publish() -> bool:
        return trust_store_file.publish_trust_store(
            "acme", now=clock.utc_now(), anchors=trust_anchors(), files=file_store()
        )

    replace = FileStore.replace
    overtaken: list[bool] = []

    def replace_after_another(*args: Any, **named: Any) -> bool:
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


def test_failures_are_reported_for_the_tenant_alone(
    acme: Caller, publication: StreamMapping, published: Callable[[], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.trust(Authority())
    Caller("globex").trust(Authority())
    read = FileStore.get_current

    def unavailable_for_globex(store: FileStore, key: str) -> Any:
        if key.startswith("globex/"):
            raise StoreUnavailable("no")
        return read(store, key)

    monkeypatch.setattr(FileStore, "get_current", unavailable_for_globex)
    records = publication.records()
    failed = {r["dynamodb"]["SequenceNumber"] for r in records if "globex" in r["dynamodb"]["Keys"]["pk"]["S"]}
    assert publication.invoke(records) == failed != set()
    assert published() == acme.trust_store().body


def test_the_schedule_takes_out_what_has_expired(
    acme: Caller, publication: StreamMapping, published: Callable[[], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ca = Authority()
    acme.trust(ca)
    publication.deliver()
    _run_schedule()
    assert published() == ca.pem
    end = ca.certificate.not_valid_after_utc
    monkeypatch.setattr(clock, "utc_now", lambda: end + timedelta(hours=1))
    _run_schedule()
    assert published() == b""


def test_the_schedule_fails_where_a_store_does_not_answer(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    ca = Authority()
    acme.trust(ca)
    end = ca.certificate.not_valid_after_utc
    monkeypatch.setattr(clock, "utc_now", lambda: end + timedelta(hours=1))

    def unavailable(*_: Any) -> Any:
        raise StoreUnavailable("no")

    monkeypatch.setattr(FileStore, "get_current", unavailable)
    with pytest.raises(StoreUnavailable):
        _run_schedule()
