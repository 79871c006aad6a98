"""What a tenant may have and do at most, and that what is counted is what there is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from device_ca import clock
from device_ca.settings import settings
from device_ca.stores.code_store import code_store
from device_ca.stores.ledger import ledger
from device_ca.stores.new_records import new_records
from device_ca.stores.record_store import record_store
from device_ca.stores.subscription_store import subscription_store
from tests.integration.invariants import broken_invariants
from tests.support.authority import Authority
from tests.support.caller import Caller, LoneCaller

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.caller import Answer

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture
def limit(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    assert stores

    def set_limits(**limits: int) -> None:
        for name, number in limits.items():
            monkeypatch.setenv(f"MAX_{name.upper()}", str(number))
        for cached in (settings, ledger, record_store, new_records, code_store, subscription_store):
            cached.cache_clear()

    return set_limits


def _assert_refused(answer: Answer, number: int) -> None:
    assert (answer.status, answer.code) == (409, "quota_exceeded")
    assert str(number) in answer.json["detail"]


def _prove(acme: Caller, ca: Authority) -> Answer:
    return acme.verify(ca.id, ca.prove(acme.generate_code(ca.id).json["code"]))


def test_as_many_cas_as_the_quota_says(acme: Caller, limit: Callable[..., None], stores: dict[str, str]) -> None:
    limit(ca_certificates=2)
    cas = [Authority(f"CA {number}") for number in range(3)]
    for ca in cas[:2]:
        acme.register(ca.pem)
    _assert_refused(acme.upload(cas[2].pem), 2)
    assert acme.get(cas[2].id).status == 404
    assert len(boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"])["Versions"]) == 2
    assert Caller("globex").upload(cas[2].pem).status == 201
    # A certificate that is there is told as such, quota or not.
    assert acme.upload(cas[0].pem).code == "ca_certificate_already_exists"
    acme.delete(cas[0].id)
    assert acme.upload(cas[2].pem).status == 201
    _assert_refused(acme.upload(cas[0].pem), 2)
    assert broken_invariants(stores, "acme") == []


def test_as_many_verified_cas_as_the_quota_says(
    acme: Caller, limit: Callable[..., None], stores: dict[str, str]
) -> None:
    limit(verified_ca_certificates=1)
    first, second = Authority("First"), Authority("Second")
    acme.trust(first)
    acme.register(second.pem)
    _assert_refused(_prove(acme, second), 1)
    listed = boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"])["Versions"]
    assert f"acme/{second.id}/proof" not in {version["Key"] for version in listed}
    # A renewal would be verified at once.
    _assert_refused(acme.upload(first.renew().pem), 1)
    acme.delete(first.id)
    assert _prove(acme, second).status == 200
    assert broken_invariants(stores, "acme") == []


def test_a_renewal_is_refused_at_the_quota_and_verified_at_once_where_there_is_room(
    acme: Caller, limit: Callable[..., None], stores: dict[str, str]
) -> None:
    """Pending, it would have to be proven anew although its key is, and the proof be refused for the same quota."""
    limit(verified_ca_certificates=2)
    first, second = Authority("First"), Authority("Second")
    acme.trust(first)
    acme.trust(second)
    renewal = first.renew()
    _assert_refused(acme.upload(renewal.pem), 2)
    assert acme.get(renewal.id).status == 404
    acme.delete(second.id)
    assert acme.upload(renewal.pem).json["status"] == "verified"
    assert broken_invariants(stores, "acme") == []


def test_as_many_events_a_day_as_the_quota_says(
    acme: Caller, limit: Callable[..., None], stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = clock.utc_now().replace(hour=12)
    monkeypatch.setattr(clock, "utc_now", lambda: noon)
    subscription = acme.subscribe().json
    limit(events_per_day=5)
    ca, other = Authority(), Authority("Other")
    acme.trust(ca)
    acme.register(other.pem)
    for answer in (
        acme.upload(Authority("Another").pem),
        acme.generate_code(other.id),
        acme.update(ca.id, {"name": "x"}),
        acme.update(ca.id, {"enabled": True}),
    ):
        _assert_refused(answer, 5)
    _assert_refused(acme.subscribe(), 5)
    # What an owner does against an intruder is never held up by what the intruder did.
    assert acme.update(ca.id, {"enabled": False}).status == 200
    _assert_refused(acme.update(ca.id, {"enabled": False}), 5)
    _assert_refused(acme.update(ca.id, {"enabled": True}), 5)
    assert acme.unsubscribe(subscription["id"]).status == 204
    assert acme.delete(other.id).status == 204
    assert broken_invariants(stores, "acme") == []
    monkeypatch.setattr(clock, "utc_now", lambda: noon + timedelta(days=1))
    assert acme.update(ca.id, {"enabled": True}).status == 200
    assert broken_invariants(stores, "acme") == []
    # A request of the day before that comes late is counted on the new day, not instead of it.
    monkeypatch.setattr(clock, "utc_now", lambda: noon)
    for _ in range(4):
        assert acme.update(ca.id, {"name": "x"}).status == 200
    _assert_refused(acme.update(ca.id, {"name": "x"}), 5)


def test_a_refused_proof_is_an_event(acme: Caller, limit: Callable[..., None]) -> None:
    """Whoever tries proofs is held up, and the answer is the quota's: without its event no refusal is answered."""
    limit(events_per_day=4)
    ca = Authority()
    acme.register(ca.pem)
    acme.generate_code(ca.id)
    wrong = ca.prove("0" * 32)
    assert [acme.verify(ca.id, wrong).status for _ in range(2)] == [422] * 2
    _assert_refused(acme.verify(ca.id, wrong), 4)


@pytest.mark.usefixtures("moto_in_turn")
def test_uploads_at_once_do_not_pass_the_quota(limit: Callable[..., None], stores: dict[str, str]) -> None:
    limit(ca_certificates=5)
    cas = [Authority(f"CA {number}") for number in range(12)]
    acme = LoneCaller("acme")
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(acme.upload, [ca.pem for ca in cas]))
    assert sorted(answer.status for answer in answers) == [201] * 5 + [409] * 7
    assert broken_invariants(stores, "acme") == []
