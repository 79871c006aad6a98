"""Rows of the table, and works that are measured in turns: what disturbs one of them disturbs all."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.function_environment import FUNCTION_ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / ".local/bench"
FUNCTIONS = sorted(path.parent.name for path in REPOSITORY.glob("functions/*/app.py"))
# The interpreter itself: the one of a virtual environment would look into that for packages first.
PYTHON = Path(sys.executable).resolve()
ROUNDS = 15
_NANOSECONDS_OF_A_ROUND = 100_000_000


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        value, floor: Ours, and what it is measured against, in the unit that ``measure`` names.
        ratio: The median of the ratios of single rounds, where both were measured in rounds.
        target: What the ratio may be at most; None where there is none.
    """

    measure: str
    value: float
    floor: float
    ratio: float
    target: float | None

    @property
    def is_met(self) -> bool:
        return self.target is None or self.ratio <= self.target


def row(measure: str, values: Sequence[float], floors: Sequence[float], target: float | None) -> Row:
    """Make a row of measurements that were taken in turns."""
    ratio = statistics.median(value / floor for value, floor in zip(values, floors, strict=True))
    return Row(measure, statistics.median(values), statistics.median(floors), ratio, target)


@dataclass(frozen=True)
class Program:
    """A new Python process: what it runs, and where it finds modules."""

    code: str
    path: tuple[Path, ...]
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> list[str]:
        return [str(PYTHON), "-s", "-c", self.code, *self.arguments]

    @property
    def whole_environment(self) -> dict[str, str]:
        path = os.pathsep.join(str(folder) for folder in self.path)
        # On Lambda nothing can be written beside the code either.
        mode = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path}
        return {**FUNCTION_ENVIRONMENT, **self.environment, **mode}

    def output(self) -> str:
        """Run it, and return what it printed."""
        environment = self.whole_environment
        done = subprocess.run(self.command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout


def processor_milliseconds(command: Sequence[str | Path], environment: Mapping[str, str]) -> float:
    """Run a command to its end, and return the processor time that it took, user and system.

    Raises:
        RuntimeError: It failed.
    """
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return (used.ru_utime + used.ru_stime) * 1000


def in_turns[Name](works: Mapping[Name, Callable[[], float]], rounds: int = ROUNDS) -> dict[Name, list[float]]:
    """Do and measure every work once in each round; the first round only warms the caches of the machine."""
    measured: dict[Name, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            value = work()
            if number:
                measured[name].append(value)
    return measured


def call_by_call[Name](works: Mapping[Name, Callable[[], object]], rounds: int = ROUNDS) -> dict[Name, list[float]]:
    """Measure works that take turns at every single call.

    So each is done once among other work, as a request does it. In a loop of its own a small work would have the
    processor's caches for itself, and so would its floor.

    Returns:
        Of every round the median of each work's calls, in microseconds of processor time.
    """
    started = time.perf_counter_ns()
    for work in works.values():
        work()
    turns = max(10, _NANOSECONDS_OF_A_ROUND // (time.perf_counter_ns() - started))
    measured: dict[Name, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        taken: dict[Name, list[int]] = {name: [] for name in works}
        for _ in range(turns):
            for name, work in works.items():
                begun = time.process_time_ns()
                work()
                taken[name].append(time.process_time_ns() - begun)
        if number:
            for name, nanoseconds in taken.items():
                measured[name].append(statistics.median(nanoseconds) / 1000)
    return measured


def repeated(work: Callable[[], object], nanoseconds: int = 50_000_000) -> Callable[[], float]:
    """Return what repeats a work for about so long, and says how many microseconds of processor time one took."""
    count = max(1, nanoseconds * 3 // max(1, _processor_nanoseconds(work, 3)))
    return lambda: _processor_nanoseconds(work, count) / count / 1000


def _processor_nanoseconds(work: Callable[[], object], count: int) -> int:
    started = time.process_time_ns()
    for _ in range(count):
        work()
    return time.process_time_ns() - started
