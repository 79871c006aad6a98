"""Every key and signature algorithm of the allowlist, from upload to verified over HTTP; others, refused by name."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import hashes

from tests.support.certificates import (
    SIGNINGS,
    Signing,
    build_certificate,
    build_verification_certificate,
    private_key,
    pss,
    unsigned,
    usual_signing,
)
from tests.support.media_types import RAW

NOW = datetime.now(UTC).replace(microsecond=0)
VALIDITY: dict[str, Any] = {"not_before": NOW - timedelta(days=1), "not_after": NOW + timedelta(days=3650)}
KEYS = (
    "RSA-2048", "RSA-3072", "RSA-4096", "P-256", "P-384", "P-521", "brainpoolP256r1", "brainpoolP384r1",
    "brainpoolP512r1", "Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87",
)  # fmt: skip
ALLOWED: dict[str, tuple[str, Signing]] = {kind: (kind, usual_signing(kind)) for kind in KEYS}
ALLOWED |= {name: ("RSA-2048", signing) for name, signing in SIGNINGS.items() if "rsa" in name.lower()}
ALLOWED |= {name: ("P-256", signing) for name, signing in SIGNINGS.items() if "ecdsa" in name}
_PSS_DIGESTS = (hashes.SHA256(), hashes.SHA384(), hashes.SHA512())
ALLOWED |= {f"RSASSA-PSS with {digest.name}": ("RSA-2048", pss(digest)) for digest in _PSS_DIGESTS}


@pytest.fixture
def ca(request: pytest.FixtureRequest, acme: httpx.Client) -> Iterator[tuple[str, Signing, str]]:
    """A CA with the key and signature of the parameter, registered; with its path, taken out again in the end."""
    kind, signing = ALLOWED[request.param]
    der = build_certificate(key=kind, signing=signing, **VALIDITY)
    answer = acme.post("/ca-certificates", content=der, headers=RAW)
    assert answer.status_code == 201, answer.text
    path = f"/ca-certificates/{answer.json()['id']}"
    assert answer.json()["status"] == "pending_verification"
    yield kind, signing, path
    assert acme.delete(path).status_code == 204


@pytest.mark.parametrize("ca", ALLOWED, indirect=True)
def test_a_verification_certificate_proves_possession(acme: httpx.Client, ca: tuple[str, Signing, str]) -> None:
    kind, signing, path = ca
    code = acme.post(f"{path}/verification-code").json()["code"]
    other = acme.post(f"{path}/verification", content=_proof("ab" * 16, kind, signing), headers=RAW)
    assert [violation["rule"] for violation in other.json()["violations"]] == ["common_name_mismatch"]
    answer = acme.post(f"{path}/verification", content=_proof(code, kind, signing), headers=RAW)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "verified"


@pytest.mark.parametrize("ca", KEYS, indirect=True)
def test_a_signature_proves_possession(acme: httpx.Client, ca: tuple[str, Signing, str]) -> None:
    kind, signing, path = ca
    code = acme.post(f"{path}/verification-code").json()["code"]
    name = acme.get(path).json()["signatureAlgorithm"]
    for statement, status in (("something else", 422), (f"device-ca-possession:{path.rpartition('/')[2]}:{code}", 200)):
        signature = b64encode(signing.sign(private_key(kind), statement.encode())).decode()
        answer = acme.post(f"{path}/verification", json={"signature": signature, "algorithm": name})
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize("kind", ["RSA-1024", "P-192", "P-224", "secp256k1", "DSA", "X25519"])
def test_other_keys_are_refused_by_name(acme: httpx.Client, kind: str) -> None:
    der = build_certificate(key=kind, issuer_key="P-256", signing=usual_signing("P-256"), **VALIDITY)
    (violation,) = [found for found in _violations(acme, der) if found["rule"] == "weak_key"]
    assert kind.removeprefix("RSA-") in violation["message"]


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("sha1WithRSAEncryption", "1.2.840.113549.1.1.5"),
        ("md5WithRSAEncryption", "1.2.840.113549.1.1.4"),
        ("sha224WithRSAEncryption", "1.2.840.113549.1.1.14"),
    ],
)
def test_other_signature_algorithms_are_refused_by_name(acme: httpx.Client, name: str, algorithm: str) -> None:
    der = build_certificate(key="RSA-2048", signing=unsigned(algorithm), **VALIDITY)
    (violation,) = [found for found in _violations(acme, der) if found["rule"] == "weak_signature_algorithm"]
    assert name in violation["message"]


def _proof(code: str, kind: str, signing: Signing) -> bytes:
    return build_verification_certificate(code, ca_key=kind, signing=signing, **VALIDITY)


def _violations(acme: httpx.Client, der: bytes) -> list[dict[str, str]]:
    answer = acme.post("/ca-certificates", content=der, headers=RAW)
    assert answer.status_code == 422, answer.text
    violations: list[dict[str, str]] = answer.json()["violations"]
    return violations
