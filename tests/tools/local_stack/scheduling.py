"""A pytest plugin for parallel runs: what asks a running system goes to two workers, each with a stack of its own.

`--dist loadgroup` is made for this, but pytest-xdist 3.8 writes the group into an attribute that pytest 9.2 ignores.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# Where a test begins, and the piece of work that it belongs to. Most browser tests wait for the browser.
PIECES = (
    ("tests/e2e/test_console", "browser"),
    ("tests/e2e/", "stack"),
    ("tests/acceptance/", "stack"),
    # Builds for AWS, which take their time, are shared.
    ("tests/integration/test_layers.py", "builds"),
)


class PieceScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """The tests of a piece go to one worker; each other test is a piece of its own."""

    def _split_scope(self, nodeid: str) -> str:
        return next((piece for start, piece in PIECES if nodeid.startswith(start)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> PieceScheduling:
    """Return the scheduler for every way of distribution."""
    return PieceScheduling(config, log)
