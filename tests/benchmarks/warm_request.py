"""Warm requests: the processor time of an answer, with the SDK answered below HTTP, and how many calls it makes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.benchmarks.measurement import FOLDER, REPOSITORY, ROUNDS, Program, Row, row
from tests.benchmarks.packages import layers

if TYPE_CHECKING:
    from pathlib import Path

# By the design; the other routes are not in it.
_CALLS_IN_DESIGN = {
    "upload_certificate": 2,
    "list_certificates": 1,
    "get_certificate": 1,
    "generate_verification_code": 1,
    "verify_certificate": 3,
    # By the requirement that trying a device certificate takes one read.
    "check_device_certificate": 1,
}
# What is asked warm, by the folders of functions.
MEASURED = (*_CALLS_IN_DESIGN, "get_truststore")


def warm_request_rows() -> list[Row]:
    """Measure the routes of the design and the trust store, each in a process of its own.

    Their first requests are kept for ``memory_rows``.
    """
    measured = {function: _measure(function) for function in MEASURED}
    rows = [
        row(f"warm {function} against its SDK calls and cryptography, us", result["ours"], result["bare"], 1.25)
        for function, result in measured.items()
    ]
    for function, designed in _CALLS_IN_DESIGN.items():
        made = len(measured[function]["calls"])
        rows.append(
            Row(f"AWS calls in sequence of {function} against the design", made, designed, made / designed, 1.0)
        )
    return rows


def first_request_of(function: str) -> Path:
    """Return where the first request of a function is kept."""
    return FOLDER / f"{function}.json"


def _measure(function: str) -> dict[str, list[float]]:
    code = "import sys; from tests.benchmarks.warm_worker import main; main(sys.argv[1], int(sys.argv[2]), sys.argv[3])"
    program = Program(code, (layers(), REPOSITORY), (function, str(ROUNDS), str(first_request_of(function))))
    result: dict[str, list[float]] = json.loads(program.output())
    return result
