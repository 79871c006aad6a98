"""Each single AWS call of each route fails in each way; the same request, sent again, does what it should."""

from __future__ import annotations

import pytest

from device_ca.stores import receipt_key
from tests.integration.faults import FAULTS, Crash, Fault, Wire
from tests.integration.invariants import broken_invariants
from tests.integration.scenarios import INTERMEDIATE, REFUSED, RENEWAL, Scenario, variants_of
from tests.integration.stored_state import Snapshot
from tests.support.caller import Answer, invoke
from tests.support.routes import ROUTES, Route

pytestmark = pytest.mark.thorough

# How the contract answers a request that was carried out, and whose answer was lost.
DONE_ALREADY = {
    "upload_certificate": (409, "ca_certificate_already_exists"),
    "verify_certificate": (409, "already_verified"),
    "delete_certificate": (404, "ca_certificate_not_found"),
    "delete_subscription": (404, "subscription_not_found"),
    "delete_revocation_list": (404, "revocation_list_not_found"),
    # By an upload, which is gone with its list taken; the other way the same list is taken again.
    "put_revocation_list": (404, "upload_not_found"),
}


# Which call of the subscribed trust store notes that it was used.
NOTING_THE_USE = 1
# The console has no store.
CASES = [(route, variant) for route in ROUTES if route.function != "console" for variant in variants_of(route)]


@pytest.mark.parametrize(("route", "variant"), CASES, ids=str)
def test_after_any_fault_of_any_call_a_retry_succeeds(route: Route, variant: str, stores: dict[str, str]) -> None:
    scenario = Scenario(route, "acme", variant=variant).prepare()
    before = Snapshot(stores)
    with Wire().laid() as wire:
        good = invoke(route.function, scenario.request())
    assert good.status == 422 if variant == REFUSED else good.status < 300, good.body
    for position, call in enumerate(wire.calls):
        for fault in _faults(route, variant):
            before.restore()
            _check(scenario, stores, position, fault, good.status, f"{call}: {fault}")


def _faults(route: Route, variant: str) -> list[Fault]:
    if route.method == "GET":
        # Nothing is written, so it is all one whether the store had done its part.
        return [fault for fault in FAULTS if not fault.after]
    # The kinds of failure are all tried on the usual way through the route.
    return [fault for fault in FAULTS if not variant or fault.failure in ("crash", "timeout")]


def _check(scenario: Scenario, stores: dict[str, str], position: int, fault: Fault, expected: int, told: str) -> None:
    request = scenario.request()
    function = scenario.route.function
    # As a new process, which has not asked for the public key before.
    receipt_key.receipt_key.cache_clear()
    with Wire(fault, position).laid():
        try:
            first: Answer | None = invoke(function, request)
        except Crash:
            first = None
    assert broken_invariants(stores, scenario.tenant) == [], told
    if first is not None and scenario.is_subscribed and position == NOTING_THE_USE:
        # Brokers live on the trust store; that its use could not be noted is no reason to withhold it.
        assert first.status == expected, (told, first.body)
    elif first is not None and not fault.once:
        assert (first.status, first.code) == (503, "service_unavailable"), told
        assert int(first.headers["Retry-After"]) > 0
    elif first is not None:
        # The SDK's own second attempt mended it.
        assert first.status == expected, (told, first.body)
    again = invoke(function, request)
    assert again.status == expected or (again.status, again.code) == DONE_ALREADY[function], (told, again.body)
    assert broken_invariants(stores, scenario.tenant) == [], told
    _check_the_end(scenario, again, told)


def _check_the_end(scenario: Scenario, last: Answer, told: str) -> None:
    """The state is the one that the good request leads to."""
    caller, ca, function = scenario.caller, scenario.ca, scenario.route.function
    kept = caller.get(ca.id)
    if function == "delete_certificate":
        assert kept.status == 404, told
        return
    assert kept.status == 200, told
    assert caller.download(ca.id).body == ca.pem, told
    assert [item["id"] for item in caller.list().json["items"]].count(ca.id) == 1, told
    if function == "verify_certificate":
        refused = scenario.variant == REFUSED
        assert kept.json["status"] == ("pending_verification" if refused else "verified"), told
        assert (caller.get_code(ca.id).status == 200) is refused, told
    if function == "put_revocation_list":
        assert caller.get_list(ca.id).body == scenario.crl, told
    if function == "delete_revocation_list":
        assert kept.json["crl"] is None, told
    if function == "generate_verification_code":
        assert caller.get_code(ca.id).json["code"] == last.json["code"], told
    if last.status == 409 and function == "upload_certificate":
        assert last.json["id"] == ca.id, told
    if scenario.variant == RENEWAL:
        assert kept.json["status"] == "verified", told
    if scenario.variant == INTERMEDIATE:
        assert kept.json["superiorCaId"], told
