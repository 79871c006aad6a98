"""Two tenants do what they like in any order and at once, while time passes; a model of a few lines knows the answers.

The machine asks a ``Service``, so that the same rules drive the handlers over moto and the running system over HTTP.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import permutations
from threading import Barrier
from typing import TYPE_CHECKING, Protocol

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.integration.invariants import broken_invariants
from tests.support.authority import Authority

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support.caller import Answer, Caller

VALIDITY = timedelta(days=7)
# Two CAs, and the renewal of the first one under its key.
_FIRST = Authority("First")
AUTHORITIES = (_FIRST, _FIRST.renew(), Authority("Second"))

type Outcome = tuple[int, str]
"""A status, and what the body says: a problem's code, a certificate's status, or a code's own text."""
type Sight = dict[tuple[str, str], tuple[str, bool, str | None, int]]
"""By tenant and id: status, enabled, active code, and size of the file."""

_NOT_FOUND = (404, "ca_certificate_not_found")
_NO_ACTIVE_CODE = (409, "no_active_verification_code")


class Service(Protocol):
    """The registry that is driven.

    Attributes:
        stores: The names of its table and bucket, as the functions' environment has them.
    """

    stores: dict[str, str]

    @property
    def jumps(self) -> Sequence[timedelta]:
        """How far its clock can be moved at once."""

    def begin(self) -> tuple[Caller, Caller]:
        """Return two tenants that have nothing yet."""

    def jump(self, by: timedelta) -> None:
        """Move the clock on."""


@dataclass
class Registered:
    """What the model knows of a certificate of one tenant."""

    file: bytes
    verified: bool
    enabled: bool = True
    code: str = ""
    expires_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def status(self) -> str:
        return "verified" if self.verified else "pending_verification"


@dataclass
class Model:
    """What two tenants have. The time is the sum of the jumps."""

    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    registered: dict[tuple[str, int], Registered] = field(default_factory=dict)
    subscriptions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Tenant and id of each subscription that has not ended, by its token."""

    def has_active_code(self, known: Registered) -> bool:
        return bool(known.code) and not known.verified and self.now < known.expires_at

    def sight(self) -> Sight:
        """Return what the tenants would see."""
        return {
            (tenant, AUTHORITIES[number].id): (
                known.status,
                known.enabled,
                known.code if self.has_active_code(known) else None,
                len(known.file),
            )
            for (tenant, number), known in self.registered.items()
        }


@dataclass(frozen=True)
class Request(ABC):
    """What a tenant asks for one of the CAs."""

    tenant: str
    number: int

    @property
    def ca(self) -> Authority:
        return AUTHORITIES[self.number]

    def known(self, model: Model) -> Registered | None:
        return model.registered.get((self.tenant, self.number))

    @abstractmethod
    def send(self, caller: Caller) -> Answer:
        """Ask the service."""

    @abstractmethod
    def carry_out(self, model: Model, answer: Answer) -> Outcome:
        """Ask the model, which takes from the answer what the service chooses at random."""

    def possible(self, expected: Outcome, others: Sequence[Request]) -> set[Outcome]:
        """Return what may be answered instead to one that comes at the same time as others, and too late."""
        del others
        return {expected}


@dataclass(frozen=True)
class Upload(Request):
    as_der: bool

    @property
    def file(self) -> bytes:
        return self.ca.der if self.as_der else self.ca.pem

    def send(self, caller: Caller) -> Answer:
        return caller.upload(self.file)

    def carry_out(self, model: Model, answer: Answer) -> Outcome:
        assert answer.json["id"] == self.ca.id
        if self.known(model):
            return 409, "ca_certificate_already_exists"
        same_key = [
            known
            for (tenant, number), known in model.registered.items()
            if tenant == self.tenant and AUTHORITIES[number].key is self.ca.key
        ]
        carried = any(known.verified for known in same_key) and all(known.enabled for known in same_key)
        registered = model.registered[self.tenant, self.number] = Registered(self.file, verified=carried)
        return 201, registered.status


class GenerateCode(Request):
    def send(self, caller: Caller) -> Answer:
        return caller.generate_code(self.ca.id)

    def carry_out(self, model: Model, answer: Answer) -> Outcome:
        known = self.known(model)
        if not known:
            return _NOT_FOUND
        if known.verified:
            return 409, "already_verified"
        known.code, known.expires_at = answer.json["code"], model.now + VALIDITY
        return 201, known.code


@dataclass(frozen=True)
class Prove(Request):
    code: str

    def send(self, caller: Caller) -> Answer:
        return caller.verify(self.ca.id, self.ca.prove(self.code))

    def carry_out(self, model: Model, answer: Answer) -> Outcome:
        del answer
        known = self.known(model)
        if not known:
            return _NOT_FOUND
        if known.verified:
            return 409, "already_verified"
        if not model.has_active_code(known):
            return _NO_ACTIVE_CODE
        if self.code != known.code:
            return 422, "verification_rejected"
        known.verified = True
        return 200, known.status

    def possible(self, expected: Outcome, others: Sequence[Request]) -> set[Outcome]:
        # Certificate and code are read one after the other; the code may have gone in between, or since.
        return {expected, _NO_ACTIVE_CODE} if others and expected[0] >= 400 else {expected}


@dataclass(frozen=True)
class Enable(Request):
    enabled: bool

    def send(self, caller: Caller) -> Answer:
        return caller.update(self.ca.id, {"enabled": self.enabled})

    def carry_out(self, model: Model, answer: Answer) -> Outcome:
        del answer
        known = self.known(model)
        if not known:
            return _NOT_FOUND
        known.enabled = self.enabled
        return 200, known.status


class Delete(Request):
    def send(self, caller: Caller) -> Answer:
        return caller.delete(self.ca.id)

    def carry_out(self, model: Model, answer: Answer) -> Outcome:
        del answer
        return (204, "") if model.registered.pop((self.tenant, self.number), None) else _NOT_FOUND

    def possible(self, expected: Outcome, others: Sequence[Request]) -> set[Outcome]:
        # It finishes what another began: it cannot know that the other is still alive.
        return {expected, (204, "")} if any(isinstance(other, Delete) for other in others) else {expected}


def outcome(answer: Answer) -> Outcome:
    if answer.status >= 400:
        return answer.status, answer.code
    document = answer.json if answer.body else {}
    return answer.status, document.get("status") or document.get("code", "")


def explain(model: Model, answered: Sequence[tuple[Request, Answer]], seen: Sight | None) -> Model | None:
    """Return the model after an order of the requests that gives every answer and what is seen; None without one.

    The answers to a single request leave no doubt about what is seen.
    """
    for order in permutations(answered):
        after = deepcopy(model)
        answers_are_right = all(_is_explained(after, request, answer, answered) for request, answer in order)
        if answers_are_right and seen in (None, after.sight()):
            return after
    return None


def _is_explained(model: Model, request: Request, answer: Answer, answered: Sequence[tuple[Request, Answer]]) -> bool:
    others = [other for other, _ in answered if other is not request]
    return outcome(answer) in request.possible(request.carry_out(model, answer), others)


type Place = tuple[int, int]
"""One of the tenants and one of the CAs, by number."""

places = st.tuples(st.integers(0, 1), st.integers(0, len(AUTHORITIES) - 1))
choices = st.integers(0, 7)
_MOST_TOKENS = 4
kinds_at_once = st.sampled_from(["upload", "code", "proof", "proof", "delete"])


class TwoTenants(RuleBasedStateMachine):
    """The service, beside the model."""

    service: Service

    def __init__(self) -> None:
        super().__init__()
        self.callers = {caller.tenant: caller for caller in self.service.begin()}
        self.model = Model()
        self.codes = ["0" * 32]
        self.tokens: dict[str, str] = {}
        """The id of each subscription that there ever was, by its token."""

    def tenant(self, number: int) -> str:
        return list(self.callers)[number]

    def ask(self, *requests: Request) -> None:
        """Send requests at the same moment; some order of them must explain the answers and what is seen afterwards."""
        barrier = Barrier(len(requests))

        def send(request: Request) -> Answer:
            barrier.wait()
            return request.send(self.callers[request.tenant])

        with ThreadPoolExecutor(len(requests)) as threads:
            answered = list(zip(requests, threads.map(send, requests), strict=True))
        for request, answer in answered:
            note(f"{request}: {outcome(answer)}")
        seen = self.sight() if len(requests) > 1 else None
        after = explain(self.model, answered, seen)
        assert after, f"no order explains these answers and that this is seen: {seen}"
        self.model = after
        self.codes += [answer.json["code"] for request, answer in answered if isinstance(request, GenerateCode)]

    def sight(self) -> Sight:
        """Return what the tenants see."""
        seen: Sight = {}
        for tenant, caller in self.callers.items():
            items = caller.list().json["items"]
            for item in items:
                code = caller.get_code(item["id"])
                active = code.json["code"] if code.status == 200 else None
                seen[tenant, item["id"]] = (item["status"], item["enabled"], active, item["fileSize"])
            assert len(items) == len({item["id"] for item in items})
        return seen

    @rule(place=places, kind=st.sampled_from(["upload", "code", "proof", "enable", "delete"]), choice=choices)
    def one_request(self, place: Place, kind: str, choice: int) -> None:
        self.ask(self.request(place, kind, choice))

    @rule(
        place=places,
        state=st.sampled_from(["as it is", "coded", "verified"]),
        kinds=st.lists(kinds_at_once, min_size=2, max_size=3),
        data=st.data(),
    )
    def requests_at_once(self, place: Place, state: str, kinds: list[str], data: st.DataObject) -> None:
        """Most of them for one certificate, some for the other tenant's or for the next."""
        self.bring(place, state)
        owner, number = place
        near = st.sampled_from([place, place, place, (1 - owner, number), (owner, (number + 1) % len(AUTHORITIES))])
        drawn = [(data.draw(near, label="place"), kind, data.draw(choices, label="choice")) for kind in kinds]
        self.ask(*(self.request(*one) for one in drawn))

    @rule(place=places, state=st.sampled_from(["as it is", "coded"]), data=st.data())
    def let_time_pass(self, place: Place, state: str, data: st.DataObject) -> None:
        self.bring(place, state)
        by = data.draw(st.sampled_from(self.service.jumps), label="by")
        self.service.jump(by)
        self.model.now += by

    def bring(self, place: Place, state: str) -> None:
        """Bring a certificate so far in one step, or so few of the orders would."""
        if state != "as it is":
            self.ask(self.request(place, "upload", 0))
            self.ask(self.request(place, "code", 0))
        if state == "verified":
            self.ask(self.request(place, "proof", 0))

    def request(self, place: Place, kind: str, choice: int) -> Request:
        """Return a request; a proof is made for the newest code of its certificate, or for any that there ever was."""
        owner, number = place
        tenant = self.tenant(owner)
        known = self.model.registered.get((tenant, number))
        match kind:
            case "upload":
                return Upload(tenant, number, as_der=bool(choice % 2))
            case "code":
                return GenerateCode(tenant, number)
            case "delete":
                return Delete(tenant, number)
            case "enable":
                return Enable(tenant, number, enabled=bool(choice % 2))
        if known and known.code and choice < 6:
            return Prove(tenant, number, known.code)
        return Prove(tenant, number, self.codes[choice % len(self.codes)])

    @rule(place=places, kind=st.sampled_from(["upload", "code", "proof", "enable", "delete"]), choice=choices)
    def a_reader_asks(self, place: Place, kind: str, choice: int) -> None:
        """Whatever the state, a reader changes none of it."""
        request = self.request(place, kind, choice)
        assert outcome(request.send(self.callers[request.tenant].as_reader())) == (403, "forbidden")

    @precondition(lambda machine: len(machine.tokens) < _MOST_TOKENS)
    @rule(owner=st.integers(0, 1))
    def subscribe(self, owner: int) -> None:
        tenant = self.tenant(owner)
        assert outcome(self.callers[tenant].as_reader().subscribe()) == (403, "forbidden")
        answer = self.callers[tenant].subscribe()
        assert answer.status == 201
        self.model.subscriptions[answer.json["token"]] = tenant, answer.json["id"]
        self.tokens[answer.json["token"]] = answer.json["id"]

    @precondition(lambda machine: machine.tokens)
    @rule(owner=st.integers(0, 1), choice=choices)
    def unsubscribe(self, owner: int, choice: int) -> None:
        """End one's own subscription, or try another's or one that has ended."""
        tenant = self.tenant(owner)
        token = list(self.tokens)[choice % len(self.tokens)]
        answer = self.callers[tenant].unsubscribe(self.tokens[token])
        if self.model.subscriptions.get(token) == (tenant, self.tokens[token]):
            assert answer.status == 204
            del self.model.subscriptions[token]
        else:
            assert outcome(answer) == (404, "subscription_not_found")

    @invariant()
    def a_token_opens_the_trust_store_until_it_is_ended(self) -> None:
        for token in self.tokens:
            living = self.model.subscriptions.get(token)
            anybody = next(iter(self.callers.values()))
            answer = anybody.subscribed(token)
            assert answer.status == (200 if living else 401)
            if living:
                assert answer.body == self.callers[living[0]].trust_store().body

    @invariant()
    def each_tenant_sees_its_own(self) -> None:
        assert self.sight() == self.model.sight()

    @invariant()
    def stores_agree(self) -> None:
        for tenant in self.callers:
            assert broken_invariants(self.service.stores, tenant) == []

    def teardown(self) -> None:
        for (tenant, number), known in self.model.registered.items():
            assert self.callers[tenant].download(AUTHORITIES[number].id).body == known.file


def drive(service: Service, *, examples: int, steps: int) -> None:
    """Drive a service: the same orders in each run, so that a failure is no matter of luck but in what meets."""
    bounds = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        # What has met once may not meet again, so nothing is gained by shrinking.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(type("Machine", (TwoTenants,), {"service": service}), settings=bounds)
