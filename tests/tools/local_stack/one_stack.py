"""A pytest plugin for parallel runs: every end-to-end test goes to the same worker, so that one local stack is started.

`--dist loadgroup` is made for this, but pytest-xdist 3.8 writes the group into an attribute that pytest 9.2 ignores.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

END_TO_END = "tests/e2e/"


class OneStackScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """All end-to-end tests are one piece of work, each other test is one."""

    def _split_scope(self, nodeid: str) -> str:
        return END_TO_END if nodeid.startswith(END_TO_END) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneStackScheduling:
    """Return the scheduler for every way of distribution."""
    return OneStackScheduling(config, log)
