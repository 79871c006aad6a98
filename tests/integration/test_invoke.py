"""`make invoke` calls every handler with its event of events/, and leaves no event out."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.events import EVENTS
from tests.tools import invoke
from tests.tools.local_stack import checkout

SCHEDULED = {"announce_expiring", "queue_truststores", "sweep_files"}


def _invoke(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.tools.invoke", *arguments],
        cwd=checkout.ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([".", "layers/device_ca/python"])},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_event_finds_what_it_speaks_of() -> None:
    events = {path.stem for path in EVENTS.glob("*.json")} - {"openapi"}
    assert set(invoke.ORDER) == events | SCHEDULED
    done = _invoke()
    assert done.returncode == 0, done.stdout + done.stderr
    assert {line.rstrip(":") for line in done.stdout.splitlines() if line.endswith(":")} == set(invoke.ORDER)


def test_a_refusal_ends_with_an_error(tmp_path: Path) -> None:
    unknown = json.loads((EVENTS / "get_certificate.json").read_text()) | {"path": f"/ca-certificates/{'0' * 64}"}
    event = tmp_path / "event.json"
    event.write_text(json.dumps(unknown))
    done = _invoke("get_certificate", str(event))
    assert done.returncode == 1
    assert '"statusCode": 4' in done.stdout


def test_a_function_without_an_event_asks_for_one() -> None:
    done = _invoke("publish_events")
    assert done.returncode == 1
    assert "EVENT=" in done.stderr
