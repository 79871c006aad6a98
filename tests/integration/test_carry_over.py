"""When possession of a key carries over to a new certificate, and when an upload of a known key is a forgery."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from device_ca import clock
from device_ca.stores import key_item
from tests.support.authority import Authority
from tests.support.forgeries import forgery, twin

if TYPE_CHECKING:
    from tests.support.caller import Answer, Caller

pytestmark = pytest.mark.usefixtures("stores")


def _assert_pending(answer: Answer, *obstacles: str) -> None:
    assert (answer.status, answer.json["status"]) == (201, "pending_verification")
    assert answer.json["possessionCarriedFrom"] is None
    assert {warning["rule"] for warning in answer.json["warnings"]} >= set(obstacles)


def _assert_carried(answer: Answer, source: Authority) -> None:
    assert (answer.status, answer.json["status"]) == (201, "verified")
    assert answer.json["possessionCarriedFrom"] == source.id


def test_a_self_signed_renewal_carries(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    renewal = ca.renew()
    _assert_carried(acme.upload(renewal.pem), ca)
    assert acme.get(renewal.id).json["verifiedAt"] == acme.get(renewal.id).json["uploadedAt"]


def test_another_tenants_proof_carries_nothing(acme: Caller) -> None:
    ca = Authority()
    type(acme)("globex").trust(ca)
    _assert_pending(acme.upload(ca.renew().pem))


def test_a_certificate_that_nobody_signed_carries_nothing(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    _assert_pending(acme.upload(forgery(ca)), "possession_not_carried_over")
    assert acme.trust_store().body.count(b"BEGIN CERTIFICATE") == 1


def test_a_deleted_ca_does_not_come_back_through_its_forgery(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    acme.upload(forgery(ca))
    acme.delete(ca.id)
    _assert_pending(acme.upload(ca.pem))


def test_a_renamed_certificate_carries_nothing(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    renamed = Authority("Another name", key=ca.key)
    _assert_pending(acme.upload(renamed.pem), "possession_not_carried_over")


@pytest.mark.parametrize("copy", ["renewal", "twin", "forgery"])
def test_a_disabled_ca_carries_nothing(acme: Caller, copy: str) -> None:
    ca = Authority()
    acme.trust(ca)
    acme.update(ca.id, {"enabled": False})
    file = {"renewal": ca.renew().pem, "twin": twin(ca), "forgery": forgery(ca)}[copy]
    _assert_pending(acme.upload(file), "possession_not_carried_over")
    assert b"BEGIN CERTIFICATE" not in acme.trust_store().body


def test_a_copy_with_another_signature_carries_nothing_while_its_ca_is_enabled(acme: Caller) -> None:
    """Otherwise it would lie in wait, and stay trusted where the owner disables the certificate that they know."""
    ca = Authority()
    acme.trust(ca)
    _assert_pending(acme.upload(twin(ca)), "possession_not_carried_over")


@pytest.mark.parametrize("is_proven", [True, False])
def test_any_disabled_certificate_of_the_key_speaks_of_the_key(acme: Caller, *, is_proven: bool) -> None:
    """Also one whose own possession was never proven."""
    ca = Authority()
    pending = Authority("Pending", key=ca.key)
    acme.register(pending.pem)
    acme.trust(ca)
    if is_proven:
        proof = pending.prove(acme.generate_code(pending.id).json["code"])
        assert acme.verify(pending.id, proof).status == 200
    acme.update(pending.id, {"enabled": False})
    _assert_pending(acme.upload(ca.renew().pem), "possession_not_carried_over")
    acme.update(pending.id, {"enabled": True})
    _assert_carried(acme.upload(ca.renew().pem), ca)
    acme.update(pending.id, {"enabled": False})
    acme.delete(pending.id)
    assert acme.upload(ca.renew().pem).json["status"] == "verified"


def test_an_expired_ca_carries_nothing(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    ca = Authority()
    acme.trust(ca)
    later = ca.certificate.not_valid_after_utc + timedelta(seconds=1)
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    _assert_pending(acme.upload(ca.renew().pem), "possession_not_carried_over")


def _issued(superior: Authority, common_name: str, key: ec.EllipticCurvePrivateKey) -> Authority:
    return Authority(common_name, issuer=superior, key=key)


@pytest.mark.parametrize("superior_is", ["trusted", "pending", "disabled", "expired", "unknown", "deleted"])
def test_a_renewal_that_a_superior_ca_signed_carries_while_that_one_is_trusted(
    acme: Caller, superior_is: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    superior = Authority("Superior")
    if superior_is == "expired":
        now = clock.utc_now()
        monkeypatch.setattr(clock, "utc_now", lambda: now - timedelta(days=3650))
        superior = Authority("Superior")
        acme.trust(superior)
        monkeypatch.setattr(clock, "utc_now", lambda: now)
    elif superior_is == "pending":
        acme.register(superior.pem)
    elif superior_is != "unknown":
        acme.trust(superior)
    ca = _issued(superior, "Plant", key)
    acme.trust(ca)
    if superior_is == "expired":
        monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(days=2))
    if superior_is == "disabled":
        acme.update(superior.id, {"enabled": False})
    if superior_is == "deleted":
        acme.delete(superior.id)
    renewal = acme.upload(_issued(superior, "Plant", key).pem)
    if superior_is == "trusted":
        _assert_carried(renewal, ca)
    else:
        _assert_pending(renewal, "possession_not_carried_over")


def test_of_two_certificates_of_the_superior_cas_key_the_trusted_one_counts(acme: Caller) -> None:
    superior = Authority("Superior")
    acme.trust(superior)
    copies = [superior.renew() for _ in range(4)]
    for copy in copies:
        acme.register(copy.pem)
    ca = copies[0].issue_ca("Plant")
    acme.trust(ca)
    for certificate in (superior, *copies[1:]):
        acme.update(certificate.id, {"enabled": False})
    _assert_carried(acme.upload(_issued(superior, "Plant", ca.key).pem), ca)


def test_a_pending_certificate_of_a_proven_key_can_still_be_proven(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    renamed = Authority("Another name", key=ca.key)
    acme.trust(renamed)
    assert acme.get(renamed.id).json["possessionCarriedFrom"] is None


def test_a_key_has_a_bounded_number_of_certificates(
    acme: Caller, stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its item would outgrow what DynamoDB takes, and then neither a renewal nor a change would succeed."""
    monkeypatch.setattr(key_item, "MOST_CERTIFICATES_OF_A_KEY", 3)
    ca = Authority()
    acme.trust(ca)
    for _ in range(2):
        acme.register(ca.renew().pem)
    answer = acme.upload(ca.renew().pem)
    assert (answer.status, answer.code) == (409, "quota_exceeded")
    assert len(boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"])["Versions"]) == 4
    acme.delete(ca.id)
    assert acme.upload(ca.renew().pem).json["status"] == "verified"


def test_the_largest_item_of_a_key_is_far_from_what_dynamodb_takes() -> None:
    sets = dict.fromkeys(("ids", "verified_ids", "disabled_ids"), 64 * key_item.MOST_CERTIFICATES_OF_A_KEY)
    assert sum(sets.values()) < 40_000
