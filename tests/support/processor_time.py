"""How long a piece of work takes the processor."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_RUNS = 3


def processor_time(work: Callable[[], object]) -> float:
    """Return the processor time of one run, in seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


def least_processor_time(work: Callable[[], object]) -> float:
    """Return the least processor time of several runs, in seconds.

    In a process that has run thousands of tests a collection of garbage takes a second, whoever sets it off.
    """
    return min(processor_time(work) for _ in range(_RUNS))
