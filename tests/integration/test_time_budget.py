"""However slow the stores are, a function answers within its timeout, and that lies within API Gateway's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from device_ca.errors import StoreUnavailable
from device_ca.stores import aws_clients
from device_ca.time_limit import seconds_left, time_limit
from tests.integration.faults import Wire
from tests.integration.scenarios import REFUSED, Scenario, variants_of
from tests.support.caller import invoke
from tests.support.events import LambdaContext
from tests.support.routes import TEMPLATE, TENANT_ROUTES, Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

API_GATEWAY_TIMEOUT = 29
FUNCTION_TIMEOUT: int = TEMPLATE["Globals"]["Function"]["Timeout"]
# What the SDK waits at most before its second attempt: a random part of 2 to the power of 0 (botocore.retries).
LONGEST_PAUSE = 1


def longest_call(client: Any) -> float:
    """Return how long a call may take: each attempt connects, and waits for an answer."""
    config = client.meta.config
    attempts: int = config.retries["total_max_attempts"]
    return float(attempts * (config.connect_timeout + config.read_timeout) + (attempts - 1) * LONGEST_PAUSE)


@pytest.mark.usefixtures("stores")
def test_a_functions_timeout_lies_between_its_calls_and_the_gateways() -> None:
    calls = [longest_call(client()) for client in CLIENTS.values()]
    assert FUNCTION_TIMEOUT < API_GATEWAY_TIMEOUT
    assert LambdaContext.get_remaining_time_in_millis() == FUNCTION_TIMEOUT * 1000
    # Every route comes to its second call at least, however long the first one took.
    assert 2 * max(calls) < FUNCTION_TIMEOUT
    for resource in TEMPLATE["Resources"].values():
        events = resource["Properties"].get("Events", {}).values()
        if resource["Type"] == "AWS::Serverless::Function" and any(event["Type"] == "Api" for event in events):
            assert resource["Properties"].get("Timeout", FUNCTION_TIMEOUT) <= FUNCTION_TIMEOUT


CLIENTS: dict[str, Callable[[], Any]] = {
    "dynamodb": aws_clients.dynamodb_client,
    "s3": aws_clients.s3_client,
    "kms": aws_clients.kms_client,
}


class SlowWire(Wire):
    """Each call takes as long as the SDK lets it, and then succeeds."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def carry(self, stubber: Any, event_name: str, request: Any) -> Any:
        self._clock.now += longest_call(CLIENTS[event_name.split(".")[1]]())
        return super().carry(stubber, event_name, request)


class Clock:
    """A clock that only the wire moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    with patch("device_ca.time_limit.time.monotonic", clock):
        yield clock


CASES = [(route, variant) for route in TENANT_ROUTES for variant in variants_of(route)]


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize(("route", "variant"), CASES, ids=str)
def test_stores_that_take_their_time_do_not_outlast_the_function(route: Route, variant: str, clock: Clock) -> None:
    scenario = Scenario(route, "acme", variant=variant).prepare()
    started = clock.now
    with SlowWire(clock).laid() as wire:
        answer = invoke(route.function, scenario.request())
    assert clock.now - started <= FUNCTION_TIMEOUT
    assert wire.calls
    if answer.status == 503:
        assert answer.code == "service_unavailable"
        answer = invoke(route.function, scenario.request())
    assert answer.status == 422 if variant == REFUSED else answer.status < 300


def test_the_limit_ends_with_its_block() -> None:
    with time_limit(5):
        assert 0 < seconds_left() <= 5
        with time_limit(-1):
            assert seconds_left() < 0
        assert seconds_left() > 0
    assert seconds_left() == float("inf")


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize(
    "call", [lambda: aws_clients.dynamodb_client().list_tables(), lambda: aws_clients.s3_client().list_buckets()]
)
def test_a_call_that_could_outlast_the_limit_does_not_begin(call: Callable[[], Any]) -> None:
    with Wire().laid() as wire, time_limit(1), pytest.raises(StoreUnavailable):
        call()
    assert wire.calls == []
