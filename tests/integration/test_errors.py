"""Every row of the contract's error table, and what happens when a store does not answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from device_ca import clock
from device_ca.stores import aws_clients
from tests.support.authority import Authority
from tests.support.caller import FUNCTIONS, Caller, invoke
from tests.support.events import event, event_of

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("stores")
UNKNOWN_ID = "ab" * 32
WITH_ID = [name for name in FUNCTIONS if "{id}" in event_of(name)["resource"]]


@pytest.mark.parametrize("query", [{"status": "lost"}, {"limit": "0"}, {"limit": "x"}, {"cursor": "x"}])
def test_400_for_a_bad_list_query(acme: Caller, query: dict[str, str]) -> None:
    answer = acme.list(**query)
    assert (answer.status, answer.code) == (400, "malformed_request")


@pytest.mark.parametrize("function", WITH_ID)
@pytest.mark.parametrize("bad_id", ["x", "AB" * 32, "ab" * 31, "../" * 20, "é" * 64, "%00"])
def test_400_for_an_id_of_another_shape(acme: Caller, function: str, bad_id: str) -> None:
    answer = acme.call(function, certificate_id=bad_id)
    assert (answer.status, answer.code) == (400, "malformed_request")


@pytest.mark.parametrize(("content_type", "body"), [("application/json", b"{"), ("multipart/form-data", b"x")])
@pytest.mark.parametrize("function", ["upload_certificate", "verify_certificate", "check_device_certificate"])
def test_400_for_a_bad_body(acme: Caller, function: str, content_type: str, body: bytes) -> None:
    answer = acme.call(function, body=body, content_type=content_type, query={})
    assert (answer.status, answer.code) == (400, "malformed_request")


def test_400_for_a_dry_run_that_is_neither_true_nor_false(acme: Caller) -> None:
    assert acme.upload(b"x", {"dryRun": "maybe"}).code == "malformed_request"


def test_401_for_a_token_without_tenant_and_subject() -> None:
    answer = invoke("list_certificates", event("list_certificates", claims={}))
    assert (answer.status, answer.code) == (401, "unauthorized")


@pytest.mark.parametrize("function", WITH_ID)
def test_404_for_an_id_that_is_unknown_or_anothers(ca: Authority, function: str) -> None:
    answers = [
        Caller(tenant).call(function, certificate_id=i) for tenant, i in (("acme", UNKNOWN_ID), ("globex", ca.id))
    ]
    for answer in answers:
        assert (answer.status, answer.code) == (404, "ca_certificate_not_found")
    assert answers[0].json == answers[1].json


def test_404_for_a_code_that_does_not_exist_or_has_expired(
    acme: Caller, ca: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (acme.get_code(ca.id).status, acme.get_code(ca.id).code) == (404, "no_active_verification_code")
    acme.generate_code(ca.id)
    later = clock.utc_now() + timedelta(days=7)
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    assert (acme.get_code(ca.id).status, acme.get_code(ca.id).code) == (404, "no_active_verification_code")
    assert acme.get_csr(ca.id).code == "no_active_verification_code"


def test_409_for_a_second_upload_that_changes_nothing(acme: Caller, ca: Authority, stores: dict[str, str]) -> None:
    """The second file is the same certificate in DER: the first file must stay as it was."""
    for file in (ca.pem, ca.der):
        answer = acme.upload(file)
        assert (answer.status, answer.code) == (409, "ca_certificate_already_exists")
        assert answer.json["id"] == ca.id
        assert answer.headers["Location"] == f"/v1/ca-certificates/{ca.id}"
    assert acme.download(ca.id).body == ca.pem
    assert len(boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"])["Versions"]) == 1


def test_409_once_verified(acme: Caller, ca: Authority) -> None:
    proof = ca.prove(acme.generate_code(ca.id).json["code"])
    assert acme.verify(ca.id, proof).status == 200
    for answer in (acme.verify(ca.id, proof), acme.generate_code(ca.id)):
        assert (answer.status, answer.code) == (409, "already_verified")


def test_409_for_a_proof_without_an_active_code(acme: Caller, ca: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = acme.verify(ca.id, ca.prove("ab" * 16))
    assert (answer.status, answer.code) == (409, "no_active_verification_code")
    proof = ca.prove(acme.generate_code(ca.id).json["code"])
    later = clock.utc_now() + timedelta(days=7)
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    answer = acme.verify(ca.id, proof)
    assert (answer.status, answer.code) == (409, "no_active_verification_code")


def test_413_for_one_byte_too_many(acme: Caller) -> None:
    answer = acme.upload(b"\x30" * 1_048_577)
    assert (answer.status, answer.code) == (413, "file_too_large")


@pytest.mark.parametrize("function", ["upload_certificate", "verify_certificate", "check_device_certificate"])
def test_415_for_another_content_type(acme: Caller, function: str) -> None:
    answer = acme.call(function, body=b"x", content_type="text/html", query={})
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


def test_422_lists_every_broken_rule(acme: Caller, stores: dict[str, str]) -> None:
    leaf = Authority().issue_leaf("device")
    answer = acme.upload(leaf, {"fileName": "device.txt"})
    assert (answer.status, answer.code) == (422, "certificate_rejected")
    assert answer.rules >= {"unsupported_file_extension", "basic_constraints_missing"}
    assert "Versions" not in boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"])


def test_422_for_a_proof_that_proves_nothing(acme: Caller, ca: Authority) -> None:
    code = acme.generate_code(ca.id).json["code"]
    impostor = Authority(ca.common_name)
    answer = acme.verify(ca.id, impostor.prove(code))
    assert (answer.status, answer.code, answer.rules) == (422, "verification_rejected", {"signature_invalid"})
    assert acme.verify(ca.id, ca.prove(code)).status == 200


def test_422_names_the_ca_that_did_sign(acme: Caller, ca: Authority) -> None:
    other = Authority("Another CA")
    acme.register(other.pem)
    answer = acme.verify(ca.id, other.prove(acme.generate_code(ca.id).json["code"]))
    assert "issuer_mismatch" in answer.rules
    assert other.id in answer.body.decode()


def test_500_says_no_more_than_its_request_id(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "utc_now", lambda: 1 / 0)
    answer = acme.upload(b"x")
    assert (answer.status, answer.code) == (500, "internal_error")
    assert "division" not in answer.body.decode()
    assert answer.json["requestId"]


def _client_error(code: str, status: int) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Operation")  # type: ignore[typeddict-item]


FAILURES: dict[str, Exception] = {
    "no connection": EndpointConnectionError(endpoint_url="https://store"),
    "timeout": ReadTimeoutError(endpoint_url="https://store"),
    "throttling": _client_error("ThrottlingException", 400),
    "slow down": _client_error("SlowDown", 503),
    "internal error": _client_error("InternalError", 500),
}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_503_when_no_store_answers(
    acme: Caller, ca: Authority, monkeypatch: pytest.MonkeyPatch, function: str, failure: str
) -> None:
    acme.generate_code(ca.id)
    proof = ca.prove(acme.get_code(ca.id).json["code"])
    changes: dict[str, Any] = {"certificate_id": ca.id} if function in WITH_ID else {}
    if function in ("upload_certificate", "verify_certificate"):
        body = proof if function == "verify_certificate" else Authority().pem
        changes |= {"body": body, "content_type": "application/octet-stream", "query": {}}

    def refuse(**_: object) -> None:
        raise FAILURES[failure]

    calls = ("get_item", "batch_get_item", "query", "transact_write_items", "delete_item")
    for call in calls:
        monkeypatch.setattr(aws_clients.dynamodb_client(), call, refuse)
    for call in ("put_object", "get_object", "delete_object"):
        monkeypatch.setattr(aws_clients.s3_client(), call, refuse)
    for call in ("get_public_key", "sign"):
        monkeypatch.setattr(aws_clients.kms_client(), call, refuse)
    answer = acme.call(function, **changes)
    assert (answer.status, answer.code) == (503, "service_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def _fail_once(client: object, call: str, failure: Exception, monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    """Let one call fail: before it does anything, or ``after`` it did, as when the answer is lost on the way."""
    real: Callable[..., Any] = getattr(client, call)

    def flaky(**arguments: Any) -> Any:
        monkeypatch.setattr(client, call, real)
        if after:
            real(**arguments)
        raise failure

    monkeypatch.setattr(client, call, flaky)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("store", "call"), [("s3", "put_object"), ("dynamodb", "transact_write_items")])
def test_an_upload_is_neither_lost_nor_doubled_by_a_retry(
    acme: Caller, monkeypatch: pytest.MonkeyPatch, store: str, call: str, *, after: bool
) -> None:
    ca = Authority()
    client = aws_clients.s3_client() if store == "s3" else aws_clients.dynamodb_client()
    _fail_once(client, call, FAILURES["timeout"], monkeypatch, after=after)
    assert acme.upload(ca.pem).status == 503
    assert acme.upload(ca.pem).status == (409 if after and store == "dynamodb" else 201)
    assert [item["id"] for item in acme.list().json["items"]] == [ca.id]
    assert acme.download(ca.id).body == ca.pem


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("store", "call"), [("s3", "put_object"), ("dynamodb", "transact_write_items")])
def test_a_proof_is_neither_lost_nor_doubled_by_a_retry(
    acme: Caller, ca: Authority, monkeypatch: pytest.MonkeyPatch, store: str, call: str, *, after: bool
) -> None:
    proof = ca.prove(acme.generate_code(ca.id).json["code"])
    client = aws_clients.s3_client() if store == "s3" else aws_clients.dynamodb_client()
    _fail_once(client, call, FAILURES["timeout"], monkeypatch, after=after)
    assert acme.verify(ca.id, proof).status == 503
    done = after and store == "dynamodb"
    assert acme.verify(ca.id, proof).status == (409 if done else 200)
    assert acme.get(ca.id).json["status"] == "verified"


@pytest.mark.parametrize("call", ["delete_object", "delete_item"])
def test_a_delete_is_finished_by_a_retry(
    acme: Caller, ca: Authority, monkeypatch: pytest.MonkeyPatch, stores: dict[str, str], call: str
) -> None:
    client = aws_clients.s3_client() if call == "delete_object" else aws_clients.dynamodb_client()
    _fail_once(client, call, FAILURES["timeout"], monkeypatch, after=False)
    assert acme.delete(ca.id).status == 503
    assert acme.get(ca.id).status == 404
    assert acme.delete(ca.id).status == 204
    assert boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"]).get("Versions", []) == []
    assert acme.delete(ca.id).status == 404
