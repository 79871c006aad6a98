"""Publishing a tenant's trust store: processor time for each CA, at 300 CAs and at 3,000."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.benchmarks.measurement import REPOSITORY, ROUNDS, Program, Row, row
from tests.benchmarks.packages import layers

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (300, 3_000)


def publication_rows() -> list[Row]:
    """Measure both sizes in turns in one process."""
    code = "import sys; from tests.benchmarks.publication_worker import main; main(*map(int, sys.argv[1:]))"
    program = Program(code, (layers(), REPOSITORY), tuple(map(str, (ROUNDS, *SIZES))))
    times: dict[str, Sequence[float]] = json.loads(program.output())
    few, many = ([taken / size for taken in times[str(size)]] for size in SIZES)
    return [row(f"publishing a trust store, us a CA, of {SIZES[1]:,} CAs against {SIZES[0]}", many, few, 1.2)]
