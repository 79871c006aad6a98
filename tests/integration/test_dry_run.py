"""A dry run foretells what an upload comes to: the same file is tried, then uploaded, and the two answers compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from device_ca.settings import settings
from device_ca.stores import key_item, name_item
from device_ca.stores.ledger import ledger
from device_ca.stores.new_records import new_records
from tests.integration.test_tenants import everything
from tests.support.authority import Authority
from tests.support.forgeries import forgery, twin

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.caller import Caller

pytestmark = pytest.mark.usefixtures("stores")

_OF_THE_MOMENT = {"uploadedAt", "verifiedAt"}


def _assert_foretold(acme: Caller, file: bytes, stores: dict[str, str]) -> None:
    """Try a file, upload it, and compare."""
    before = everything(stores, "acme")
    forecast = acme.upload(file, {"dryRun": "true", "fileName": "ca.pem"})
    assert forecast.status == 200
    assert everything(stores, "acme") == before
    answer = acme.upload(file, {"fileName": "ca.pem"})
    foretold = forecast.json["certificate"]
    if answer.status == 201:
        assert forecast.json["conflict"] is None
        assert {name for name in foretold if foretold[name] != answer.json[name]} <= _OF_THE_MOMENT
        assert (foretold["verifiedAt"] is None) == (answer.json["verifiedAt"] is None)
        assert forecast.json["warnings"] == answer.json["warnings"]
    elif answer.status == 409:
        assert forecast.json["accepted"] is True
        assert forecast.json["conflict"] | {"requestId": ""} == answer.json | {"requestId": ""}
        assert foretold["status"] in ("pending_verification", "verified")
    else:
        assert (answer.status, forecast.json["accepted"], forecast.json["conflict"]) == (422, False, None)
        assert forecast.json["violations"] == answer.json["violations"]


# What is tried, beside a verified CA that may have been changed before.
CASES: dict[str, Callable[[Caller, Authority], bytes]] = {
    "another CA": lambda _, __: Authority("Another").pem,
    "the CA itself": lambda _, ca: ca.pem,
    "a renewal": lambda _, ca: ca.renew().pem,
    "a renewal of a disabled CA": lambda acme, ca: (acme.update(ca.id, {"enabled": False}), ca.renew().pem)[1],
    "a renewal of a deleted CA": lambda acme, ca: (acme.delete(ca.id), ca.renew().pem)[1],
    "another name": lambda _, ca: Authority("Another name", key=ca.key).pem,
    "a forgery": lambda _, ca: forgery(ca),
    "a copy under another signature": lambda _, ca: twin(ca),
    "a rival": lambda _, ca: Authority(ca.common_name, key_identifier_of=ca).pem,
    "an intermediate": lambda _, ca: ca.issue_ca("Intermediate").pem,
    "no certificate": lambda _, __: b"nothing",
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_foretold_is_what_happens(case: str, acme: Caller, stores: dict[str, str]) -> None:
    ca = Authority()
    acme.trust(ca)
    _assert_foretold(acme, CASES[case](acme, ca), stores)


def test_a_renewal_is_foretold_as_verified(acme: Caller) -> None:
    ca = Authority()
    acme.trust(ca)
    foretold = acme.upload(ca.renew().pem, {"dryRun": "true"}).json["certificate"]
    assert (foretold["status"], foretold["possessionCarriedFrom"]) == ("verified", ca.id)
    acme.update(ca.id, {"enabled": False})
    forecast = acme.upload(ca.renew().pem, {"dryRun": "true"}).json
    assert forecast["certificate"]["status"] == "pending_verification"
    assert "possession_not_carried_over" in {warning["rule"] for warning in forecast["warnings"]}


def test_another_tenants_certificates_foretell_nothing(acme: Caller) -> None:
    ca = Authority()
    type(acme)("globex").trust(ca)
    forecast = acme.upload(ca.pem, {"dryRun": "true"}).json
    assert (forecast["conflict"], forecast["certificate"]["status"]) == (None, "pending_verification")
    renewal = acme.upload(ca.renew().pem, {"dryRun": "true"}).json
    assert renewal["certificate"]["status"] == "pending_verification"


@pytest.mark.parametrize("quota", ["CA_CERTIFICATES", "VERIFIED_CA_CERTIFICATES", "EVENTS_PER_DAY"])
def test_a_quota_is_foretold(quota: str, acme: Caller, stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    ca = Authority()
    acme.trust(ca)
    monkeypatch.setenv(f"MAX_{quota}", "1")
    for cached in (settings, ledger, new_records):
        cached.cache_clear()
    forecast = acme.upload(ca.renew().pem, {"dryRun": "true"}).json
    assert (forecast["accepted"], forecast["conflict"]["code"]) == (True, "quota_exceeded")
    _assert_foretold(acme, ca.renew().pem, stores)


def test_the_most_certificates_of_a_key_and_of_a_name_are_foretold(
    acme: Caller, stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_item, "MOST_CERTIFICATES_OF_A_KEY", 2)
    monkeypatch.setattr(name_item, "MOST_CERTIFICATES_OF_A_NAME", 2)
    ca = Authority()
    for number in range(2):
        acme.register(Authority(f"Name {number}", key=ca.key).pem)
        acme.register(Authority("Of one name").pem)
    for full in (ca.pem, Authority("Of one name").pem):
        assert acme.upload(full, {"dryRun": "true"}).json["conflict"]["code"] == "quota_exceeded"
        _assert_foretold(acme, full, stores)
