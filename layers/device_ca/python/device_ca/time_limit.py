"""How long a request may still take, so that no call begins that could outlast the function."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends_at: ContextVar[float] = ContextVar("ends_at", default=math.inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let the block take so many seconds from now on."""
    token = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


def seconds_left() -> float:
    """Return how many seconds the limit leaves; infinitely many where there is none."""
    return _ends_at.get() - time.monotonic()
