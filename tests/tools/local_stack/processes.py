"""Child processes in groups of their own, so that each can be ended with all that it started."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tools.local_stack.errors import LocalStackError
from tests.tools.local_stack.progress import Progress

SECONDS_TO_STOP = 1.0
SECONDS_BETWEEN_LOOKS = 0.05


@dataclass(frozen=True)
class Command:
    """A program to run, and the file that takes what it prints."""

    name: str
    arguments: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    log: Path


class ProcessGroup:
    """A running command and everything that it started."""

    def __init__(self, command: Command) -> None:
        self.command = command
        with command.log.open("wb") as output:
            self._leader = subprocess.Popen(
                command.arguments,
                env=dict(command.env),
                cwd=command.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A session of its own: Ctrl-C in the terminal does not reach it before we do.
                start_new_session=True,
            )

    def exit_code(self) -> int | None:
        """Return the exit code of a command that has ended, else None."""
        return self._leader.poll()

    def stop(self) -> None:
        """End the command, which may tidy up, and every process of its group that is left."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._leader.wait(SECONDS_TO_STOP)
        self.kill()

    def kill(self) -> None:
        """End every process of the group at once."""
        self._signal(signal.SIGKILL)
        self._leader.wait()

    def _signal(self, number: signal.Signals) -> None:
        # PermissionError is what macOS says of a group with nothing left but ended processes.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._leader.pid, number)


def run_to_end(command: Command, *, seconds: float, progress: Progress) -> None:
    """Run a command and wait for it.

    Raises:
        LocalStackError: It failed, or took longer than it may.
    """
    deadline = time.monotonic() + seconds
    group = ProcessGroup(command)
    try:
        while group.exit_code() is None:
            if time.monotonic() > deadline:
                msg = f"`{command.name}` did not end within {seconds:.0f} seconds."
                raise LocalStackError(msg, log=command.log)
            progress.still_working()
            time.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        group.stop()
    if group.exit_code() != 0:
        msg = f"`{command.name}` failed with exit code {group.exit_code()}."
        raise LocalStackError(msg, log=command.log)
