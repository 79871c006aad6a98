"""The layers are built for both processors, the same every time, and leave out nothing that the functions use."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.function_environment import FUNCTION_ENVIRONMENT
from tests.tools.local_stack import checkout
from tests.tools.local_stack.sam import host_architecture

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.thorough

LAYERS = ("DependenciesLayer", "DeviceCaLayer")
MACHINES = {"arm64": b"\xb7\x00", "x86_64": b"\x3e\x00"}
_MACHINE_OF_AN_ELF_FILE = slice(18, 20)
# As the SDK makes a client, every operation is a method of it.
_CLIENTS = """
import json
from device_ca.stores import aws_clients

clients = {}
for name, value in vars(aws_clients).items():
    if name.endswith("_client") and hasattr(value, "cache_clear"):
        model = value().meta.service_model
        clients[model.service_name] = sorted(model.operation_names)
print(json.dumps(clients))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make build` makes for this machine's processor."""
    return _build(tmp_path_factory.mktemp("build"), host_architecture())


def test_two_builds_have_one_digest(built: Path, tmp_path: Path) -> None:
    again = _build(tmp_path / "a-folder-of-another-name", host_architecture())
    assert [_digest(again / layer) for layer in LAYERS] == [_digest(built / layer) for layer in LAYERS]


def test_the_other_processor_gets_wheels_of_its_own(tmp_path: Path) -> None:
    (other,) = MACHINES.keys() - {host_architecture()}
    libraries = list(_build(tmp_path / "other", other).rglob("*.so"))
    assert libraries
    assert {path.read_bytes()[_MACHINE_OF_AN_ELF_FILE] for path in libraries} == {MACHINES[other]}


def test_every_operation_of_every_service_that_is_used_is_in_the_layer(built: Path) -> None:
    """Otherwise a call would work in every test, and fail where it is deployed."""
    in_the_layer = _clients(*(str(built / layer / "python") for layer in LAYERS))
    assert in_the_layer == _clients(str(checkout.ROOT / "layers" / "device_ca" / "python"), *sys.path)


@pytest.mark.parametrize("layer", LAYERS)
def test_all_sources_are_compiled(built: Path, layer: str) -> None:
    sources = list((built / layer).rglob("*.py"))
    compiled = {path.parents[1] / f"{path.name.partition('.')[0]}.py" for path in (built / layer).rglob("*.pyc")}
    assert sources
    assert set(sources) == compiled


def test_the_console_ships_without_its_sources(built: Path) -> None:
    console = built / "ConsoleFunction"
    assert (console / "static" / "index.html").is_file()
    assert not (console / "source").exists()


def _build(folder: Path, architecture: str) -> Path:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--silent", "build", f"BUILD={folder}", f"ARCHITECTURE={architecture}"]
    done = subprocess.run(command, cwd=checkout.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def _digest(folder: Path) -> str:
    """Return a digest of what SAM takes for the content of a layer: names and contents."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        if path.is_file():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _clients(*path: str) -> object:
    """Return the operations of each client of the functions, in a process with the given search path."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _CLIENTS],
        env=FUNCTION_ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
