"""Amazon's own DynamoDB Local, in memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.tools.local_stack import ports
from tests.tools.local_stack.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = ROOT / ".dynamodb-local"
_SECONDS_TO_START = 60.0
_SECONDS_BETWEEN_LOOKS = 0.1


def is_expected() -> bool:
    """Say whether the server is installed here, or has to be: continuous integration installs what it takes."""
    return _is_installed() or "CI" in os.environ


@contextmanager
def running_server() -> Iterator[str]:
    """Run the server during a ``with`` block; yield its URL.

    Where it cannot run, the test is skipped, and fails in continuous integration.
    """
    if not _is_installed():
        _give_up(f"not installed: java, or {FOLDER.name} (make {FOLDER.name}/.installed)")
    port = ports.free_port()
    arguments = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-Djava.library.path=DynamoDBLocal_lib"]
    arguments += ["-jar", "DynamoDBLocal.jar", "-inMemory", "-port", str(port)]
    server = subprocess.Popen(
        ["java", *arguments],
        cwd=FOLDER,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(server, port)
        yield f"http://{ports.HOST}:{port}"
    finally:
        server.kill()
        server.wait()


def _is_installed() -> bool:
    return shutil.which("java") is not None and (FOLDER / "DynamoDBLocal.jar").is_file()


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while not ports.is_listened_on(port):
        if server.poll() is not None or time.monotonic() > deadline:
            _give_up(f"DynamoDB Local does not run here (exit code {server.poll()})")
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _give_up(reason: str) -> None:
    if "CI" in os.environ:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
