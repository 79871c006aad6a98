"""The parts of the local stack that need no emulator."""

import json
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from tests.tools.local_stack import DemoUser, LocalStackError, StackOutputs
from tests.tools.local_stack.checkout import fingerprint_of_build_inputs
from tests.tools.local_stack.folders import remove_in_background
from tests.tools.local_stack.outputs import remove_outputs, write_outputs
from tests.tools.local_stack.ports import port_from_text
from tests.tools.local_stack.processes import Command, ProcessGroup, run_to_end
from tests.tools.local_stack.progress import SilentProgress

OUTPUTS = StackOutputs(
    api_url="http://127.0.0.1:4566/restapis/x/v1/_user_request_",
    console_url=None,
    aws_endpoint_url="http://127.0.0.1:4566",
    region="us-east-1",
    user_pool_id="us-east-1_abc",
    user_pool_client_id="client",
    table_name="table",
    bucket_name="bucket",
    users=(DemoUser("alice@example.com", "secret", "acme"),),
)


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "4566x", "\uff14", " 80"])
def test_a_port_is_a_number_in_range(text: str) -> None:
    with pytest.raises(LocalStackError, match="PORT must be a number"):
        port_from_text(text)


def test_a_port_in_range_is_taken() -> None:
    assert port_from_text("4566") == 4566


def test_the_outputs_file_has_exactly_the_fields_that_clients_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "outputs.json"
    write_outputs(OUTPUTS, path)
    assert json.loads(path.read_text()) == {
        "ApiUrl": "http://127.0.0.1:4566/restapis/x/v1/_user_request_",
        "ConsoleUrl": None,
        "AwsEndpointUrl": "http://127.0.0.1:4566",
        "Region": "us-east-1",
        "UserPoolId": "us-east-1_abc",
        "UserPoolClientId": "client",
        "TableName": "table",
        "BucketName": "bucket",
        "Users": [{"Username": "alice@example.com", "Password": "secret", "Tenant": "acme", "Role": None}],
    }
    assert StackOutputs.from_json(path.read_text()) == OUTPUTS
    assert list(path.parent.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_outputs_file_is_removed_unless_it_speaks_of_another_stack(tmp_path: Path) -> None:
    path = tmp_path / "outputs.json"
    remove_outputs(OUTPUTS, path)
    write_outputs(OUTPUTS, path)
    remove_outputs(OUTPUTS, path)
    assert not path.exists()
    path.write_text("{}")
    remove_outputs(OUTPUTS, path)
    assert path.exists()


def test_the_fingerprint_follows_every_source_and_no_bytecode(tmp_path: Path) -> None:
    source = tmp_path / "functions" / "a" / "app.py"
    source.parent.mkdir(parents=True)
    source.write_text("1")
    before = fingerprint_of_build_inputs("arm64", tmp_path)
    (source.parent / "__pycache__").mkdir()
    (source.parent / "__pycache__" / "app.cpython-313.pyc").write_bytes(b"")
    assert fingerprint_of_build_inputs("arm64", tmp_path) == before
    assert fingerprint_of_build_inputs("x86_64", tmp_path) != before
    source.write_text("2")
    assert fingerprint_of_build_inputs("arm64", tmp_path) != before


def test_the_explanation_of_a_failed_command_ends_with_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError) as caught:
        run_to_end(
            command(tmp_path, "print('all went wrong'); raise SystemExit(3)"), seconds=30, progress=SilentProgress()
        )
    assert "`a test` failed with exit code 3" in str(caught.value)
    assert caught.value.explanation().endswith("all went wrong")


def test_a_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError, match="did not end within 0 seconds"):
        run_to_end(command(tmp_path, "import time; time.sleep(60)"), seconds=0.1, progress=SilentProgress())


def test_a_folder_that_is_removed_in_the_background_is_out_of_the_way_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "emulator-1"
    (folder / "deep" / "er").mkdir(parents=True)
    remove_in_background(folder)
    folder.mkdir()
    deadline = time.monotonic() + 30
    while list(tmp_path.iterdir()) != [folder] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_stopped_group_takes_its_children_with_it(tmp_path: Path) -> None:
    script = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], preexec_fn=lambda:"
        " signal.signal(signal.SIGTERM, signal.SIG_IGN)); print(child.pid, flush=True); time.sleep(60)"
    )
    group = ProcessGroup(command(tmp_path, script))
    log = tmp_path / "log"
    deadline = time.monotonic() + 30
    while not log.read_text().endswith("\n") and time.monotonic() < deadline:
        time.sleep(0.02)
    group.stop()
    assert group.exit_code() is not None
    assert not is_running(int(log.read_text()))


def command(folder: Path, script: str) -> Command:
    return Command(
        name="a test", arguments=[sys.executable, "-c", script], env=os.environ, cwd=folder, log=folder / "log"
    )


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        # Ended, and not yet collected by the process that inherited it.
        if status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        time.sleep(0.02)
    return True
