"""What a request reads is whole and current, however DynamoDB cuts its answers, and a lost race is run again."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from math import inf
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from device_ca.registry.sweep_files import sweep
from device_ca.stores import table
from device_ca.stores.aws_clients import dynamodb_client
from device_ca.stores.file_store import file_store
from device_ca.stores.record_store import record_store
from tests.integration.scenarios import Scenario, variants_of
from tests.support.authority import Authority
from tests.support.caller import Caller, invoke
from tests.support.routes import TEMPLATE, TENANT_ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.usefixtures("stores")

_TABLE = TEMPLATE["Resources"]["CertificateTable"]["Properties"]
_GLOBAL_INDEXES = {index["IndexName"] for index in _TABLE["GlobalSecondaryIndexes"]}


@contextmanager
def _on(event: str, handler: Callable[..., Any]) -> Iterator[None]:
    events = dynamodb_client().meta.events
    events.register_first(event, handler)
    try:
        yield
    finally:
        events.unregister(event, handler)


@contextmanager
def _pages_of_one_item() -> Iterator[None]:
    """Let each answer to a query end after one item, as DynamoDB's do after a megabyte."""

    def shorten(params: dict[str, Any], **_: object) -> None:
        params["Limit"] = 1

    with _on("provide-client-params.dynamodb.Query", shorten):
        yield


def test_every_read_is_strongly_consistent() -> None:
    """Otherwise a disabled CA would stay trusted, and what was just uploaded be missing, for a moment."""
    reads: list[tuple[str, bool]] = []

    def note(params: dict[str, Any], model: Any, **_: object) -> None:
        if model.name in {"GetItem", "Query"} and params.get("IndexName") not in _GLOBAL_INDEXES:
            reads.append((model.name, params.get("ConsistentRead", False)))
        if model.name == "BatchGetItem":
            reads.extend((model.name, keys.get("ConsistentRead", False)) for keys in params["RequestItems"].values())

    with _on("provide-client-params.dynamodb", note):
        for route in TENANT_ROUTES:
            for variant in variants_of(route):
                scenario = Scenario(route, f"{route.function}-{variant}", variant=variant).prepare()
                invoke(route.function, scenario.request())
    assert {operation for operation, _ in reads} == {"GetItem", "Query", "BatchGetItem"}
    assert all(consistent for _, consistent in reads)


@pytest.mark.parametrize("status", ["", "pending_verification"])
def test_a_list_goes_on_after_a_page_that_was_cut_short(acme: Caller, status: str) -> None:
    uploaded = [acme.register(Authority(f"CA {number}").pem) for number in range(3)]
    query = {"status": status} if status else {}
    listed: list[str] = []
    with _pages_of_one_item():
        while True:
            answer = acme.list(**query).json
            listed += [item["id"] for item in answer["items"]]
            if answer["nextCursor"] is None:
                break
            query["cursor"] = answer["nextCursor"]
    assert listed == uploaded[::-1]


def test_a_trail_goes_on_after_a_page_that_was_cut_short(acme: Caller) -> None:
    id_ = acme.register(Authority().pem)
    for number in range(2):
        acme.update(id_, {"name": str(number)})
    for listing in (partial(acme.events, id_), acme.all_events):
        told: list[str] = []
        query: dict[str, str] = {}
        with _pages_of_one_item():
            while True:
                answer = listing(**query).json
                told += [event["type"] for event in answer["items"]]
                if answer["nextCursor"] is None:
                    break
                query["cursor"] = answer["nextCursor"]
        assert told == ["CaCertificateUpdated"] * 2 + ["CaCertificateUploaded"]


def test_every_ca_of_a_tenant_keeps_its_files_from_the_sweep(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a CA on a later page would be deleted as orphans."""
    uploaded = [acme.register(Authority(f"CA {number}").pem) for number in range(3)]
    created_at = record_store().created_at()
    monkeypatch.setattr(type(record_store()), "created_at", lambda _: created_at.replace(year=2000))
    with _pages_of_one_item():
        assert (
            sweep(now=created_at.replace(year=created_at.year + 1, day=1), records=record_store(), files=file_store())
            == 0
        )
    assert [acme.download(id_).status for id_ in uploaded] == [200] * 3


def test_every_namesake_is_asked_for_the_signature(acme: Caller) -> None:
    """One on a later page would be unknown, or its intermediate refused for a namesake's sake."""
    superiors = [Authority("Superior") for _ in range(4)]
    for superior in superiors:
        acme.register(superior.pem)
    with _pages_of_one_item():
        for superior in superiors:
            answer = acme.upload(superior.issue_ca("Plant").pem)
            assert (answer.status, answer.json["superiorCaId"]) == (201, superior.id)


def test_every_namesake_may_be_a_devices_trust_anchor(acme: Caller) -> None:
    cas = [Authority("Factory") for _ in range(3)]
    for ca in cas:
        acme.trust(ca)
    with _pages_of_one_item():
        for ca in cas:
            assert acme.check(ca.issue_leaf("device")).json["caId"] == ca.id
        assert acme.trust_store().body.count(b"BEGIN CERTIFICATE") == 3


def test_another_tenants_superior_ca_is_nobodys(acme: Caller) -> None:
    superior = Authority("Superior")
    Caller("globex").trust(superior)
    answer = acme.upload(superior.issue_ca("Plant").pem)
    assert (answer.status, answer.json["superiorCaId"]) == (201, None)
    # Nor does its key, that of another of this name, make a signature wrong.
    assert acme.upload(Authority("Superior").issue_ca("Plant").pem).status == 201


def test_a_batch_that_is_answered_in_part_is_no_answer(acme: Caller, ca: Authority) -> None:
    """A proof would be judged without its code, and a deletion answered with 404."""
    proof = ca.prove(acme.generate_code(ca.id).json["code"])

    def leave_out(parsed: dict[str, Any], **_: object) -> None:
        ((name, items),) = parsed["Responses"].items()
        parsed["Responses"] = {name: []}
        parsed["UnprocessedKeys"] = {name: {"Keys": [{"pk": item["pk"], "sk": item["sk"]} for item in items]}}

    with _on("after-call.dynamodb.BatchGetItem", leave_out):
        for answer in (acme.get_code(ca.id), acme.verify(ca.id, proof), acme.delete(ca.id)):
            assert (answer.status, answer.code) == (503, "service_unavailable")
    assert acme.verify(ca.id, proof).status == 200


class Conflicts:
    """Answers transactions as DynamoDB does where they meet another on the same item."""

    def __init__(self, times: float) -> None:
        self.sent = 0
        self._times = times

    def answer(self, params: dict[str, Any], **_: object) -> tuple[Any, dict[str, Any]] | None:
        self.sent += 1
        if self.sent > self._times:
            return None
        others = len(json.loads(params["body"])["TransactItems"]) - 1
        return SimpleNamespace(status_code=400), {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [{"Code": "TransactionConflict"}, *[{"Code": "None"}] * others],
        }


@pytest.mark.parametrize("times", [1, 5])
def test_a_transaction_that_met_another_is_tried_again(acme: Caller, times: int) -> None:
    """Two CAs of a tenant that are uploaded at once would fail each other."""
    conflicts = Conflicts(times)
    with _on("before-call.dynamodb.TransactWriteItems", conflicts.answer):
        assert acme.upload(Authority().pem).status == 201
    assert conflicts.sent == times + 1


def test_a_transaction_that_meets_others_for_good_is_given_up(acme: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for the others, longer each time; without that the attempts would be over before the others are."""
    pauses: list[float] = []
    monkeypatch.setattr(table, "random", SimpleNamespace(uniform=lambda _, longest: longest))
    monkeypatch.setattr(table, "time", SimpleNamespace(sleep=pauses.append))
    with _on("before-call.dynamodb.TransactWriteItems", Conflicts(inf).answer):
        answer = acme.upload(Authority().pem)
    assert (answer.status, answer.code) == (503, "service_unavailable")
    assert len(pauses) > 5
    assert all(longer == pytest.approx(2 * pause) for pause, longer in pairwise(pauses))
    assert 1 < sum(pauses) < 10


@pytest.mark.parametrize(
    ("code", "reason", "status"),
    [
        # The tenant's partition is full (10 GB with local indexes): it will be the next time as well.
        ("TransactionCanceledException", "ItemCollectionSizeLimitExceeded", 500),
        ("TransactionInProgressException", "None", 503),
    ],
)
def test_what_will_not_pass_is_not_tried_again(acme: Caller, code: str, reason: str, status: int) -> None:
    sent: list[str] = []

    def answer(params: dict[str, Any], **_: object) -> tuple[Any, dict[str, Any]]:
        sent.append(code)
        reasons = [{"Code": reason}] * len(json.loads(params["body"])["TransactItems"])
        error = {"Code": code, "Message": "refused"}
        return SimpleNamespace(status_code=400), {"Error": error, "CancellationReasons": reasons}

    with _on("before-call.dynamodb.TransactWriteItems", answer):
        assert acme.upload(Authority().pem).status == status
    assert len(sent) == 1


def test_a_device_check_reads_the_cas_of_the_names_it_was_sent_and_no_others(acme: Caller) -> None:
    """A caller who chose two names made it read everything between their digests, however much that was."""
    cas = [Authority(f"CA {number}") for number in range(12)]
    for ca in cas:
        acme.register(ca.pem)
    read: list[tuple[int, int]] = []

    def note(parsed: dict[str, Any], **_: object) -> None:
        read.append((parsed["Count"], parsed["ScannedCount"]))

    chain = b"".join(ca.issue_ca("Plant").pem for ca in cas[1:10])
    with _on("after-call.dynamodb.Query", note):
        assert acme.check(cas[0].issue_leaf("device") + chain).status == 200
    assert read == [(1, 1)] * 10
