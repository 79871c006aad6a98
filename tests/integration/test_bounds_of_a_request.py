"""What no request may do, whatever it carries: leave a key behind, reach into another tenant, or be kept by a cache."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.integration.scenarios import Scenario
from tests.support.authority import Authority
from tests.support.caller import Answer, Caller, invoke
from tests.support.certificates import private_key_pem
from tests.support.events import event
from tests.support.routes import TENANT_ROUTES, Route

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("stores")

# What a tenant may keep, and must ask about before it uses it again.
_REVALIDATED = {"get_truststore", "get_truststore_crls", "get_revocation_list"}
_BESIDE: dict[str, Callable[[bytes, bytes], bytes]] = {
    "before it": lambda certificate, key: key + certificate,
    "after it": lambda certificate, key: certificate + key,
}


def _stored(stores: dict[str, str]) -> tuple[list[Any], list[str]]:
    items = boto3.client("dynamodb").scan(TableName=stores["TABLE_NAME"], ConsistentRead=True)["Items"]
    listed = boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"])
    return items, [version["Key"] for version in listed.get("Versions", [])]


@pytest.mark.parametrize("place", _BESIDE)
def test_a_private_key_beside_a_ca_certificate_is_not_kept(
    place: str, acme: Caller, stores: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    key = private_key_pem("P-256")
    answer = acme.upload(_BESIDE[place](Authority().pem, key))
    assert (answer.status, answer.code) == (422, "certificate_rejected")
    assert "contains_private_key" in answer.rules
    assert _stored(stores) == ([], [])
    assert _lines_of(key).isdisjoint(_lines_of(capsys.readouterr().out.encode() + answer.body))


@pytest.mark.parametrize("place", _BESIDE)
def test_a_private_key_beside_a_proof_is_not_kept(
    place: str, acme: Caller, ca: Authority, stores: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    key = private_key_pem("P-256")
    proof = ca.prove(acme.generate_code(ca.id).json["code"])
    answer = acme.verify(ca.id, _BESIDE[place](proof, key))
    assert (answer.status, answer.code) == (422, "verification_rejected")
    assert "contains_private_key" in answer.rules
    assert acme.get(ca.id).json["status"] == "pending_verification"
    assert _stored(stores)[1] == [f"acme/{ca.id}/ca"]
    assert _lines_of(key).isdisjoint(_lines_of(capsys.readouterr().out.encode() + answer.body))
    assert acme.verify(ca.id, proof).status == 200


def _lines_of(text: bytes) -> set[bytes]:
    """Return the lines of base64: a key would show by any of them."""
    return {line for line in text.replace(b"\\n", b"\n").splitlines() if len(line) == 64}


def test_no_proof_names_a_ca_of_another_tenant(acme: Caller, ca: Authority) -> None:
    other = Authority("Another CA")
    Caller("globex").register(other.pem)
    answer = acme.verify(ca.id, other.prove(acme.generate_code(ca.id).json["code"]))
    assert "issuer_mismatch" in answer.rules
    assert other.id not in answer.body.decode()


_OVERRIDES: dict[str, Callable[[dict[str, Any]], None]] = {
    "headers": lambda request: _add(request, "headers", "X-Tenant", "Tenant", "custom:tenant", "X-Amzn-Tenant"),
    "query parameters": lambda request: _add(request, "queryStringParameters", "tenant", "custom:tenant", "sub"),
    "path parameters": lambda request: _add(request, "pathParameters", "tenant", "custom:tenant"),
    "stage variables": lambda request: _add(request, "stageVariables", "tenant"),
    "the authorizer, beside the claims": lambda request: request["requestContext"]["authorizer"].update(
        {"tenant": "globex", "custom:tenant": "globex"}
    ),
}


def _add(request: dict[str, Any], part: str, *names: str) -> None:
    request[part] = {**(request.get(part) or {}), **dict.fromkeys(names, "globex")}
    if part in {"headers", "queryStringParameters"}:
        several = "multiValue" + part[0].upper() + part[1:]
        request[several] = {**(request.get(several) or {}), **{name: ["globex"] for name in names}}


@pytest.mark.parametrize("place", _OVERRIDES)
def test_only_the_claims_say_who_the_tenant_is(place: str, acme: Caller, ca: Authority) -> None:
    Caller("globex").register(Authority("Another CA").pem)
    request = event("list_certificates", claims=acme.claims, query={})
    _OVERRIDES[place](request)
    answer = invoke("list_certificates", request)
    assert [item["id"] for item in answer.json["items"]] == [ca.id]


@pytest.mark.parametrize("route", TENANT_ROUTES, ids=str)
def test_no_cache_keeps_what_a_tenant_sees(route: Route) -> None:
    scenario = Scenario(route, "acme").prepare()
    for answer in (invoke(route.function, scenario.request()), _refusal(route)):
        kept = "no-cache, private" if route.function in _REVALIDATED and answer.status == 200 else "no-store"
        assert answer.headers["Cache-Control"] == kept
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def _refusal(route: Route) -> Answer:
    answer = invoke(route.function, event(route.function, claims={}))
    assert answer.status == 401
    return answer


@pytest.mark.parametrize("body", ["=", "not base64!", "QUJD*", "QUJ", "\u00e4"])
@pytest.mark.parametrize("function", ["upload_certificate", "verify_certificate", "check_device_certificate"])
def test_a_body_that_is_not_base64_is_malformed(acme: Caller, ca: Authority, function: str, body: str) -> None:
    request = event(
        function,
        claims=acme.claims,
        content_type="application/octet-stream",
        query={},
        certificate_id=ca.id if function == "verify_certificate" else None,
    )
    answer = invoke(function, {**request, "body": body, "isBase64Encoded": True})
    assert (answer.status, answer.code) == (400, "malformed_request")


def _signature_request(signature: str) -> bytes:
    return json.dumps({"signature": signature, "algorithm": "ecdsa-with-SHA256"}).encode()


@pytest.mark.parametrize("signature", ["A", "not base64!", "AAAA-___", "AAAA===="])
def test_a_signature_that_is_not_base64_is_malformed(acme: Caller, ca: Authority, signature: str) -> None:
    acme.generate_code(ca.id)
    answer = acme.verify(ca.id, _signature_request(signature), "application/json")
    assert (answer.status, answer.code) == (400, "malformed_request")


def test_a_signature_is_no_larger_than_a_file(acme: Caller, ca: Authority) -> None:
    acme.generate_code(ca.id)
    room = 1_048_576 - len(_signature_request(""))
    # Four letters at a time; blanks count for nothing.
    longest = _signature_request("A" * (room // 4 * 4) + " " * (room % 4))
    assert len(longest) == 1_048_576
    assert acme.verify(ca.id, longest, "application/json").status == 422
    longer = _signature_request(base64.b64encode(bytes(1_048_576 // 4 * 3)).decode())
    answer = acme.verify(ca.id, longer, "application/json")
    assert (answer.status, answer.code) == (413, "file_too_large")
