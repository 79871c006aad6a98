"""A CA's revocation list: in a request and by the bucket, back again, and gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from tests.acceptance.test_refusals import refusal

if TYPE_CHECKING:
    from tests.acceptance.deployment import Tenant
    from tests.tools.local_stack.guide import Workbench

CRL = {"Content-Type": "application/pkix-crl"}


def _list(bench: Workbench, number: int) -> bytes:
    """Make a list of the bench's CA that revokes one certificate."""
    ca = x509.load_pem_x509_certificate(bench.path("rootCA.cer").read_bytes())
    key = load_pem_private_key(bench.path("rootCA.key").read_bytes(), None)
    now = datetime.now(UTC)
    revoked = x509.RevokedCertificateBuilder().serial_number(5).revocation_date(now).build()
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ca.subject)
        .last_update(now)
        .next_update(now + timedelta(days=30))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_revoked_certificate(revoked)
    )
    return crl.sign(key, SHA256()).public_bytes(Encoding.DER)  # type: ignore[arg-type]


@pytest.fixture
def ca(alice: Tenant, workbench: Workbench, certificate: bytes) -> str:
    """The path of a verified CA of alice's tenant."""
    registered = alice.register(certificate)["id"]
    assert alice.prove(registered, workbench.prove(alice.new_code(registered))).status_code == 200
    return f"/ca-certificates/{registered}"


def test_a_list_comes_goes_and_is_never_replaced_by_an_older_one(alice: Tenant, ca: str, workbench: Workbench) -> None:
    assert refusal(alice.get(f"{ca}/crl")) == (404, "revocation_list_not_found")
    older, crl = _list(workbench, 1), _list(workbench, 2)
    answer = alice.put(f"{ca}/crl", content=crl, headers=CRL)
    assert (answer.status_code, answer.json()["crl"]["number"]) == (200, "2")
    assert alice.get(f"{ca}/crl").content == crl
    assert refusal(alice.put(f"{ca}/crl", content=older, headers=CRL)) == (422, "revocation_list_rejected")
    assert alice.delete(f"{ca}/crl").status_code == 204
    assert alice.get(ca).json()["crl"] is None


def test_a_list_comes_by_the_bucket(alice: Tenant, bob: Tenant, ca: str, workbench: Workbench) -> None:
    crl = _list(workbench, 1)
    offered = alice.post(f"{ca}/crl/uploads", json={"size": len(crl)})
    assert (offered.status_code, offered.headers["Cache-Control"]) == (201, "no-store")
    upload = {"upload": offered.json()["upload"]}
    url = offered.json()["url"]
    assert refusal(alice.put(f"{ca}/crl", json=upload)) == (404, "upload_not_found")
    assert httpx.put(url, content=crl + b"\n", timeout=60).status_code == 403
    assert httpx.put(url, content=crl, timeout=60).status_code == 200
    assert refusal(bob.put(f"{ca}/crl", json=upload)) == (404, "ca_certificate_not_found")
    assert alice.put(f"{ca}/crl", json=upload).json()["crl"]["entries"] == 1
    assert alice.get(f"{ca}/crl").content == crl
    assert refusal(alice.put(f"{ca}/crl", json=upload)) == (404, "upload_not_found")
