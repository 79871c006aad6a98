"""A pytest plugin for parallel runs: what asks a running system goes to one worker, so that one local stack is started.

`--dist loadgroup` is made for this, but pytest-xdist 3.8 writes the group into an attribute that pytest 9.2 ignores.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

ON_THE_STACK = ("tests/e2e/", "tests/acceptance/")
# Builds for AWS, which take their time, are shared.
BUILDS = "tests/integration/test_layers.py"


class OneStackScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """The tests that ask a running system are one piece of work, as are those of builds; each other test is one."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(ON_THE_STACK):
            return ON_THE_STACK[0]
        return BUILDS if nodeid.startswith(BUILDS) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneStackScheduling:
    """Return the scheduler for every way of distribution."""
    return OneStackScheduling(config, log)
