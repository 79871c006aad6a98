"""What a person at the terminal sees of the local stack."""

import os
import socket
import subprocess
import sys

import httpx
import pytest

from tests.support.running_stack import RunningStack
from tests.tools.local_stack import LocalStackError, checkout
from tests.tools.local_stack.emulator import Emulator
from tests.tools.local_stack.ports import HOST, free_port


def test_the_demo_ends_with_the_certificate_verified(stack: RunningStack) -> None:
    done = run("tests.tools.local_stack.demo", str(stack.folder / "outputs.json"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("is verified.")
    for command in ("openssl genrsa", "openssl req -new", "openssl x509 -req", 'curl -X POST "$API/ca-certificates'):
        assert f"$ {command}" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_demo_without_a_stack_says_what_to_start() -> None:
    done = run("tests.tools.local_stack.demo", "nowhere/outputs.json")
    assert done.returncode == 1
    assert "make run" in done.stdout


def test_the_port_of_another_stack_is_named(stack: RunningStack) -> None:
    assert port_in_use(stack.outputs.aws_endpoint_url.rpartition(":")[2]) == "another local stack"


def test_the_port_of_another_program_is_named() -> None:
    with socket.create_server((HOST, 0)) as listener:
        assert port_in_use(str(listener.getsockname()[1])) == "another program"


def test_a_checkout_runs_once_at_a_time(stack: RunningStack) -> None:
    """Two would write to the same logs, and `make demo` would know one of them."""
    port = stack.outputs.aws_endpoint_url.rpartition(":")[2]
    with pytest.raises(LocalStackError, match=rf"runs on port {port} already"):
        Emulator(free_port(), stack.folder).start()


def test_what_the_functions_are_unpacked_into_goes_with_the_stack(stack: RunningStack) -> None:
    port = stack.outputs.aws_endpoint_url.rpartition(":")[2]
    httpx.get(stack.outputs.console_url or "", timeout=60, trust_env=False)
    assert list((stack.folder / f"emulator-{port}").glob("ministack-lambda-*"))


def port_in_use(port: str) -> str:
    """Return what is said to have the port; fail if that is not said on one line with the way out."""
    done = run("tests.tools.local_stack", PORT=port)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    start = f"Port {port} of {HOST} is in use by "
    assert line.startswith(start)
    found, _, advice = line.removeprefix(start).partition(". ")
    assert "make run PORT=" in advice
    return found


def run(module: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=checkout.ROOT,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
