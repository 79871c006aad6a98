"""The layers are built reproducibly: two builds, in different folders and at different times, are the same."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.tools.local_stack import checkout

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("layer", "target"), [("device_ca", "DeviceCaLayer"), ("dependencies", "DependenciesLayer")])
def test_two_builds_have_one_digest(tmp_path: Path, layer: str, target: str) -> None:
    digests = {_digest(_build(layer, target, tmp_path / folder)) for folder in ("one", "a-folder-of-another-name")}
    assert len(digests) == 1


def _build(layer: str, target: str, folder: Path) -> Path:
    """Build as `sam build` does: in a copy, into an empty folder."""
    source, artifacts = folder / "source", folder / "artifacts"
    shutil.copytree(checkout.ROOT / "layers" / layer, source, copy_function=shutil.copyfile)
    artifacts.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    subprocess.run(
        ["make", "--silent", f"build-{target}"],
        cwd=source,
        env=environment | {"PATH": checkout.build_path(), "UV": "uv", "ARTIFACTS_DIR": str(artifacts)},
        check=True,
    )
    return artifacts


def _digest(folder: Path) -> str:
    """Return a digest of all that goes into an archive: names, modes, times and contents."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        status = path.stat()
        digest.update(f"{path.relative_to(folder)}\0{status.st_mode:o}\0{status.st_mtime_ns}\0".encode())
        if path.is_file():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
