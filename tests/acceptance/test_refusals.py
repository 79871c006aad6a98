"""Every refusal that a client can cause, as the contract words it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.acceptance.deployment import Tenant
    from tests.tools.local_stack.guide import Workbench

OCTETS = {"Content-Type": "application/octet-stream"}
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}
UNKNOWN = f"/ca-certificates/{'0' * 64}"
LARGEST = 1_048_576

MALFORMED = {
    "a limit of none": ("GET", "/ca-certificates?limit=0", {}, b""),
    "a limit too high": ("GET", "/ca-certificates?limit=101", {}, b""),
    "a status of none": ("GET", "/ca-certificates?status=revoked", {}, b""),
    "a cursor of one's own": ("GET", "/ca-certificates?cursor=AAAA", {}, b""),
    "an id in capitals": ("GET", f"/ca-certificates/{'A' * 64}", {}, b""),
    "a short id": ("DELETE", "/ca-certificates/abc", {}, b""),
    "an encoded id": ("GET", "/ca-certificates/%2e%2e%2f", {}, b""),
    "broken JSON": ("POST", "/ca-certificates", JSON, b'{"certificate":'),
    "JSON without a file": ("POST", "/ca-certificates", JSON, b"{}"),
    "a form without a file": ("POST", "/ca-certificates", FORM, b"--x--\r\n"),
    "a form without a boundary": ("POST", "/ca-certificates", {"Content-Type": "multipart/form-data"}, b"x"),
    "a flag that is none": ("POST", "/ca-certificates?dryRun=maybe", OCTETS, b"x"),
    "an empty change": ("PATCH", UNKNOWN, JSON, b"{}"),
    "a change of what cannot be changed": ("PATCH", UNKNOWN, JSON, b'{"status":"verified"}'),
}  # fmt: skip


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of an answer that must be a problem document (RFC 9457)."""
    assert answer.headers["Content-Type"].startswith("application/problem+json"), answer.text
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:problem:device-ca:{problem['code']}"
    assert problem["requestId"]
    assert problem["title"]
    assert problem["detail"]
    return answer.status_code, problem["code"]


@pytest.mark.parametrize("case", MALFORMED)
def test_malformed_requests(alice: Tenant, case: str) -> None:
    method, path, headers, body = MALFORMED[case]
    assert refusal(alice.request(method, path, headers=headers, content=body)) == (400, "malformed_request")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", UNKNOWN),
        ("GET", f"{UNKNOWN}/file"),
        ("GET", f"{UNKNOWN}/events"),
        ("GET", f"{UNKNOWN}/receipt"),
        ("GET", f"{UNKNOWN}/verification-code"),
        ("GET", f"{UNKNOWN}/verification-code/csr"),
        ("POST", f"{UNKNOWN}/verification-code"),
        ("DELETE", UNKNOWN),
    ],
)
def test_what_is_not_there(alice: Tenant, method: str, path: str) -> None:
    assert refusal(alice.request(method, path)) == (404, "ca_certificate_not_found")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/ca-certificates"), ("GET", "/certificates"), ("PATCH", "/truststore")]
)
def test_routes_that_are_none(alice: Tenant, method: str, path: str) -> None:
    assert refusal(alice.request(method, path)) == (404, "route_not_found")


def test_a_file_too_large_and_one_that_is_not(alice: Tenant, certificate: bytes) -> None:
    largest = certificate.ljust(LARGEST, b"\n")
    taken = alice.post("/ca-certificates?dryRun=true", content=largest, headers=OCTETS)
    assert taken.json()["accepted"] is True
    refused = alice.post("/ca-certificates?dryRun=true", content=largest + b"\n", headers=OCTETS)
    assert refusal(refused) == (413, "file_too_large")


@pytest.mark.parametrize("content_type", ["text/xml", "", "application/x-www-form-urlencoded"])
def test_other_media_types(alice: Tenant, certificate: bytes, content_type: str) -> None:
    answer = alice.post("/ca-certificates", content=certificate, headers={"Content-Type": content_type})
    assert refusal(answer) == (415, "unsupported_media_type")


def test_a_media_type_that_there_is_not(alice: Tenant) -> None:
    assert refusal(alice.get("/truststore", headers={"Accept": "image/png"})) == (406, "not_acceptable")


def test_a_file_that_is_no_ca_certificate(alice: Tenant, workbench: Workbench) -> None:
    workbench.make_key()
    answer = alice.post("/ca-certificates", content=workbench.path("verificationCert.key").read_bytes(), headers=OCTETS)
    assert refusal(answer) == (422, "certificate_rejected")
    assert "contains_private_key" in {violation["rule"] for violation in answer.json()["violations"]}
    assert all(violation["message"] and violation["hint"] for violation in answer.json()["violations"])


def test_the_life_of_a_code(alice: Tenant, workbench: Workbench, certificate: bytes) -> None:
    registered = alice.register(certificate)
    path = f"/ca-certificates/{registered['id']}"
    again = alice.post("/ca-certificates", content=certificate, headers=OCTETS)
    assert refusal(again) == (409, "ca_certificate_already_exists")
    assert again.json()["id"] == registered["id"]
    assert refusal(alice.get(f"{path}/verification-code")) == (404, "no_active_verification_code")
    assert refusal(alice.prove(registered["id"], certificate)) == (409, "no_active_verification_code")
    assert refusal(alice.get(f"{path}/receipt")) == (409, "not_verified")
    first, second = alice.new_code(registered["id"]), alice.new_code(registered["id"])
    assert refusal(alice.prove(registered["id"], workbench.prove(first))) == (422, "verification_rejected")
    proof = workbench.prove(second)
    assert alice.prove(registered["id"], proof).status_code == 200
    assert refusal(alice.prove(registered["id"], proof)) == (409, "already_verified")
    assert refusal(alice.post(f"{path}/verification-code")) == (409, "already_verified")


def test_a_change_of_a_state_that_is_gone(alice: Tenant, certificate: bytes) -> None:
    registered = alice.register(certificate)
    path = f"/ca-certificates/{registered['id']}"
    seen = alice.get(path).headers["ETag"]
    assert alice.get(path, headers={"If-None-Match": seen}).status_code == 304
    assert alice.patch(path, json={"name": "Plant 7"}, headers={"If-Match": seen}).status_code == 200
    stale = alice.patch(path, json={"name": "Plant 8"}, headers={"If-Match": seen})
    assert refusal(stale) == (412, "precondition_failed")
    assert refusal(alice.delete(path, headers={"If-Match": seen})) == (412, "precondition_failed")
