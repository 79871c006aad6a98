"""Two requests for one CA, the second between any two AWS calls of the first: they end as if one had come first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from device_ca.stores import code_store, key_item
from tests.integration.faults import Wire
from tests.integration.invariants import broken_invariants
from tests.integration.scenarios import Scenario
from tests.integration.stored_state import Snapshot
from tests.support.authority import Authority
from tests.support.caller import Caller, invoke_alone
from tests.support.events import event
from tests.support.routes import TENANT_ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.thorough

ACME = Caller("acme")


@dataclass(frozen=True)
class Cas:
    """A CA, its renewal under the same key, and a proof for the code that is active at the start."""

    ca: Authority
    renewal: Authority
    proof: bytes

    def send(self, request: str) -> bool:
        """Send one of the requests; say whether it succeeded. None may end in an error of the server's."""
        files = {
            "upload of PEM": self.ca.pem,
            "upload of DER": self.ca.der,
            "upload of a renewal": self.renewal.pem,
            "proof": self.proof,
            "disable": b'{"enabled":false}',
            "enable": b'{"enabled":true}',
        }
        function = {
            "code": "generate_verification_code",
            "proof": "verify_certificate",
            "disable": "update_certificate",
            "enable": "update_certificate",
            "delete": "delete_certificate",
        }.get(request, "upload_certificate")
        parts: dict[str, Any] = {"claims": {"custom:tenant": "acme", "sub": "s"}, "query": {}}
        if function != "upload_certificate":
            parts["certificate_id"] = self.ca.id
        if request in files:
            parts["body"] = files[request]
            parts["content_type"] = (
                "application/json" if function == "update_certificate" else "application/octet-stream"
            )
        status = invoke_alone(function, event(function, **parts)).status
        assert status < 500, request
        return status < 300

    def kept(self) -> tuple[Any, ...]:
        """Return what the registry says of both afterwards."""
        states = [
            (answer.json["status"], answer.json["enabled"]) if answer.status == 200 else None
            for answer in (ACME.get(ca.id) for ca in (self.ca, self.renewal))
        ]
        return (*states, ACME.download(self.ca.id).status, ACME.get_code(self.ca.id).status)


class Interrupted(Wire):
    """Lets another request in before one of the calls."""

    def __init__(self, position: int, request: Callable[[], None]) -> None:
        super().__init__()
        self._before = position
        self._request: Callable[[], None] | None = request
        self._inside = False

    @property
    def happened(self) -> bool:
        """Whether the call came, and the other request before it."""
        return self._request is None

    def carry(self, stubber: Any, event_name: str, request: Any) -> Any:
        if self._request and len(self.calls) == self._before:
            other, self._request, self._inside = self._request, None, True
            other()
            self._inside = False
        if self._inside:
            return self._effect(stubber, event_name, request)
        return super().carry(stubber, event_name, request)


Outcome = tuple[bool, bool, tuple[Any, ...]]


def one_after_the_other(cas: Cas, first: str, second: str) -> Outcome:
    return cas.send(first), cas.send(second), cas.kept()


def one_within_the_other(cas: Cas, first: str, second: str, position: int) -> Outcome | None:
    """Send the second before a call of the first; return None where the first makes no such call."""
    answers: list[bool] = []
    wire = Interrupted(position, lambda: answers.append(cas.send(second)))
    with wire.laid():
        succeeded = cas.send(first)
    return (succeeded, answers[0], cas.kept()) if wire.happened else None


# The state before, the first request, and those that come between its calls.
MEETINGS = [
    ("absent", "upload of PEM", ("upload of PEM", "upload of DER")),
    ("coded", "upload of DER", ("delete",)),
    ("coded", "upload of a renewal", ("proof", "delete")),
    ("coded", "code", ("code", "proof", "delete")),
    ("coded", "proof", ("proof", "code", "delete", "disable")),
    ("coded", "disable", ("proof", "delete")),
    ("coded", "delete", ("proof", "code", "disable", "upload of DER")),
    ("verified", "upload of a renewal", ("delete", "disable")),
    ("verified", "disable", ("upload of a renewal", "delete")),
    ("disabled", "upload of a renewal", ("enable", "delete")),
    ("disabled", "enable", ("upload of a renewal",)),
    ("verified", "delete", ("upload of a renewal", "upload of DER", "disable")),
]


@pytest.mark.parametrize(("state", "first", "others"), MEETINGS)
def test_two_requests_that_meet(state: str, first: str, others: tuple[str, ...], stores: dict[str, str]) -> None:
    cas = cas_in(state)
    before = Snapshot(stores)
    for second in others:
        before.restore()
        before_second = one_after_the_other(cas, first, second)
        before.restore()
        second_succeeded, first_succeeded, kept = one_after_the_other(cas, second, first)
        possible = (before_second, (first_succeeded, second_succeeded, kept))
        for position in range(10):
            before.restore()
            outcome = one_within_the_other(cas, first, second, position)
            if outcome is None:
                break
            told = f"{second} before call {position} of {first}"
            assert broken_invariants(stores, "acme") == [], told
            assert outcome in possible, told
        assert 0 < position < 9, f"{first} makes no calls, or too many to try each"


def cas_in(state: str) -> Cas:
    scenario = Scenario(TENANT_ROUTES[0], "acme", state="verified" if state == "disabled" else state).prepare()
    if state == "disabled":
        ACME.update(scenario.ca.id, {"enabled": False})
    return Cas(scenario.ca, scenario.ca.renew(), scenario.proof or scenario.ca.prove("0" * 32))


def _states_of_the_renewal(cas: Cas, change: str, stores: dict[str, str]) -> list[Any]:
    """Upload a renewal; return what becomes of it where another CA changes before each of the calls in turn."""
    before = Snapshot(stores)
    assert one_after_the_other(cas, "upload of a renewal", change)[2][1] == ("verified", True)
    before.restore()
    assert one_after_the_other(cas, change, "upload of a renewal")[2][1] == ("pending_verification", True)
    states = []
    for position in range(10):
        before.restore()
        outcome = one_within_the_other(cas, "upload of a renewal", change, position)
        if outcome is None:
            break
        assert broken_invariants(stores, "acme") == []
        states.append(outcome[2][1])
    return states


@pytest.mark.parametrize("change", ["disable", "delete"])
def test_a_superior_ca_that_changes_while_a_renewal_of_its_making_is_uploaded(
    change: str, stores: dict[str, str]
) -> None:
    superior = Authority("Superior")
    ca = superior.issue_ca("Plant")
    ACME.trust(superior)
    ACME.trust(ca)
    renewal = Authority("Plant", key=ca.key, issuer=superior)
    # Query, PutObject, the transaction that finds the key, BatchGetItem, the transaction.
    assert _states_of_the_renewal(Cas(superior, renewal, b""), change, stores) == [("pending_verification", True)] * 5


@pytest.mark.parametrize("is_verified", [True, False])
def test_another_certificate_of_the_key_that_is_disabled_while_a_renewal_is_uploaded(
    stores: dict[str, str], *, is_verified: bool
) -> None:
    """Disabling speaks of the key: a renewal must not become trusted by what was read a moment before."""
    ca = Authority()
    other = ca.renew() if is_verified else Authority("Another name", key=ca.key)
    ACME.trust(ca)
    assert ACME.upload(other.pem).json["status"] == ("verified" if is_verified else "pending_verification")
    # Of those that it could carry from, the one that it does carry from is not the one that changes.
    source, changing = sorted([ca, other], key=lambda found: found.id) if is_verified else (ca, other)
    renewal = source.renew()
    # PutObject, the transaction that finds the key, BatchGetItem, the transaction.
    states = _states_of_the_renewal(Cas(changing, renewal, b""), "disable", stores)
    assert states == [("pending_verification", True)] * 4


def test_two_deletes_that_meet_both_succeed(stores: dict[str, str]) -> None:
    """The second finishes what the first began: it cannot know that the first is still alive."""
    cas = cas_in("verified")
    before = Snapshot(stores)
    outcomes = []
    for position in range(6):
        before.restore()
        outcomes.append(one_within_the_other(cas, "delete", "delete", position))
        assert broken_invariants(stores, "acme") == []
        assert boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"]).get("Versions", []) == []
    assert {outcome[:2] for outcome in outcomes if outcome} <= {(True, True), (True, False), (False, True)}
    assert {outcome[2] for outcome in outcomes if outcome} == {(None, None, 404, 404)}


@pytest.mark.parametrize("other", ["proof", "delete"])
def test_a_code_that_starts_the_history_anew_and_comes_too_late(
    other: str, stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cas = cas_in("coded")
    monkeypatch.setattr(code_store, "_REMEMBERED_CODES", 1)
    outcome = one_within_the_other(cas, "code", other, 1)
    assert outcome
    assert outcome[:2] == (False, True)
    assert broken_invariants(stores, "acme") == []


@pytest.mark.parametrize("name_is_known", [False, True])
def test_of_two_cas_that_nobody_could_tell_apart_one_enters(stores: dict[str, str], *, name_is_known: bool) -> None:
    ca = Authority()
    cas = Cas(ca, Authority(ca.common_name, key_identifier_of=ca), b"")
    if name_is_known:
        ACME.register(Authority(ca.common_name).pem)
    before = Snapshot(stores)
    outcomes = []
    for position in range(10):
        before.restore()
        outcome = one_within_the_other(cas, "upload of PEM", "upload of a renewal", position)
        if outcome is None:
            break
        assert broken_invariants(stores, "acme") == []
        assert (
            len(boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"])["Versions"]) == 1 + name_is_known
        )
        outcomes.append(outcome[:2])
    # PutObject and the transaction, which finds who has the name, and then is sent once more where others had it.
    assert outcomes == [(False, True)] * (2 + name_is_known)


def test_of_two_certificates_for_the_last_place_of_a_key_one_enters(
    stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_item, "MOST_CERTIFICATES_OF_A_KEY", 2)
    ca = Authority()
    ACME.trust(ca)
    cas = Cas(Authority("Another name", key=ca.key), ca.renew(), b"")
    before = Snapshot(stores)
    outcomes = []
    for position in range(10):
        before.restore()
        outcome = one_within_the_other(cas, "upload of a renewal", "upload of PEM", position)
        if outcome is None:
            break
        assert broken_invariants(stores, "acme") == []
        outcomes.append(outcome[:2])
    # PutObject, the transaction that finds the key; then BatchGetItem and another transaction where there was room.
    assert outcomes == [(False, True)] * 4
