"""Every route through its handler: what the contract promises when all goes well."""

from __future__ import annotations

import importlib
import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest

from device_ca import clock
from tests.support.authority import Authority
from tests.support.caller import FUNCTIONS, Caller, invoke
from tests.support.events import LambdaContext, event, event_of
from tests.support.routes import ROUTES, Route
from tests.tools.example_events import EXAMPLE_CODE

pytestmark = pytest.mark.usefixtures("stores")
CONTRACT_FIELDS = {
    "id", "status", "fileName", "fileSize", "subject", "issuer", "serialNumber", "notBefore", "notAfter",
    "keyAlgorithm", "signatureAlgorithm", "subjectKeyIdentifier", "authorityKeyIdentifier", "selfSigned",
    "pathLength", "superiorCaId", "warnings", "uploadedAt", "verifiedAt",
}  # fmt: skip
CODE_FIELDS = {"code", "expiresAt", "generatedAt", "commands", "note"}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Stop the clock."""
    now = datetime.now(UTC).replace(microsecond=123456)
    monkeypatch.setattr(clock, "utc_now", lambda: now)
    return now


def test_upload_answers_with_the_whole_certificate(acme: Caller) -> None:
    ca = Authority("Example CA")
    answer = acme.upload(ca.der, {"fileName": "rootCA.cer"})
    assert answer.status == 201
    assert answer.json.keys() >= CONTRACT_FIELDS
    assert answer.headers["Location"] == f"/v1/ca-certificates/{answer.json['id']}"
    assert answer.json["id"] == ca.id
    assert answer.json["status"] == "pending_verification"
    assert (answer.json["fileName"], answer.json["fileSize"]) == ("rootCA.cer", len(ca.der))
    assert answer.json["verifiedAt"] is None
    assert acme.get(ca.id).json == answer.json


@pytest.mark.parametrize("form", ["raw", "multipart", "json"])
def test_upload_takes_three_forms(acme: Caller, form: str) -> None:
    ca = Authority()
    if form == "raw":
        answer = acme.upload(ca.pem, {"fileName": "ca.pem"})
    elif form == "json":
        body = json.dumps({"certificate": ca.pem.decode(), "fileName": "ca.pem"}).encode()
        answer = acme.call("upload_certificate", body=body, content_type="application/json", query={})
    else:
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="ca.pem"\r\n\r\n'
        body = head + ca.pem + b"\r\n--b--\r\n"
        content_type = "multipart/form-data; boundary=b"
        answer = acme.call("upload_certificate", body=body, content_type=content_type, query={})
    assert (answer.status, answer.json["fileName"]) == (201, "ca.pem")
    assert acme.download(ca.id).body == ca.pem


def test_dry_run_stores_nothing(acme: Caller) -> None:
    ca = Authority()
    answer = acme.upload(ca.pem, {"dryRun": "true"})
    assert answer.status == 200
    assert answer.json["accepted"] is True
    assert answer.json["violations"] == []
    assert answer.json["certificate"]["id"] == ca.id
    refused = acme.upload(b"nonsense", {"dryRun": "true"}).json
    assert refused["accepted"] is False
    assert [violation["rule"] for violation in refused["violations"]] == ["not_a_certificate"]
    assert refused["certificate"] is None
    assert acme.list().json == {"items": [], "nextCursor": None}


def test_list_is_newest_first_and_pages(acme: Caller, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    ids = []
    for number in range(5):
        # Two uploads fall into one second: microseconds still order them.
        monkeypatch.setattr(clock, "utc_now", lambda number=number: at + timedelta(milliseconds=400 * number))
        ids.append(acme.register(Authority().pem))
    first = acme.list(limit="2").json
    second = acme.list(limit="2", cursor=first["nextCursor"]).json
    third = acme.list(limit="2", cursor=second["nextCursor"]).json
    pages = [[item["id"] for item in page["items"]] for page in (first, second, third)]
    assert pages == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]
    assert third["nextCursor"] is None
    assert acme.list(limit="5").json["nextCursor"] is None


def test_list_filters_by_status(acme: Caller) -> None:
    ca, other = Authority(), Authority()
    acme.register(ca.pem)
    acme.register(other.pem)
    acme.verify(ca.id, ca.prove(acme.generate_code(ca.id).json["code"]))
    assert [item["id"] for item in acme.list(status="verified").json["items"]] == [ca.id]
    assert [item["id"] for item in acme.list(status="pending_verification").json["items"]] == [other.id]
    assert len(acme.list().json["items"]) == 2


def test_download_is_the_certificate_alone_and_names_the_file(acme: Caller) -> None:
    ca = Authority()
    file = b"\xef\xbb\xbfsome text\r\n" + ca.pem.replace(b"\n", b"\r\n")
    acme.upload(file, {"fileName": 'Wurzel "ü"\'s.pem'})
    answer = acme.download(ca.id)
    assert (answer.status, answer.body) == (200, ca.pem)
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Wurzel ____s.pem\"; filename*=UTF-8''Wurzel%20%22%C3%BC%22%27s.pem"
    )


@pytest.mark.parametrize(("wanted", "language"), [("en", "en"), ("zh", "zh-CN")])
def test_an_answer_with_texts_says_their_language(acme: Caller, ca: Authority, wanted: str, language: str) -> None:
    headers = {"Accept-Language": wanted}
    answers = [
        acme.call("get_certificate", certificate_id=ca.id, headers=headers),
        acme.call("generate_verification_code", certificate_id=ca.id, headers=headers),
        acme.call("get_verification_code", certificate_id="0" * 64, headers=headers),
    ]
    assert [answer.headers["Content-Language"] for answer in answers] == [language] * 3


def test_code_is_generated_shown_and_replaced(acme: Caller, at: datetime) -> None:
    ca = Authority()
    acme.register(ca.pem)
    assert acme.get_code(ca.id).code == "no_active_verification_code"
    first = acme.generate_code(ca.id)
    assert first.status == 201
    assert first.json.keys() == CODE_FIELDS
    assert first.json["generatedAt"] == f"{at:%Y-%m-%dT%H:%M:%SZ}"
    assert first.json["expiresAt"] == f"{at + timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"
    assert acme.get_code(ca.id).json == first.json
    second = acme.generate_code(ca.id)
    assert acme.get_code(ca.id).json == second.json
    assert first.json["code"] != second.json["code"]
    refused = acme.verify(ca.id, ca.prove(first.json["code"]))
    assert (refused.status, refused.rules) == (422, {"common_name_mismatch"})
    assert acme.verify(ca.id, ca.prove(second.json["code"])).status == 200


def test_code_carries_the_ttl_attribute(acme: Caller, stores: dict[str, str], at: datetime) -> None:
    ca = Authority()
    acme.register(ca.pem)
    acme.generate_code(ca.id)
    key = {"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CODE#{ca.id}"}}
    item = boto3.client("dynamodb").get_item(TableName=stores["TABLE_NAME"], Key=key)["Item"]
    assert item["expires_at"] == {"N": str(int((at + timedelta(days=7)).timestamp()))}


def test_more_codes_than_are_remembered(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("device_ca.stores.code_store._REMEMBERED_CODES", 3)
    ca = Authority()
    acme.register(ca.pem)
    for _ in range(5):
        code = acme.generate_code(ca.id).json["code"]
    assert acme.get_code(ca.id).json["code"] == code
    assert acme.verify(ca.id, ca.prove(code)).status == 200


def test_proof_makes_the_certificate_verified(acme: Caller, stores: dict[str, str]) -> None:
    ca = Authority()
    acme.register(ca.pem)
    proof = ca.prove(acme.generate_code(ca.id).json["code"])
    answer = acme.verify(ca.id, proof)
    assert answer.status == 200
    assert answer.json["status"] == "verified"
    assert answer.json["verifiedAt"]
    assert acme.get(ca.id).json == answer.json
    assert acme.get_code(ca.id).code == "no_active_verification_code"
    stored = boto3.client("s3").get_object(Bucket=stores["BUCKET_NAME"], Key=f"acme/{ca.id}/proof")
    assert stored["Body"].read() == proof


def test_signing_request_is_proof_enough_once_signed(acme: Caller) -> None:
    ca = Authority()
    acme.register(ca.pem)
    acme.generate_code(ca.id)
    request = acme.get_csr(ca.id)
    assert request.status == 200
    assert request.headers["Content-Type"] == "application/pkcs10"
    assert acme.verify(ca.id, ca.sign_request(request.body)).status == 200


def test_delete_leaves_nothing(acme: Caller, stores: dict[str, str]) -> None:
    ca = Authority()
    acme.register(ca.pem)
    acme.verify(ca.id, ca.prove(acme.generate_code(ca.id).json["code"]))
    assert acme.delete(ca.id).status == 204
    assert acme.get(ca.id).code == "ca_certificate_not_found"
    assert acme.delete(ca.id).code == "ca_certificate_not_found"
    assert acme.list().json["items"] == []
    s3 = boto3.client("s3")
    assert s3.list_object_versions(Bucket=stores["BUCKET_NAME"]).get("Versions", []) == []
    assert acme.upload(ca.pem).json["status"] == "pending_verification"


def test_renewal_under_a_verified_key_enters_as_verified(acme: Caller) -> None:
    ca = Authority()
    renewed = ca.renew()
    acme.register(ca.pem)
    early = acme.upload(renewed.pem).json
    assert (early["status"], early["possessionCarriedFrom"]) == ("pending_verification", None)
    acme.delete(renewed.id)
    acme.verify(ca.id, ca.prove(acme.generate_code(ca.id).json["code"]))
    stranger = Caller("globex").upload(renewed.pem).json
    assert (stranger["status"], stranger["possessionCarriedFrom"]) == ("pending_verification", None)
    carried = acme.upload(renewed.pem).json
    assert (carried["status"], carried["possessionCarriedFrom"]) == ("verified", ca.id)
    assert carried["verifiedAt"] == carried["uploadedAt"]
    acme.delete(ca.id)
    acme.delete(renewed.id)
    assert acme.upload(renewed.pem).json["status"] == "pending_verification"


def test_an_intermediate_is_linked_to_its_superior(acme: Caller) -> None:
    root = Authority("Root")
    intermediate = root.issue_ca("Intermediate")
    unknown = acme.upload(intermediate.pem, {"dryRun": "true"}).json
    assert [warning["rule"] for warning in unknown["warnings"]] == ["superior_ca_unknown"]
    acme.register(root.pem)
    linked = acme.upload(intermediate.pem).json
    assert (linked["superiorCaId"], linked["warnings"]) == (root.id, [])
    impostor = Authority("Root", key_identifier_of=root).issue_ca("Impostor")
    refused = acme.upload(impostor.pem)
    assert (refused.status, refused.rules) == (422, {"issuer_signature_invalid"})


def test_a_new_key_signed_by_the_old_one_is_linked_to_it(acme: Caller) -> None:
    old = Authority("Example CA")
    new = old.issue_ca("Example CA")
    acme.register(old.pem)
    linked = acme.upload(new.pem).json
    assert (linked["superiorCaId"], linked["selfSigned"]) == (old.id, False)
    assert {item["id"] for item in acme.list().json["items"]} == {old.id, new.id}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_event_in_events_works(function: str) -> None:
    upload = invoke("upload_certificate", event_of("upload_certificate"))
    assert upload.status == 201
    if function not in ("upload_certificate", "generate_verification_code"):
        _activate_event_code(upload.json["id"])
    expected = {
        "upload_certificate": 409,
        "generate_verification_code": 201,
        "delete_certificate": 204,
        "get_receipt": 409,
        "create_subscription": 201,
        # The example CA is not verified, and so has no list.
        "put_revocation_list": 409,
        "create_revocation_list_upload": 409,
        "get_revocation_list": 404,
        "delete_revocation_list": 404,
        # The examples name a subscription that nobody has made.
        "delete_subscription": 404,
        "get_subscribed_truststore": 401,
        "get_subscribed_crls": 401,
    }
    assert invoke(function, event_of(function)).status == expected.get(function, 200)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.function in FUNCTIONS], ids=str)
def test_a_domain_may_put_a_path_before_the_apis_own(route: Route, acme: Caller) -> None:
    """A custom domain's mapping stands in the event's path (AWS, "Working with API mappings")."""
    request = event_of(route.function)
    request["path"] = f"/devices/v2{request['path']}"
    assert acme.send(route.function, request).status != 400


@pytest.mark.parametrize("form", ["pem", "der"])
def test_text_goes_out_as_text(acme: Caller, form: str) -> None:
    """What is not base64 reaches the caller as it is, whatever the gateway makes of the header Accept."""
    ca = Authority()
    acme.upload(getattr(ca, form))
    acme.generate_code(ca.id)
    for function in ("download_certificate", "get_signing_request", "get_truststore", "get_certificate"):
        answer = importlib.import_module(f"functions.{function}.app").lambda_handler(
            event(function, certificate_id=ca.id, claims=acme.claims), LambdaContext()
        )
        assert answer["statusCode"] == 200
        assert answer["isBase64Encoded"] is (form == "der" and function == "download_certificate")


def _activate_event_code(certificate_id: str) -> None:
    """Make the code active whose certificate the event of verify_certificate carries."""
    from device_ca.model.audit_event import Origin  # noqa: PLC0415
    from device_ca.model.verification_code import VerificationCode  # noqa: PLC0415
    from device_ca.stores.code_store import code_store  # noqa: PLC0415  its clients belong to the fixture

    now = datetime.now(UTC)
    code_store().put("acme", certificate_id, VerificationCode(EXAMPLE_CODE, now, now + timedelta(days=7)), Origin(now))
