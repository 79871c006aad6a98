"""The README's six steps, run as they stand."""

import os
import re
import subprocess
import textwrap
from pathlib import Path

from tests.tools.local_stack.outputs import StackOutputs

README = (Path(__file__).parents[2] / "README.md").read_text()


def _commands() -> str:
    """Return the shell lines between the headings of the six steps and of the API."""
    steps = README.partition("## The six steps\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^( *)```sh\n(.*?)^ *```$", steps, re.DOTALL | re.MULTILINE)
    return "\n".join(textwrap.dedent(block) for _, block in blocks)


def test_the_six_steps_end_with_a_verified_certificate(
    outputs: StackOutputs, tokens: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", _commands()],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "API": outputs.api_url, "TOKEN": tokens["acme"], "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    uploaded = re.search(r'"id":"([0-9a-f]{64})"', done.stderr)
    assert uploaded
    assert f'"id":"{uploaded[1]}","status":"verified"' in done.stdout
