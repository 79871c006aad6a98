"""What all processes and tests of a run share: its time, which a test's id may hold, and one local stack."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from device_ca import clock
from tests.support.running_stack import RunningStack, running_stack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.tools.local_stack import StackOutputs

os.environ.setdefault("TEST_RUN_AT", clock.utc_now().isoformat(timespec="seconds"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose what holds the table (tests/integration/conftest.py)."""
    parser.addoption(
        "--engine",
        choices=("dynamodb_local", "moto"),
        help="what holds the table; DynamoDB Local where it is installed",
    )


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of the run have, and no other run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def stack(run_folder: Path) -> Iterator[RunningStack]:
    """The local stack of the run."""
    with running_stack(run_folder) as running:
        yield running


@pytest.fixture(scope="session")
def outputs(stack: RunningStack) -> StackOutputs:
    return stack.outputs
