"""From the table's stream to the event bus: nothing is lost, and each event has the form that events/schemas says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from jsonschema import Draft202012Validator

from device_ca.model.audit_event import EventType
from device_ca.model.trust_store_event import RevocationListsPublished, TruststorePublished
from device_ca.stores import aws_clients
from tests.integration.subscriber import SCHEMAS
from tests.integration.table_stream import StreamMapping
from tests.support.authority import Authority
from tests.support.caller import Caller

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.subscriber import Subscriber

LIFE = [
    "CaCertificateUploaded",
    "VerificationCodeGenerated",
    "VerificationFailed",
    "CaCertificateVerified",
    "CaCertificateUpdated",
    "CaCertificateDeleted",
]


@pytest.fixture
def mapping(stores: dict[str, str], streams: None) -> StreamMapping:
    assert streams is None
    return StreamMapping(stores["TABLE_NAME"], "PublishEventsFunction", "TableStream")


def _live(acme: Caller, ca: Authority) -> str:
    acme.register(ca.pem)
    code = str(acme.generate_code(ca.id).json["code"])
    acme.verify(ca.id, Authority(ca.common_name).prove(code))
    acme.verify(ca.id, ca.prove(code))
    acme.update(ca.id, {"enabled": False, "name": "Plant 1"})
    acme.delete(ca.id)
    return code


def test_every_event_is_published_in_the_form_of_its_schema(subscriber: Subscriber, mapping: StreamMapping) -> None:
    acme, ca = Caller("acme"), Authority()
    code = _live(acme, ca)
    mapping.deliver()
    received = subscriber.received()
    assert [message["detail-type"] for message in received] == LIFE
    trail = acme.events(ca.id).json["items"]
    # What people are called stays in the tenant's own trail.
    assert {item.pop("actorName") for item in trail} == {"alice@example.com"}
    assert "alice" not in json.dumps(received)
    assert [message["detail"] for message in received] == [{"tenant": "acme", **item} for item in reversed(trail)]
    assert code not in json.dumps(received)


def test_subscriptions_are_told_of_without_their_tokens(subscriber: Subscriber, mapping: StreamMapping) -> None:
    acme = Caller("acme")
    made = acme.subscribe("broker 1").json
    acme.unsubscribe(made["id"])
    mapping.deliver()
    created, deleted = subscriber.received()
    assert (created["detail-type"], deleted["detail-type"]) == ("SubscriptionCreated", "SubscriptionDeleted")
    assert created["detail"]["details"] == {"subscriptionId": made["id"], "name": "broker 1"}
    assert made["token"] not in json.dumps([created, deleted])


def test_every_type_has_a_schema_that_admits_nothing_else() -> None:
    types = {*get_args(EventType), TruststorePublished.__name__, RevocationListsPublished.__name__}
    assert {path.stem for path in SCHEMAS.iterdir()} == types
    for name in types:
        schema = json.loads((SCHEMAS / f"{name}.json").read_text())
        Draft202012Validator.check_schema(schema)
        assert schema["properties"]["type"] == {"const": name}
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) == set(schema["properties"])
        assert schema["properties"]["details"]["additionalProperties"] is False


def _refuse_some(entries: list[Any]) -> Any:
    """Answer as the bus does when it takes all but the second."""
    answers: list[dict[str, str]] = [{"EventId": "x"} for _ in entries]
    answers[1] = {"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}
    return {"FailedEntryCount": 1, "Entries": answers}


def _do_not_answer(_: list[Any]) -> Any:
    raise EndpointConnectionError(endpoint_url="https://events")


@pytest.mark.parametrize("fault", [_refuse_some, _do_not_answer])
def test_an_event_that_was_not_taken_is_sent_again_under_its_id(
    subscriber: Subscriber, mapping: StreamMapping, monkeypatch: pytest.MonkeyPatch, fault: Callable[[list[Any]], Any]
) -> None:
    acme, ca = Caller("acme"), Authority()
    _live(acme, ca)
    ids = [item["id"] for item in reversed(acme.events(ca.id).json["items"])]
    with monkeypatch.context() as broken:
        broken.setattr(aws_clients.events_client(), "put_events", lambda **call: fault(call["Entries"]))
        mapping.deliver()
    mapping.deliver()
    received = [message["detail"]["id"] for message in subscriber.received()]
    assert received == (ids[1:] if fault is _refuse_some else ids)


def test_more_events_than_one_call_takes(subscriber: Subscriber, mapping: StreamMapping) -> None:
    acme, ca = Caller("acme"), Authority()
    acme.register(ca.pem)
    for _ in range(24):
        acme.generate_code(ca.id)
    mapping.deliver()
    assert len(subscriber.received()) == 25


def test_events_of_the_table_can_be_published_again_by_hand(
    subscriber: Subscriber, mapping: StreamMapping, stores: dict[str, str]
) -> None:
    """The README's way out when the stream has forgotten: items of a scan, dressed as records of the stream."""
    acme, ca = Caller("acme"), Authority()
    _live(acme, ca)
    assert len(mapping.records()) == len(LIFE)
    items = boto3.client("dynamodb").scan(TableName=stores["TABLE_NAME"])["Items"]
    records = [
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number), "NewImage": item}}
        for number, item in enumerate(items)
    ]
    assert mapping.invoke(records) == set()
    assert len(subscriber.received()) == len(LIFE)
