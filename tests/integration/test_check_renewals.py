"""The list of certificates that are verified through a proof which they have no part in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3

from device_ca.stores.ca_item import ca_key, from_item
from tests.support.authority import Authority
from tests.support.forgeries import forgery, twin
from tests.tools.check_renewals import main

if TYPE_CHECKING:
    import pytest

    from tests.support.caller import Caller


def _verify_as_once(stores: dict[str, str], certificate_id: str, source: str) -> None:
    """Make a record what it would have become when any certificate of a proven key was verified."""
    dynamodb, table = boto3.client("dynamodb"), stores["TABLE_NAME"]
    dynamodb.update_item(
        TableName=table,
        Key={"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CA#{certificate_id}"}},
        UpdateExpression="SET #status = :verified, possession_carried_from = :source",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":verified": {"S": "verified"}, ":source": {"S": source}},
    )
    key = from_item(dynamodb.get_item(TableName=table, Key=ca_key("acme", certificate_id))["Item"]).key_digest
    dynamodb.update_item(
        TableName=table,
        Key={"pk": {"S": "TENANT#acme"}, "sk": {"S": f"KEY#{key}"}},
        UpdateExpression="ADD verified_ids :ids",
        ExpressionAttributeValues={":ids": {"SS": [certificate_id]}},
    )


def test_forgeries_are_listed_and_renewals_are_not(
    stores: dict[str, str], acme: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    superior, ca = Authority("Superior"), Authority()
    plant = superior.issue_ca("Plant")
    for genuine in (superior, ca, plant):
        acme.trust(genuine)
    renewals = (ca.renew(), Authority("Plant", key=plant.key, issuer=superior))
    assert [acme.upload(renewal.pem).json["status"] for renewal in renewals] == ["verified"] * 2
    assert main([stores["TABLE_NAME"]]) == 0
    forged = [acme.register(file) for file in (forgery(ca), twin(ca), Authority("Renamed", key=ca.key).pem)]
    for certificate_id in forged:
        _verify_as_once(stores, certificate_id, ca.id)
    capsys.readouterr()
    assert main([stores["TABLE_NAME"]]) == 1
    told = capsys.readouterr().out
    assert [certificate_id in told for certificate_id in forged] == [True] * 3
    assert [renewal.id in told for renewal in renewals] == [False] * 2
    assert [because in told for because in ("signature_not_verified", "copy_of", "subject_changed")] == [True] * 3


def test_a_ca_whose_proof_came_from_a_forgery_is_listed_too(
    stores: dict[str, str], acme: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its owner deleted it, uploaded it again, and it was verified at once."""
    ca = Authority()
    acme.trust(ca)
    forged = acme.register(forgery(ca))
    _verify_as_once(stores, forged, ca.id)
    acme.delete(ca.id)
    assert acme.upload(ca.pem).json["possessionCarriedFrom"] == forged
    assert main([stores["TABLE_NAME"]]) == 1
    told = capsys.readouterr().out
    assert (f"id:           {forged}" in told, f"id:           {ca.id}" in told) == (True, True)
    assert "carried_from_nothing" in told
