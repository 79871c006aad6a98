"""Subscriptions to the trust store: a broker's token opens that one file, until it is ended."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from device_ca import clock
from device_ca.model.subscription import token_digest
from device_ca.settings import settings
from device_ca.stores import aws_clients
from device_ca.stores.subscription_store import SubscriptionStore
from tests.integration.faults import Fault, Wire
from tests.integration.invariants import broken_invariants
from tests.support.authority import Authority
from tests.support.caller import Answer, Caller, invoke
from tests.support.events import event
from tests.support.media_types import OCTETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.events import Event

pytestmark = pytest.mark.usefixtures("stores")
UNKNOWN_ID = "ab" * 16


@pytest.fixture
def broker(acme: Caller) -> dict[str, str]:
    """A subscription of acme, which trusts one CA."""
    acme.trust(Authority())
    answer = acme.subscribe("broker 1")
    assert answer.status == 201
    subscription: dict[str, str] = answer.json
    return subscription


def answer_and_calls(request: Event) -> tuple[Answer, list[str]]:
    """Get the trust store with an event; return also which calls of DynamoDB that took."""
    made: list[str] = []

    def note(model: Any, **_: object) -> None:
        made.append(model.name)

    events = aws_clients.dynamodb_client().meta.events
    events.register("before-call", note)
    try:
        return invoke("get_subscribed_truststore", request), made
    finally:
        events.unregister("before-call", note)


def as_bearer(token: str) -> Event:
    return event("get_subscribed_truststore", headers={"Authorization": f"Bearer {token}"})


def stored(stores: dict[str, str]) -> str:
    return json.dumps(boto3.client("dynamodb").scan(TableName=stores["TABLE_NAME"])["Items"], default=repr)


def without_request_id(answer: Answer) -> tuple[int, dict[str, Any], dict[str, str]]:
    document = answer.json
    assert document.pop("requestId")
    return answer.status, document, answer.headers


def test_a_token_opens_the_very_trust_store(acme: Caller, broker: dict[str, str]) -> None:
    own, subscribed = acme.trust_store(), acme.subscribed(broker["token"])
    assert (subscribed.status, subscribed.body) == (200, own.body)
    assert b"BEGIN CERTIFICATE" in subscribed.body
    for header in ("ETag", "Content-Type", "Cache-Control"):
        assert subscribed.headers[header] == own.headers[header]
    known = acme.subscribed(broker["token"], If_None_Match=own.headers["ETag"])
    assert (known.status, known.body) == (304, b"")


def test_a_disabled_ca_is_gone_at_once(acme: Caller, broker: dict[str, str]) -> None:
    (ca,) = acme.list().json["items"]
    acme.update(ca["id"], {"enabled": False})
    answer = acme.subscribed(broker["token"])
    assert (answer.status, answer.body) == (200, b"")


def test_it_opens_nothing_else_of_the_tenant(acme: Caller, broker: dict[str, str]) -> None:
    """Names, subjects and states are not what a broker needs."""
    answer = acme.subscribed(broker["token"], Accept="application/json")
    assert (answer.status, answer.code) == (406, "not_acceptable")


def test_tenants_get_their_own(acme: Caller, broker: dict[str, str]) -> None:
    globex = Caller("globex")
    token = globex.subscribe().json["token"]
    assert globex.subscribed(token).body == b""
    globex.trust(Authority())
    assert globex.subscribed(token).body == globex.trust_store().body
    assert globex.subscribed(broker["token"]).body == acme.trust_store().body != globex.trust_store().body


def test_the_token_is_shown_once_and_only_its_digest_is_kept(
    acme: Caller, broker: dict[str, str], stores: dict[str, str]
) -> None:
    token = broker["token"]
    assert broker.keys() == {"id", "name", "createdAt", "token"}
    acme.subscribed(token)
    for text in (acme.subscriptions().body.decode(), acme.all_events().body.decode(), stored(stores)):
        assert token not in text
        assert token[5:48] not in text
    assert token_digest(token) in stored(stores)


def test_no_log_has_a_token(acme: Caller, broker: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    acme.subscribed(broker["token"])
    acme.subscribed(broker["token"] + "x")
    acme.unsubscribe(broker["id"])
    acme.subscribed(broker["token"])
    acme.subscribe()
    records = [json.dumps(record.__dict__, default=repr) for record in caplog.records if "botocore" not in record.name]
    assert len(records) >= 5
    assert not any("dcrt_" in record or token_digest(broker["token"]) in record for record in records)


def test_every_wrong_token_is_answered_alike(acme: Caller, broker: dict[str, str]) -> None:
    ended = acme.subscribe().json
    acme.unsubscribe(ended["id"])
    flipped = broker["token"][:-1] + ("0" if broker["token"][-1] != "0" else "1")
    never = "dcrt_" + "0" * 49
    authorizations = [
        f"Bearer {ended['token']}", f"Bearer {flipped}", f"Bearer {never}", f"Bearer {broker['token']}x",
        "Bearer ", "Bearer", "Bearer x", "Bearer \udc80", "",
        f"Basic {broker['token']}", broker["token"], f"Bearer {'x' * 8000}",
    ]  # fmt: skip
    requests = [event("get_subscribed_truststore", headers={"Authorization": text}) for text in authorizations]
    nobody = event("get_subscribed_truststore")
    del nobody["headers"]["Authorization"], nobody["multiValueHeaders"]["Authorization"]
    answers, calls = zip(*(answer_and_calls(request) for request in (*requests, nobody)), strict=True)
    assert {json.dumps(without_request_id(answer)) for answer in answers} == {
        json.dumps(without_request_id(answers[0]))
    }
    assert (answers[0].status, answers[0].code) == (401, "unauthorized")
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"
    # In the same time: the same one read, whatever is wrong.
    assert calls == (["GetItem"],) * len(calls)


def test_the_scheme_has_no_case(acme: Caller, broker: dict[str, str]) -> None:
    for scheme in ("bearer", "BEARER"):
        request = event("get_subscribed_truststore", headers={"Authorization": f"{scheme} {broker['token']}"})
        assert acme.send("get_subscribed_truststore", request).status == 200


def test_a_subscription_that_is_deleted_ends_at_once(
    acme: Caller, broker: dict[str, str], stores: dict[str, str]
) -> None:
    acme.subscribed(broker["token"])
    assert acme.unsubscribe(broker["id"]).status == 204
    assert acme.subscribed(broker["token"]).status == 401
    assert acme.unsubscribe(broker["id"]).code == "subscription_not_found"
    assert acme.subscriptions().json == {"items": []}
    assert token_digest(broker["token"]) not in stored(stores)


def test_a_use_that_meets_the_end_of_its_subscription_brings_nothing_back(
    acme: Caller, broker: dict[str, str], stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    find: Callable[..., Any] = SubscriptionStore.holder

    def find_and_end(*args: Any) -> Any:
        monkeypatch.setattr(SubscriptionStore, "holder", find)
        found = find(*args)
        assert acme.unsubscribe(broker["id"]).status == 204
        return found

    monkeypatch.setattr(SubscriptionStore, "holder", find_and_end)
    assert acme.subscribed(broker["token"]).status == 200
    assert acme.subscribed(broker["token"]).status == 401
    assert acme.subscriptions().json == {"items": []}
    assert broken_invariants(stores, "acme") == []


def test_anothers_subscription_is_like_none(broker: dict[str, str]) -> None:
    globex = Caller("globex")
    foreign, unknown = globex.unsubscribe(broker["id"]), globex.unsubscribe(UNKNOWN_ID)
    assert (foreign.status, foreign.code) == (404, "subscription_not_found")
    assert without_request_id(foreign) == without_request_id(unknown)
    assert globex.subscribed(broker["token"]).status == 200
    assert globex.subscriptions().json == {"items": []}


@pytest.mark.parametrize("bad_id", ["x", "AB" * 16, "ab" * 32, "é" * 32])
def test_400_for_an_id_of_another_shape(acme: Caller, bad_id: str) -> None:
    assert (acme.unsubscribe(bad_id).status, acme.unsubscribe(bad_id).code) == (400, "malformed_request")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"name":""}', b'{"name":" "}', b'{"name":null}', b'{"name":1}', b'{"name":"a\\nb"}',
     b'{"name":"a","token":"b"}', b'{"name":"a","name":"b"}', json.dumps({"name": "x" * 129}).encode()],
)  # fmt: skip
def test_400_for_a_name_that_is_none(acme: Caller, body: bytes) -> None:
    answer = acme.call("create_subscription", body=body, content_type="application/json")
    assert (answer.status, answer.code) == (400, "malformed_request")
    assert acme.subscriptions().json == {"items": []}


def test_415_for_a_body_that_is_not_json(acme: Caller) -> None:
    answer = acme.call("create_subscription", body=b'{"name":"x"}', content_type=OCTETS)
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


def test_the_list_says_who_when_and_the_hour_of_the_last_use(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC).replace(minute=10)
    monkeypatch.setattr(clock, "utc_now", lambda: now)
    first = acme.subscribe("first").json
    monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(minutes=1))
    acme.subscribe("second")
    newest, oldest = acme.subscriptions().json["items"]
    assert oldest == {
        "id": first["id"],
        "name": "first",
        "createdAt": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "createdBy": "alice@example.com",
        "lastUsedAt": None,
    }
    assert newest["name"] == "second"
    hours = []
    for minutes in (20, 40, 55, 130):
        monkeypatch.setattr(clock, "utc_now", lambda minutes=minutes: now + timedelta(minutes=minutes))
        _, calls = answer_and_calls(as_bearer(first["token"]))
        hours.append((acme.subscriptions().json["items"][1]["lastUsedAt"], calls.count("TransactWriteItems")))
    hour = now.replace(minute=0, second=0)
    told = [f"{hour + timedelta(hours=passed):%Y-%m-%dT%H:%M:%SZ}" for passed in (0, 0, 1, 2)]
    assert hours == list(zip(told, (1, 0, 1, 1), strict=True))


def test_a_use_that_cannot_be_noted_is_no_reason_to_withhold_the_trust_store(
    acme: Caller, broker: dict[str, str]
) -> None:
    with Wire(Fault("throttled"), position=1).laid() as wire:
        answer = acme.subscribed(broker["token"])
    assert wire.calls[1] == "dynamodb.TransactWriteItems"
    assert (answer.status, answer.body) == (200, acme.trust_store().body)


def test_a_tenant_may_have_so_many(acme: Caller, stores: dict[str, str]) -> None:
    most = settings().quotas.subscriptions
    made = [acme.subscribe().json for _ in range(most)]
    refused = acme.subscribe()
    assert (refused.status, refused.code) == (409, "quota_exceeded")
    assert len(acme.subscriptions().json["items"]) == most
    assert Caller("globex").subscribe().status == 201
    acme.unsubscribe(made[0]["id"])
    acme.unsubscribe(made[0]["id"])
    assert [acme.subscribe().status for _ in range(2)] == [201, 409]
    assert broken_invariants(stores, "acme") == []


def test_the_trail_tells_of_both(acme: Caller, broker: dict[str, str]) -> None:
    acme.unsubscribe(broker["id"])
    acme.unsubscribe(broker["id"])
    told = [item for item in acme.all_events().json["items"] if item["type"].startswith("Subscription")]
    assert [item["type"] for item in told] == ["SubscriptionDeleted", "SubscriptionCreated"]
    for item in told:
        assert item["certificateId"] is None
        assert item["actorName"] == "alice@example.com"
        assert item["details"] == {"subscriptionId": broker["id"], "name": "broker 1"}


def test_the_tenants_trail_pages_across_what_is_about_no_certificate(acme: Caller) -> None:
    for _ in range(3):
        acme.subscribe()
    pages = [acme.all_events(limit="1").json]
    while cursor := pages[-1]["nextCursor"]:
        pages.append(acme.all_events(limit="1", cursor=cursor).json)
    assert len({page["items"][0]["id"] for page in pages}) == 3
