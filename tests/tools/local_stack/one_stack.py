"""A pytest plugin for parallel runs: what asks a running system goes to one worker, so that one local stack is started.

`--dist loadgroup` is made for this, but pytest-xdist 3.8 writes the group into an attribute that pytest 9.2 ignores.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

ON_THE_STACK = ("tests/e2e/", "tests/acceptance/")


class OneStackScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """The tests that ask a running system are one piece of work, each other test is one."""

    def _split_scope(self, nodeid: str) -> str:
        return ON_THE_STACK[0] if nodeid.startswith(ON_THE_STACK) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneStackScheduling:
    """Return the scheduler for every way of distribution."""
    return OneStackScheduling(config, log)
