"""Receipts of verified CAs, checked as an auditor would: offline, with a JOSE library and the registry's public key."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from device_ca import clock
from device_ca.stores import aws_clients
from tests.support.authority import Authority
from tests.support.caller import Caller, invoke
from tests.support.events import event, event_of

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture
def proven_at(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Stop the clock."""
    now = datetime.now(UTC).replace(microsecond=0)
    monkeypatch.setattr(clock, "utc_now", lambda: now)
    return now


def _public_keys() -> KeySet:
    answer = invoke("get_jwks", event_of("get_jwks"))
    assert answer.status == 200
    return KeySet.import_key_set(answer.json)


def _check(receipt: bytes) -> jwt.Token:
    return jwt.decode(receipt.decode("ascii"), _public_keys(), algorithms=["ES256"])


def test_a_receipt_says_who_proved_which_key_when_and_how(acme: Caller, proven_at: datetime) -> None:
    ca = Authority()
    acme.trust(ca)
    answer = acme.receipt(ca.id)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/jose")
    token = _check(answer.body)
    assert token.header["typ"] == "device-ca-receipt+jwt"
    spki = ca.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert token.claims == {
        "iss": "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/v1",
        "sub": ca.id,
        "iat": int(proven_at.timestamp()),
        "receiptVersion": 1,
        "tenant": "acme",
        "subject": "CN=Example CA",
        "keyAlgorithm": "EC-P-256",
        "publicKeySha256": hashlib.sha256(spki).hexdigest(),
        "proof": "verification_certificate",
        "possessionCarriedFrom": None,
        "provenAt": f"{proven_at:%Y-%m-%dT%H:%M:%SZ}",
    }


def test_a_receipt_tells_when_possession_was_proven_and_not_of_the_upload(
    acme: Caller, monkeypatch: pytest.MonkeyPatch, proven_at: datetime
) -> None:
    ca = Authority()
    monkeypatch.setattr(clock, "utc_now", lambda: proven_at - timedelta(hours=1))
    acme.register(ca.pem)
    proof = ca.prove(acme.generate_code(ca.id).json["code"])
    monkeypatch.setattr(clock, "utc_now", lambda: proven_at)
    assert acme.verify(ca.id, proof).status == 200
    assert _check(acme.receipt(ca.id).body).claims["iat"] == int(proven_at.timestamp())


def test_the_same_verification_gives_the_same_statement(
    acme: Caller, monkeypatch: pytest.MonkeyPatch, proven_at: datetime
) -> None:
    ca = Authority()
    acme.trust(ca)
    first = acme.receipt(ca.id).body
    monkeypatch.setattr(clock, "utc_now", lambda: proven_at + timedelta(days=30))
    acme.update(ca.id, {"enabled": False, "name": "renamed"})
    assert acme.receipt(ca.id).body.rpartition(b".")[0] == first.rpartition(b".")[0]


def test_a_receipt_says_that_a_signature_was_the_proof(acme: Caller) -> None:
    ca = Authority()
    acme.register(ca.pem)
    code = acme.generate_code(ca.id).json["code"]
    signature = ca.key.sign(f"device-ca-possession:{ca.id}:{code}".encode(), ec.ECDSA(hashes.SHA256()))
    body = {"signature": base64.b64encode(signature).decode(), "algorithm": "ecdsa-with-SHA256"}
    assert acme.verify(ca.id, json.dumps(body).encode(), "application/json").status == 200
    assert _check(acme.receipt(ca.id).body).claims["proof"] == "signature"


def test_a_receipt_says_from_which_ca_possession_was_carried(acme: Caller) -> None:
    ca = Authority()
    renewed = ca.renew()
    acme.trust(ca)
    acme.register(renewed.pem)
    claims = _check(acme.receipt(renewed.id).body).claims
    assert (claims["proof"], claims["possessionCarriedFrom"]) == ("carried_from", ca.id)
    assert claims["publicKeySha256"] == _check(acme.receipt(ca.id).body).claims["publicKeySha256"]


def test_a_receipt_that_was_changed_does_not_hold(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    header, payload, signature = acme.receipt(ca.id).body.split(b".")
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + b"=="))
    forged = base64.urlsafe_b64encode(json.dumps(claims | {"tenant": "globex"}).encode()).rstrip(b"=")
    with pytest.raises(BadSignatureError):
        _check(b".".join((header, forged, signature)))


def test_409_while_nothing_is_proven(acme: Caller) -> None:
    ca = Authority()
    acme.register(ca.pem)
    answer = acme.receipt(ca.id)
    assert (answer.status, answer.code) == (409, "not_verified")


@pytest.mark.parametrize("path", ["/v1{}/", "/v1/{}", "//v1{}", "/v1/ca%2Dcertificates"])
def test_the_issuer_does_not_follow_the_callers_path(acme: Caller, path: str) -> None:
    ca = Authority()
    acme.trust(ca)
    request = event("get_receipt", certificate_id=ca.id, claims=acme.claims)
    request["requestContext"]["path"] = path.format(request["path"])
    issuer = _check(acme.send("get_receipt", request).body).claims["iss"]
    assert issuer == "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/v1"


def test_the_public_url_is_the_issuer_where_there_is_one(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from device_ca.settings import settings  # noqa: PLC0415

    ca = Authority()
    acme.trust(ca)
    monkeypatch.setenv("PUBLIC_URL", "https://cas.example.com")
    settings.cache_clear()
    assert _check(acme.receipt(ca.id).body).claims["iss"] == "https://cas.example.com"


def test_anybody_may_have_the_public_key_and_keep_it() -> None:
    answer = invoke("get_jwks", event_of("get_jwks"))
    (jwk,) = answer.json["keys"]
    assert jwk.keys() == {"kty", "crv", "x", "y", "use", "alg", "kid"}
    key = _public_keys().keys[0]
    assert jwk["kid"] == key.thumbprint()
    assert answer.headers["Content-Type"] == "application/jwk-set+json"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    known = invoke("get_jwks", event("get_jwks", headers={"If-None-Match": answer.headers["ETag"]}))
    assert known.status == 304


def test_the_public_key_is_asked_for_once(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    calls: list[str] = []
    aws_clients.kms_client().meta.events.register("before-call", lambda model, **_: calls.append(model.name))
    for _ in range(2):
        assert acme.receipt(ca.id).status == 200
        assert invoke("get_jwks", event_of("get_jwks")).status == 200
    assert calls == ["GetPublicKey", "Sign", "Sign"]
