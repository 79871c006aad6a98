"""The AWS emulator: one process, and a worker process for each function, all in one process group."""

import fcntl
import http.client
import os
import time
from pathlib import Path
from typing import TextIO

from tests.tools.local_stack import checkout
from tests.tools.local_stack.errors import LocalStackError
from tests.tools.local_stack.folders import remove_in_background
from tests.tools.local_stack.ports import HEALTH_PATH, HOST, ensure_port_is_free
from tests.tools.local_stack.processes import Command, ProcessGroup
from tests.tools.local_stack.progress import Progress

REGION = "us-east-1"
SECONDS_TO_START = 60.0


class Emulator:
    """An AWS emulator on one port, keeping everything in a folder that goes when it stops."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.endpoint_url = f"http://{HOST}:{port}"
        self.log = folder / "emulator.log"
        self._state = folder / f"emulator-{port}"
        self._lock: TextIO | None = None
        self._processes: ProcessGroup | None = None

    def start(self) -> None:
        """Start the process; `wait_until_ready` waits for it.

        Raises:
            LocalStackError: The port or the folder is in use, or the emulator is not installed.
        """
        python = checkout.program(".venv-emulator", "python")
        ensure_port_is_free(self.port)
        self._lock = self._take_folder()
        for left_by_a_killed_run in self._state.parent.glob("emulator-*/"):
            remove_in_background(left_by_a_killed_run)
        self._state.mkdir(parents=True)
        self._processes = ProcessGroup(
            Command(
                name="ministack",
                arguments=[str(python), "-m", "ministack"],
                env=self._environment(),
                cwd=self._state,
                log=self.log,
            )
        )

    def wait_until_ready(self, progress: Progress) -> None:
        """Return when the emulator answers.

        Raises:
            LocalStackError: It ended, or did not answer in time.
        """
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            self.ensure_alive()
            if time.monotonic() > deadline:
                msg = f"The AWS emulator did not answer within {SECONDS_TO_START:.0f} seconds."
                raise LocalStackError(msg, log=self.log)
            progress.still_working()
            time.sleep(0.05)

    def ensure_alive(self) -> None:
        """Return if the process runs.

        Raises:
            LocalStackError: It ended by itself.
        """
        code = None if self._processes is None else self._processes.exit_code()
        if self._processes is None or code is not None:
            msg = f"The AWS emulator ended by itself (exit code {code})."
            raise LocalStackError(msg, log=self.log)

    def stop(self) -> None:
        """End the emulator and its workers, and remove what they kept."""
        if self._processes is not None:
            # It would remove the functions' files one by one, and has nothing to save.
            self._processes.kill()
            self._processes = None
            remove_in_background(self._state)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _take_folder(self) -> TextIO:
        """Keep every other stack from the folder, until the file is closed or this process ends."""
        lock = (self._state.parent / "emulator.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            port = lock.read()
            lock.close()
            msg = f"This checkout runs on port {port} already. Stop that one, or clone the repository once more."
            raise LocalStackError(msg) from None
        lock.truncate(0)
        lock.write(str(self.port))
        lock.flush()
        return lock

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=2)
        try:
            connection.request("GET", HEALTH_PATH)
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _environment(self) -> dict[str, str]:
        # Written out, not inherited: the workers get it too, and a function must see nothing of this machine's.
        state = str(self._state)
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "HOME": state,
            "TMPDIR": state,
            "STATE_DIR": f"{state}/state",
            "S3_DATA_DIR": f"{state}/s3",
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": REGION,
            # A worker that is idle for longer is ended, and the next request waits for a new one.
            "LAMBDA_WARM_TTL_SECONDS": "86400",
            # Listeners of other services, and containers, that nothing here uses.
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "DOCKER_HOST": f"unix://{state}/no-docker.sock",
        }
