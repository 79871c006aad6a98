"""How long a piece of work takes the processor."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_RUNS = 3


def least_processor_time(work: Callable[[], object]) -> float:
    """Return the least processor time of several runs, in seconds.

    In a process that has run thousands of tests a collection of garbage takes a second, whoever sets it off.
    """
    taken = []
    for _ in range(_RUNS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)
