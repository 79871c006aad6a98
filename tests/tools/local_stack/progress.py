"""Says on standard output what the local stack is doing, and for how long."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Prints each step with the seconds since the start."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._said = self._started
        self._step = ""

    def say(self, text: str) -> None:
        """Print one line at once, also into a pipe."""
        self._said = time.monotonic()
        sys.stdout.write(f"[{self._said - self._started:5.1f} s] {text}\n")
        sys.stdout.flush()

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Announce a step, and say how long it took."""
        self._step = text
        self.say(text)
        began = time.monotonic()
        yield
        self.say(f"  done in {time.monotonic() - began:.1f} s")

    def still_working(self) -> None:
        """Print a sign of life if nothing was printed for a while."""
        if time.monotonic() - self._said >= SECONDS_BETWEEN_LINES:
            self.say(f"  still working: {self._step}")


class SilentProgress(Progress):
    """Says nothing: for tests."""

    def say(self, text: str) -> None:
        """Do nothing."""
