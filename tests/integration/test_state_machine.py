"""Two tenants do what they like in any order, while time passes; a model of a few lines says what each answer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from device_ca import clock
from tests.integration.authority import Authority
from tests.integration.invariants import broken_invariants
from tests.integration.moto_state import Snapshot
from tests.integration.registry import Answer, Caller

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

TENANTS = ("acme", "globex")
VALIDITY = timedelta(days=7)
# Two CAs, and the renewal of the first one under its key.
_FIRST = Authority("First")
AUTHORITIES = (_FIRST, _FIRST.renew(), Authority("Second"))
tenants = st.sampled_from(TENANTS)
numbers = st.integers(0, len(AUTHORITIES) - 1)


@dataclass
class Registered:
    """What the model knows of a certificate of one tenant."""

    file: bytes
    verified: bool = False
    enabled: bool = True
    code: str = ""
    expires_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)


class Registry(RuleBasedStateMachine):
    """The handlers over moto, beside the model."""

    stores: dict[str, str]
    empty: Snapshot
    set_clock: Callable[[datetime], None]

    def __init__(self) -> None:
        super().__init__()
        self.empty.restore()
        self.now = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
        self.set_clock(self.now)
        self.model: dict[tuple[str, int], Registered] = {}
        self.proofs: dict[str, bytes] = {}

    @rule(tenant=tenants, number=numbers, as_der=st.booleans())
    def upload(self, tenant: str, number: int, *, as_der: bool) -> None:
        ca = AUTHORITIES[number]
        file = ca.der if as_der else ca.pem
        answer = Caller(tenant).upload(file)
        if (tenant, number) in self.model:
            assert (answer.status, answer.code) == (409, "ca_certificate_already_exists")
            assert answer.json["id"] == ca.id
            return
        assert answer.status == 201
        carried = any(
            known.verified and AUTHORITIES[other].key is ca.key
            for (owner, other), known in self.model.items()
            if owner == tenant
        )
        assert answer.json["status"] == ("verified" if carried else "pending_verification")
        self.model[tenant, number] = Registered(file, verified=carried)

    @rule(tenant=tenants, number=numbers)
    def generate_code(self, tenant: str, number: int) -> None:
        answer = Caller(tenant).generate_code(AUTHORITIES[number].id)
        known = self.model.get((tenant, number))
        if not known:
            assert answer.code == "ca_certificate_not_found"
        elif known.verified:
            assert answer.code == "already_verified"
        else:
            assert answer.status == 201
            known.code, known.expires_at = answer.json["code"], self.now.replace(microsecond=0) + VALIDITY
            self.proofs.setdefault(known.code, AUTHORITIES[number].prove(known.code))

    @rule(tenant=tenants, number=numbers)
    def show_code(self, tenant: str, number: int) -> None:
        answer = Caller(tenant).get_code(AUTHORITIES[number].id)
        known = self.model.get((tenant, number))
        if not known:
            assert answer.code == "ca_certificate_not_found"
        elif self.is_active(known):
            assert answer.json["code"] == known.code
        else:
            assert answer.code == "no_active_verification_code"

    @precondition(lambda self: self.proofs)
    @rule(tenant=tenants, number=numbers, data=st.data())
    def prove(self, tenant: str, number: int, data: st.DataObject) -> None:
        """Any tenant tries any proof that was ever made, for any CA."""
        code = data.draw(st.sampled_from(sorted(self.proofs, key=list(self.proofs).index)), label="code")
        self.check_proof(tenant, number, code)

    @rule(tenant=tenants, number=numbers)
    def prove_with_the_active_code(self, tenant: str, number: int) -> None:
        known = self.model.get((tenant, number))
        if known and known.code:
            self.check_proof(tenant, number, known.code)

    @rule(tenant=tenants, number=numbers)
    def follow_the_guide(self, tenant: str, number: int) -> None:
        """Get as far as verified in one step, or so few of the orders would."""
        self.upload(tenant, number, as_der=True)
        self.generate_code(tenant, number)
        self.prove_with_the_active_code(tenant, number)

    def check_proof(self, tenant: str, number: int, code: str) -> None:
        ca = AUTHORITIES[number]
        answer = Caller(tenant).verify(ca.id, self.proofs[code])
        known = self.model.get((tenant, number))
        if not known:
            assert answer.code == "ca_certificate_not_found"
        elif known.verified:
            assert answer.code == "already_verified"
        elif not self.is_active(known):
            assert (answer.status, answer.code) == (409, "no_active_verification_code")
        elif code == known.code:
            assert answer.status == 200
            known.verified, known.code = True, ""
        else:
            assert (answer.status, answer.code) == (422, "verification_rejected")

    @rule(tenant=tenants, number=numbers, enabled=st.booleans())
    def enable(self, tenant: str, number: int, *, enabled: bool) -> None:
        answer = Caller(tenant).update(AUTHORITIES[number].id, {"enabled": enabled})
        known = self.model.get((tenant, number))
        if not known:
            assert answer.code == "ca_certificate_not_found"
        else:
            assert answer.status == 200
            known.enabled = enabled

    @rule(tenant=tenants, number=numbers)
    def delete(self, tenant: str, number: int) -> None:
        answer = Caller(tenant).delete(AUTHORITIES[number].id)
        if self.model.pop((tenant, number), None):
            assert answer.status == 204
        else:
            assert answer.code == "ca_certificate_not_found"

    @rule(seconds=st.sampled_from([1, 3600, 86400, VALIDITY.total_seconds() - 1, VALIDITY.total_seconds()]))
    def let_time_pass(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.set_clock(self.now)

    def is_active(self, known: Registered) -> bool:
        return bool(known.code) and not known.verified and self.now < known.expires_at

    @invariant()
    def each_tenant_sees_its_own(self) -> None:
        for tenant in TENANTS:
            expected = {
                AUTHORITIES[number].id: ("verified" if known.verified else "pending_verification", known.enabled)
                for (owner, number), known in self.model.items()
                if owner == tenant
            }
            items = Caller(tenant).list().json["items"]
            assert {item["id"]: (item["status"], item["enabled"]) for item in items} == expected
            assert len(items) == len(expected)

    @invariant()
    def stores_agree(self) -> None:
        for tenant in TENANTS:
            assert broken_invariants(self.stores, tenant) == []

    def teardown(self) -> None:
        for (tenant, number), known in self.model.items():
            answer: Answer = Caller(tenant).download(AUTHORITIES[number].id)
            assert answer.body == known.file


def test_any_order_of_requests(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same orders in each run, so that a failure is not a matter of luck."""

    class Machine(Registry):
        pass

    Machine.stores = stores
    Machine.empty = Snapshot(stores)
    Machine.set_clock = staticmethod(lambda now: monkeypatch.setattr(clock, "utc_now", lambda: now))
    bounds = settings(
        max_examples=8,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=bounds)
