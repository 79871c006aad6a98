"""A pytest plugin for parallel runs, which says what one worker runs from beginning to end.

`--dist loadgroup` is made for this, but pytest-xdist 3.8 writes the group into an attribute that pytest 9.2 ignores.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# Where a test's id begins, and the piece of work that it belongs to.
PIECES = (
    # Each has tenants of its own. The pieces take about as long as each other.
    ("tests/e2e/test_console_verification", "browser of proofs"),
    ("tests/e2e/test_console_files", "browser of proofs"),
    ("tests/e2e/test_console_revocation", "browser of proofs"),
    ("tests/e2e/test_console_truststore", "browser of proofs"),
    ("tests/e2e/test_console", "browser and brokers"),
    ("tests/e2e/test_broker_", "browser and brokers"),
    # They share the demo users' tenants.
    ("tests/e2e/", "system"),
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
