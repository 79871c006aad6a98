"""Where the checkout has its programs and its sources."""

import hashlib
import os
from pathlib import Path

from tests.tools.local_stack.errors import LocalStackError

ROOT = Path(__file__).resolve().parents[3]
LOCAL = ROOT / ".local"
OUTPUTS_FILE = LOCAL / "outputs.json"
BUILD_INPUTS = ("template.yaml", "layers", "functions", "uv.lock")


def program(environment: str, name: str) -> Path:
    """Return a program of one of the checkout's virtual environments.

    Raises:
        LocalStackError: It is not installed.
    """
    path = ROOT / environment / "bin" / name
    if not path.exists():
        msg = f"{environment}/bin/{name} is missing. Run `make setup` once."
        raise LocalStackError(msg)
    return path


def build_path() -> str:
    """Return the search path of `sam build`, which looks there for the functions' Python: it is SAM's own."""
    return os.pathsep.join([str(ROOT / ".venv-sam" / "bin"), os.environ.get("PATH", os.defpath)])


def fingerprint_of_build_inputs(architecture: str, root: Path = ROOT) -> str:
    """Return a digest that changes with anything `sam build` reads."""
    digest = hashlib.sha256(architecture.encode())
    for name in BUILD_INPUTS:
        top = root / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"\0{path.relative_to(root)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
