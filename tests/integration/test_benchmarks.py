"""The benchmarks' AWS answers as AWS would, so that what they measure are requests that succeed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.benchmarks.warm_request import MEASURED
from tests.support.function_environment import FUNCTION_ENVIRONMENT
from tests.tools.local_stack import checkout

if TYPE_CHECKING:
    from pathlib import Path

WORKER = """
import sys
from tests.benchmarks.warm_worker import main
for function in sys.argv[2:]:
    main(function, 1, sys.argv[1])
    print()
"""


def test_every_measured_function_answers_its_request(tmp_path: Path) -> None:
    path = os.pathsep.join(str(checkout.ROOT / folder) for folder in (".", "layers/device_ca/python"))
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path / "first_request.json"), *MEASURED],
        env={**os.environ, **FUNCTION_ENVIRONMENT, "PYTHONPATH": path},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    measured = dict(zip(MEASURED, map(json.loads, done.stdout.splitlines()), strict=True))
    assert all(len(result["ours"]) == 1 and result["calls"] for result in measured.values())
