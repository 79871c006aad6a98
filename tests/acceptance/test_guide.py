"""The guide from upload to verified, and what a verified CA is good for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

if TYPE_CHECKING:
    import httpx

    from tests.acceptance.deployment import Deployment, Tenant
    from tests.tools.local_stack.guide import Workbench


def test_the_guides_six_steps(alice: Tenant, workbench: Workbench, certificate: bytes) -> None:
    registered = alice.register(certificate)
    path = f"/ca-certificates/{registered['id']}"
    assert registered["status"] == "pending_verification"
    newest = alice.get("/ca-certificates", params={"limit": 1, "status": "pending_verification"}).json()["items"]
    assert newest == [registered]
    code = alice.new_code(registered["id"])
    assert alice.get(f"{path}/verification-code").json()["code"] == code
    verified = alice.prove(registered["id"], workbench.prove(code))
    assert (verified.status_code, verified.json()["status"]) == (200, "verified")
    assert alice.get(path).json() == verified.json()
    types = [event["type"] for event in alice.get(f"{path}/events").json()["items"]]
    assert types == ["CaCertificateVerified", "VerificationCodeGenerated", "CaCertificateUploaded"]


@pytest.mark.parametrize("form", ["multipart", "json"])
def test_the_other_forms_of_an_upload(alice: Tenant, certificate: bytes, form: str) -> None:
    answer = (
        alice.post("/ca-certificates", files={"file": ("Wurzel-ä.cer", certificate)})
        if form == "multipart"
        else alice.post("/ca-certificates", json={"certificate": certificate.decode(), "fileName": "Wurzel-ä.cer"})
    )
    assert (answer.status_code, answer.json()["fileName"]) == (201, "Wurzel-ä.cer")
    assert answer.headers["Location"].endswith(f"/ca-certificates/{answer.json()['id']}")
    assert alice.delete(f"/ca-certificates/{answer.json()['id']}").status_code == 204


def test_a_dry_run_stores_nothing(alice: Tenant, certificate: bytes) -> None:
    octets = {"Content-Type": "application/octet-stream"}
    answer = alice.post("/ca-certificates", params={"dryRun": "true"}, content=certificate, headers=octets)
    assert (answer.status_code, answer.json()["accepted"]) == (200, True)
    assert alice.get(f"/ca-certificates/{answer.json()['certificate']['id']}").status_code == 404


def test_a_signing_request_that_is_ready(alice: Tenant, workbench: Workbench, certificate: bytes) -> None:
    registered = alice.register(certificate)
    alice.new_code(registered["id"])
    request = alice.get(f"/ca-certificates/{registered['id']}/verification-code/csr")
    assert request.headers["Content-Type"] == "application/pkcs10"
    workbench.path("verificationCert.csr").write_bytes(request.content)
    workbench.make_verification_certificate()
    proof = workbench.path("verificationCert.crt").read_bytes()
    assert alice.prove(registered["id"], proof).json()["status"] == "verified"


@pytest.mark.parametrize("accept", ["*/*", None, "application/x-pem-file"])
def test_the_download_is_the_certificate(
    deployment: Deployment, alice: Tenant, workbench: Workbench, accept: str | None
) -> None:
    if accept is None and deployment.is_emulated:
        # API Gateway turns base64 into bytes where the first type of Accept is a binary one, and */* is all of them
        # (developer guide, "Binary media types for REST APIs").
        pytest.skip("the emulator leaves an answer in base64 where a request has no Accept")
    workbench.openssl("openssl x509 -in rootCA.cer -outform DER -out rootCA.der")
    der = workbench.path("rootCA.der").read_bytes()
    registered = alice.register(der, "rootCA.der")
    request = alice.build_request("GET", f"/ca-certificates/{registered['id']}/file")
    del request.headers["Accept"]
    if accept:
        request.headers["Accept"] = accept
    assert alice.send(request).content == der


def test_a_verified_ca_is_trusted(
    alice: Tenant, anonymous: httpx.Client, workbench: Workbench, certificate: bytes
) -> None:
    registered = alice.register(certificate)
    path = f"/ca-certificates/{registered['id']}"
    proof = workbench.prove(alice.new_code(registered["id"]))
    assert alice.prove(registered["id"], proof).status_code == 200
    bundle = alice.get("/truststore")
    assert certificate in bundle.content
    assert alice.get("/truststore", headers={"If-None-Match": bundle.headers["ETag"]}).status_code == 304
    assert _is_trusted(alice, workbench)
    keys = KeySet.import_key_set(anonymous.get("/.well-known/jwks.json").json())
    receipt = jwt.decode(alice.get(f"{path}/receipt").text, keys, algorithms=["ES256"])
    assert (receipt.claims["sub"], receipt.claims["proof"]) == (registered["id"], "verification_certificate")
    assert alice.patch(path, json={"enabled": False}).json()["enabled"] is False
    assert certificate not in alice.get("/truststore").content
    assert not _is_trusted(alice, workbench)


def _is_trusted(tenant: Tenant, workbench: Workbench) -> bool:
    workbench.openssl("openssl req -new -newkey rsa:2048 -nodes -keyout device.key -out device.csr -subj /CN=device-1")
    workbench.openssl(
        "openssl x509 -req -in device.csr -CA rootCA.cer -CAkey rootCA.key -CAcreateserial -out device.crt"
    )
    body = json.dumps({"certificate": workbench.path("device.crt").read_text()})
    answer = tenant.post("/device-certificates/check", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    return bool(answer.json()["trusted"])
