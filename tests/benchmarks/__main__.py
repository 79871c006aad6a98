"""Measure everything, print the table, and keep it in .local/bench.md and, for programs, in .local/bench.json.

A release takes the table along as ``tests/benchmarks/results.md``.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.cold_start import cold_start_rows, memory_rows
from tests.benchmarks.judgement import judgement_rows
from tests.benchmarks.measurement import REPOSITORY, ROUNDS, Row
from tests.benchmarks.publication import publication_rows
from tests.benchmarks.tenant_size import tenant_size_rows
from tests.benchmarks.warm_request import warm_request_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TABLE = REPOSITORY / ".local/bench.md"
JSON = REPOSITORY / ".local/bench.json"
PARTS: tuple[tuple[str, Callable[[], list[Row]]], ...] = (
    ("cold starts", cold_start_rows),
    ("warm requests and AWS calls", warm_request_rows),
    ("memory", memory_rows),
    ("judgements", judgement_rows),
    ("tenants of several sizes", tenant_size_rows),
    ("publishing trust stores", publication_rows),
)


def main() -> None:
    """Run the parts one after the other: two at once would measure each other."""
    rows: list[Row] = []
    for name, measure in PARTS:
        started = time.monotonic()
        rows += measure()
        sys.stderr.write(f"{name}: {time.monotonic() - started:.0f} s\n")
    table = "\n".join(_table(rows))
    sys.stdout.write(table + "\n")
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(f"{_preface()}\n\n{table}\n")
    fields = ("measure", "value", "floor", "ratio", "target")
    JSON.write_text(json.dumps([{name: asdict(row)[name] for name in fields} for row in rows], indent=1) + "\n")


def _table(rows: list[Row]) -> Iterator[str]:
    yield "| measure | value | floor or peer | ratio | at most | met |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for row in rows:
        target = "" if row.target is None else f"{row.target:.2f}"
        met = "" if row.target is None else ("yes" if row.is_met else "**no**")
        yield f"| {row.measure} | {row.value:,.1f} | {row.floor:,.1f} | {row.ratio:.3f} | {target} | {met} |"


def _preface() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("boto3", "cryptography", "aws-lambda-powertools"))
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    ).stdout.strip()
    return f"""# What `make bench` measured last

{datetime.now(UTC):%Y-%m-%d}, commit {commit}. {_processor()}, {os.cpu_count()} processors, {platform.system()}
{platform.machine()}, Python {platform.python_version()}, {packages}. Load averages at the end: {load}.

Times are processor time, user and system, which other work on the machine lengthens less than it does a clock's.
Ours and its floor run in turns, {ROUNDS} times after one for the caches; values are medians, and a ratio is the median
of the ratios of single turns. Warm requests and judgements take turns with their floors at every single call, as a
request does each once among other work. How the floors are made:

- Cold start, ours: a new process imports the handler, without bytecode of its own as on Lambda, and builds the clients
  that its first request needs. boto3 as installed: a new process imports boto3 from the packages as their wheels hold
  them, makes the same services' clients, and imports `cryptography.x509` if the handler does. The usual hand imports
  and builds everything at the top.
- Warm request: the SDK is answered in place of HTTP by bodies that are ready. Bare: the very calls, noted from the
  handler, by plain `boto3.client`s, and the cryptography that the route cannot do without.
- Peak memory: `VmHWM` of a new process after its first request. Bare: after `boto3.client("dynamodb")`.
- Judging: from the file's bytes to the judgement. Bare: certificate, extensions and key are loaded, the signature is
  checked, and OpenSSL loads it and takes it as an anchor. Whoever issued an intermediate is loaded before, on both
  sides, as it stays between requests. Device certificates: OpenSSL loads all certificates and validates the path.
- Tenants: an emulator has the table; capacity is counted from its answers, and processor time is measured with these
  answers in place of HTTP.
- Publishing: processor time of the trust store's file from the table's answers, for each CA."""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


if __name__ == "__main__":
    main()
