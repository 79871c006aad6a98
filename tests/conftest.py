"""What all processes and tests of a run share: its time, which a test's id may hold, and one local stack."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from device_ca import clock
from tests.tools.local_stack import LocalStack, LocalStackError, StackOutputs, checkout
from tests.tools.local_stack.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ.setdefault("TEST_RUN_AT", clock.utc_now().isoformat(timespec="seconds"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose what holds the table (tests/integration/conftest.py)."""
    parser.addoption(
        "--engine",
        choices=("dynamodb_local", "moto"),
        help="what holds the table; DynamoDB Local where it is installed",
    )


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    folder = checkout.LOCAL / "e2e" / os.environ.get("PYTEST_XDIST_WORKER", "main")
    stack = LocalStack(free_port(), folder, outputs_file=folder / "outputs.json")
    try:
        stack.__enter__()
    except LocalStackError as error:
        pytest.fail(error.explanation(), pytrace=False)
    try:
        yield stack
    finally:
        stack.__exit__(None, None, None)


@pytest.fixture(scope="session")
def outputs(stack: LocalStack) -> StackOutputs:
    return stack.outputs
