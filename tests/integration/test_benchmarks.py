"""The benchmarks' AWS answers every function as AWS would, so that what they measure is a request that succeeds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.integration.permissions import FUNCTIONS
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


def test_every_function_answers_its_request(tmp_path: Path) -> None:
    path = os.pathsep.join(str(checkout.ROOT / folder) for folder in (".", "layers/device_ca/python"))
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path / "first_request.json"), *FUNCTIONS],
        env={**os.environ, **FUNCTION_ENVIRONMENT, "PYTHONPATH": path},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    measured = dict(zip(FUNCTIONS, map(json.loads, done.stdout.splitlines()), strict=True))
    assert {function for function, result in measured.items() if not result["calls"]} == {"console", "get_jwks"}
    assert all(len(result["ours"]) == 1 for result in measured.values() if result["calls"])
