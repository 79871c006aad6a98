"""The layers as they are deployed, and the packages as they come: what processes import, and what there is to weigh."""

from __future__ import annotations

import io
import os
import platform
import shutil
import subprocess
import sysconfig
import tomllib
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.benchmarks.measurement import FOLDER, REPOSITORY, Row

_ARCHITECTURE = "arm64" if platform.machine() in {"aarch64", "arm64"} else "x86_64"
_BUILD = FOLDER / "build"
_WHEEL_TAGS = {"arm64": "aarch64", "x86_64": "x86_64"}


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


def size_row() -> Row:
    """Weigh the dependency layer, zipped as Lambda gets it, against the wheels that it is made of."""
    layers()
    zipped = _zipped_size(_BUILD / "DependenciesLayer")
    wheels = sum(_wheel_sizes().values())
    return Row("layer, zipped, against the wheels' own size, MB", zipped / 1e6, wheels / 1e6, zipped / wheels, 1.0)


def _zipped_size(folder: Path) -> int:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in sorted(folder.rglob("*")):
            zipped.write(path, path.relative_to(folder))
    return len(archive.getvalue())


def _wheel_sizes() -> dict[str, int]:
    """Return the size of each wheel that layers/dependencies installs, as uv.lock has it."""
    requirements = (REPOSITORY / "layers/dependencies/requirements.txt").read_text().splitlines()
    names = {line.partition("==")[0] for line in requirements if "==" in line}
    lock = tomllib.loads((REPOSITORY / "uv.lock").read_text())
    return {package["name"]: _wheel_size(package) for package in lock["package"] if package["name"] in names}


def _wheel_size(package: dict[str, Any]) -> int:
    fitting = [wheel for wheel in package["wheels"] if _fits(wheel["url"].rpartition("/")[2])]
    return min(int(wheel["size"]) for wheel in fitting)


def _fits(file_name: str) -> bool:
    python, abi, platforms = file_name.removesuffix(".whl").split("-")[-3:]
    if platforms == "any":
        return True
    is_for_python = python == "cp313" or abi == "abi3"
    return (
        is_for_python and not abi.endswith("t") and "manylinux" in platforms and _WHEEL_TAGS[_ARCHITECTURE] in platforms
    )
