"""The layers as they are deployed, and the packages as they come: what processes import."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sysconfig
from functools import cache
from pathlib import Path

from tests.benchmarks.measurement import FOLDER, REPOSITORY

_ARCHITECTURE = "arm64" if platform.machine() in {"aarch64", "arm64"} else "x86_64"
_BUILD = FOLDER / "build"


@cache
def layers() -> Path:
    """Build both layers as they are deployed, and return the folder that Lambda would call ``/opt/python``."""
    merged = _emptied(FOLDER / "opt") / "python"
    environment = {key: value for key, value in os.environ.items() if key != "MAKEFLAGS"}
    command = ["make", "--silent", "build", f"BUILD={_BUILD}", f"ARCHITECTURE={_ARCHITECTURE}"]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)
    for layer in ("DependenciesLayer", "DeviceCaLayer"):
        shutil.copytree(_BUILD / layer / "python", merged, dirs_exist_ok=True)
    return merged


@cache
def function_folder(function: str) -> Path:
    """Return the folder that Lambda would call ``/var/task``, which ships without bytecode."""
    folder = _emptied(FOLDER / "functions" / function)
    ignored = shutil.ignore_patterns("__pycache__", "source")
    return shutil.copytree(REPOSITORY / "functions" / function, folder, dirs_exist_ok=True, ignore=ignored)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def whole_packages() -> Path:
    """Return where all packages stand as their wheels hold them: this very environment."""
    return Path(sysconfig.get_path("purelib"))
