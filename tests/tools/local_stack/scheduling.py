"""A pytest plugin for parallel runs: two workers ask a running system, each its own, and all share DynamoDB Local.

`--dist loadgroup` is made for this, but pytest-xdist 3.8 writes the group into an attribute that pytest 9.2 ignores.
"""

from contextlib import ExitStack
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from tests.support.dynamodb_local import shared_server

# Where a test begins, and the piece of work that it belongs to. Two pieces are about equal, and each has a stack.
PIECES = (
    ("tests/e2e/test_console_files", "stack"),
    ("tests/e2e/test_console_verification", "stack"),
    ("tests/e2e/test_console", "browser"),
    ("tests/e2e/", "stack"),
    # Builds for AWS, which take their time, are shared.
    ("tests/integration/test_layers.py", "builds"),
)


def pytest_configure(config: pytest.Config) -> None:
    """Run one DynamoDB Local for all workers, which begin after this."""
    is_worker = hasattr(config, "workerinput")
    if not is_worker:
        server = ExitStack()
        server.enter_context(shared_server())
        config.add_cleanup(server.close)


class PieceScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """The tests of a piece go to one worker; each other test is a piece of its own."""

    def _split_scope(self, nodeid: str) -> str:
        return next((piece for start, piece in PIECES if nodeid.startswith(start)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> PieceScheduling:
    """Return the scheduler for every way of distribution."""
    return PieceScheduling(config, log)
