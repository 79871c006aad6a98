"""Two CAs of one name and key identifier, which a TLS server could not tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from device_ca.stores import name_item
from tests.integration.faults import Wire
from tests.support.authority import Authority
from tests.support.caller import Caller

if TYPE_CHECKING:
    from tests.support.caller import Answer

pytestmark = pytest.mark.usefixtures("stores")


def _rival(ca: Authority) -> Authority:
    return Authority(ca.common_name, key_identifier_of=ca)


def _versions(stores: dict[str, str]) -> int:
    return len(boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"]).get("Versions", []))


def _dry_run(acme: Caller, file: bytes) -> Answer:
    return acme.upload(file, {"dryRun": "true"})


def test_the_second_is_refused_and_nothing_of_it_kept(acme: Caller, ca: Authority, stores: dict[str, str]) -> None:
    rival = _rival(ca)
    answer = acme.upload(rival.pem)
    assert (answer.status, answer.rules) == (422, {"ambiguous_issuer"})
    assert ca.id[:16] in answer.json["violations"][0]["message"]
    assert _versions(stores) == 1
    assert acme.get(rival.id).status == 404
    dry = _dry_run(acme, rival.pem).json
    assert (dry["accepted"], [found["rule"] for found in dry["violations"]]) == (False, ["ambiguous_issuer"])


def test_it_is_told_together_with_every_other_broken_rule(acme: Caller, ca: Authority) -> None:
    file, query = _rival(ca).pem, {"fileName": "rival.txt"}
    expected = {"ambiguous_issuer", "unsupported_file_extension"}
    assert acme.upload(file, query).rules == expected
    dry = acme.upload(file, query | {"dryRun": "true"}).json
    assert {found["rule"] for found in dry["violations"]} == expected


def test_a_deleted_ca_frees_its_name(acme: Caller, ca: Authority) -> None:
    acme.delete(ca.id)
    rival = _rival(ca)
    assert _dry_run(acme, rival.pem).json["accepted"] is True
    assert acme.upload(rival.pem).status == 201
    assert acme.upload(ca.pem).rules == {"ambiguous_issuer"}


def test_what_can_be_told_apart_enters(acme: Caller, ca: Authority) -> None:
    """A renewal has the same key, a CA that changed its key another identifier, and tenants do not meet."""
    for file in (ca.renew().pem, Authority(ca.common_name).pem, Authority("Other", key_identifier_of=ca).pem):
        assert _dry_run(acme, file).json["accepted"] is True
        assert acme.upload(file).status == 201
    assert Caller("globex").upload(_rival(ca).pem).status == 201


def test_a_name_has_a_bounded_number_of_certificates(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever checks a device certificate reads all CAs of its issuer's name."""
    monkeypatch.setattr(name_item, "MOST_CERTIFICATES_OF_A_NAME", 2)
    first = Authority()
    for authority in (first, Authority()):
        acme.register(authority.pem)
    answer = acme.upload(Authority().pem)
    assert (answer.status, answer.code) == (409, "quota_exceeded")
    acme.delete(first.id)
    assert acme.upload(Authority().pem).status == 201


def test_a_certificate_of_a_known_name_costs_one_more_transaction(acme: Caller, ca: Authority) -> None:
    with Wire().laid() as wire:
        acme.register(Authority(ca.common_name).pem)
    assert [call.rpartition(".")[2] for call in wire.calls] == ["PutObject", "TransactWriteItems", "TransactWriteItems"]
