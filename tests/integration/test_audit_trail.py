"""GET /ca-certificates/{id}/events: who did what to a certificate, when and with which outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import boto3
import pytest

from device_ca import clock
from device_ca.api.paging import encode_cursor
from device_ca.stores.audit_trail import audit_trail
from tests.support.authority import Authority
from tests.support.caller import Caller, invoke
from tests.support.events import event
from tests.support.routes import TEMPLATE

pytestmark = pytest.mark.usefixtures("stores")
UNKNOWN_ID = "ab" * 32
TABLE = TEMPLATE["Resources"]["CertificateTable"]["Properties"]
LIFE = [
    "CaCertificateDeleted",
    "CaCertificateUpdated",
    "CaCertificateVerified",
    "VerificationFailed",
    "VerificationCodeGenerated",
    "CaCertificateUploaded",
]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Stop the clock, so that the order of events of one moment is theirs alone to keep."""
    now = datetime.now(UTC).replace(microsecond=123456)
    moments = iter(now + timedelta(microseconds=number) for number in range(1000))
    monkeypatch.setattr(clock, "utc_now", lambda: next(moments))
    return now


def _live(acme: Caller, ca: Authority) -> str:
    """Lead a certificate through everything that may happen to it; return the code."""
    acme.register(ca.pem)
    code = str(acme.generate_code(ca.id).json["code"])
    assert acme.verify(ca.id, Authority(ca.common_name).prove(code)).status == 422
    assert acme.verify(ca.id, ca.prove(code)).status == 200
    assert acme.update(ca.id, {"name": "Plant 1"}).status == 200
    assert acme.delete(ca.id).status == 204
    return code


def test_trail_tells_the_whole_life_newest_first(acme: Caller, at: datetime) -> None:
    ca = Authority()
    code = _live(acme, ca)
    answer = acme.events(ca.id)
    items = answer.json["items"]
    assert answer.status == 200
    assert [item["type"] for item in items] == LIFE
    assert {item["at"] for item in items} == {f"{at:%Y-%m-%dT%H:%M:%SZ}"}
    assert {item["actor"] for item in items} == {"s"}
    assert {item["certificateId"] for item in items} == {ca.id}
    assert all(item["requestId"] for item in items)
    assert len({item["id"] for item in items}) == len(items)
    assert [item["outcome"] for item in items] == [
        "refused" if kind == "VerificationFailed" else "succeeded" for kind in LIFE
    ]
    assert items[3]["details"] == {"rules": ["signature_invalid"]}
    assert items[2]["details"]["status"] == "verified"
    assert code not in answer.body.decode()
    assert "email" not in answer.body.decode()


def test_trail_tells_whose_possession_a_certificate_carries_on(acme: Caller) -> None:
    ca = Authority()
    acme.register(ca.pem)
    acme.verify(ca.id, ca.prove(acme.generate_code(ca.id).json["code"]))
    renewed = acme.register(ca.renew().pem)
    (uploaded,) = acme.events(renewed).json["items"]
    assert uploaded["details"]["status"] == "verified"
    assert uploaded["details"]["possessionCarriedFrom"] == ca.id


@pytest.mark.usefixtures("at")
def test_trail_pages_with_cursors_of_its_own(acme: Caller) -> None:
    ca, other = Authority(), Authority()
    _live(acme, ca)
    acme.register(other.pem)
    pages = [acme.events(ca.id, limit="2").json]
    while cursor := pages[-1]["nextCursor"]:
        pages.append(acme.events(ca.id, limit="2", cursor=cursor).json)
    assert [len(page["items"]) for page in pages] == [2, 2, 2]
    assert [item["type"] for page in pages for item in page["items"]] == LIFE
    cursor = pages[0]["nextCursor"]
    for answer in (acme.events(other.id, cursor=cursor), acme.list(cursor=cursor), acme.events(ca.id, limit="0")):
        assert (answer.status, answer.code) == (400, "malformed_request")
    assert Caller("globex").events(ca.id, cursor=cursor).status == 400


@pytest.mark.usefixtures("at")
def test_tenants_trail_has_the_events_of_all_its_certificates(acme: Caller) -> None:
    """Also of deleted ones, whose ids nobody knows any more."""
    ca, other = Authority(), Authority()
    _live(acme, ca)
    acme.register(other.pem)
    Caller("globex").register(ca.pem)
    pages = [audit_trail().page_of_tenant("acme", limit=3, after=None)]
    while position := pages[-1][1]:
        pages.append(audit_trail().page_of_tenant("acme", limit=3, after=position))
    assert [len(events) for events, _ in pages] == [3, 3, 1]
    events = [event for events, _ in pages for event in events]
    assert [(event.type, event.certificate_id) for event in events] == [
        ("CaCertificateUploaded", other.id),
        *((kind, ca.id) for kind in LIFE),
    ]


def test_a_cursor_brings_no_trail_of_an_unknown_certificate(acme: Caller) -> None:
    position = f"{datetime.now(UTC).isoformat(timespec='microseconds')}#{'ab' * 16}"
    cursor = encode_cursor("acme", f"events/{UNKNOWN_ID}", position)
    answer = acme.events(UNKNOWN_ID, cursor=cursor)
    assert (answer.status, answer.code) == (404, "ca_certificate_not_found")
    ca = Authority()
    acme.register(ca.pem)
    before = f"2000-01-01T00:00:00.000000+00:00#{'ab' * 16}"
    answer = acme.events(ca.id, cursor=encode_cursor("acme", f"events/{ca.id}", before))
    assert answer.json == {"items": [], "nextCursor": None}


@pytest.mark.usefixtures("at")
def test_the_tenants_trail_has_what_the_certificates_trails_have(acme: Caller) -> None:
    """Deleted certificates' too, though nobody knows their ids any more."""
    first, second = Authority(), Authority()
    _live(acme, first)
    acme.register(second.pem)
    Caller("globex").register(second.pem)
    pages = [acme.all_events(limit="3").json]
    while cursor := pages[-1]["nextCursor"]:
        pages.append(acme.all_events(limit="3", cursor=cursor).json)
    listed = [item for page in pages for item in page["items"]]
    assert all(len(page["items"]) == 3 for page in pages[:-1])
    trails = [acme.events(ca.id).json["items"] for ca in (first, second)]
    assert sorted(listed, key=lambda item: item["id"]) == sorted([*trails[0], *trails[1]], key=lambda item: item["id"])
    assert [item["at"] for item in listed] == sorted((item["at"] for item in listed), reverse=True)
    cursor = pages[0]["nextCursor"]
    for answer in (
        acme.events(first.id, cursor=cursor),
        acme.list(cursor=cursor),
        Caller("globex").all_events(cursor=cursor),
    ):
        assert (answer.status, answer.code) == (400, "malformed_request")
    assert Caller("nobody").all_events().json == {"items": [], "nextCursor": None}


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"email": "bob@example.com", "cognito:username": "u-1"}, "bob@example.com"),
        ({"cognito:username": "pipeline"}, "pipeline"),
        ({"email": "x" * 1000}, "x" * 320),
        ({}, None),
    ],
)
def test_an_event_names_who_did_it_as_they_were_called_then(
    acme: Caller, claims: dict[str, str], name: str | None
) -> None:
    ca = Authority()
    tenant = {"custom:tenant": "acme", "sub": "s-1"}
    invoke("upload_certificate", event("upload_certificate", body=ca.pem, claims=tenant | claims))
    (uploaded,) = acme.events(ca.id).json["items"]
    assert (uploaded["actor"], uploaded["actorName"]) == ("s-1", name)


def test_trail_is_the_tenants_own(acme: Caller) -> None:
    ca = Authority()
    acme.register(ca.pem)
    foreign, unknown = Caller("globex").events(ca.id), acme.events(UNKNOWN_ID)
    assert (foreign.status, foreign.code) == (404, "ca_certificate_not_found")
    assert foreign.json == unknown.json


def test_what_changes_nothing_leaves_no_event(acme: Caller) -> None:
    ca = Authority()
    acme.register(ca.pem)
    assert acme.upload(ca.der).status == 409
    assert acme.upload(ca.pem, {"dryRun": "true"}).status == 200
    assert acme.verify(ca.id, ca.prove("ab" * 16)).status == 409
    assert [item["type"] for item in acme.events(ca.id).json["items"]] == ["CaCertificateUploaded"]


def test_events_expire_and_stay_out_of_the_lists(acme: Caller, stores: dict[str, str], at: datetime) -> None:
    ca = Authority()
    acme.register(ca.pem)
    items = boto3.client("dynamodb").scan(TableName=stores["TABLE_NAME"])["Items"]
    (event,) = [item for item in items if item["pk"]["S"].startswith("TRAIL#")]
    expected = int((at + timedelta(days=400)).timestamp())
    assert event["expires_at"] == {"N": str(expected)}
    assert event["pk"]["S"] == f"TRAIL#acme#{ca.id}"
    indexed = {key["AttributeName"] for index in TABLE["LocalSecondaryIndexes"] for key in index["KeySchema"]}
    assert not (indexed - {"pk"}) & event.keys()
    assert len(acme.list().json["items"]) == 1
