"""The memory of the processes in which the emulator runs the functions, from /proc; Linux alone has it."""

from pathlib import Path
from urllib.parse import urlsplit

from tests.tools.local_stack import StackOutputs

_KIBIBYTES_TO_MEGABYTES = 1024 / 1_000_000


def megabytes_by_process(outputs: StackOutputs) -> dict[int, float]:
    """Return the resident memory of each worker of the emulator, by process id."""
    # A worker's script stands in the folder that has the emulator's port in its name.
    mark = f"/emulator-{urlsplit(outputs.aws_endpoint_url).port}/".encode()
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "cmdline").read_bytes():
                found[int(process.name)] = _resident(process)
        except OSError:
            continue  # it has ended
    return found


def _resident(process: Path) -> float:
    for line in (process / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * _KIBIBYTES_TO_MEGABYTES
    return 0.0
