"""The AWS emulator: one process, and a worker process for each function, all in one process group."""

import http.client
import os
import shutil
import time
from pathlib import Path

from tests.local_stack import checkout
from tests.local_stack.errors import LocalStackError
from tests.local_stack.ports import HEALTH_PATH, HOST, ensure_port_is_free
from tests.local_stack.processes import Command, ProcessGroup
from tests.local_stack.progress import Progress

REGION = "us-east-1"
SECONDS_TO_START = 60.0


class Emulator:
    """An AWS emulator on one port, keeping everything in a folder that goes when it stops."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.endpoint_url = f"http://{HOST}:{port}"
        self.log = folder / "emulator.log"
        # The port is in the name: whoever holds the port owns the folder, also one that a killed run left behind.
        self._state = folder / f"emulator-{port}"
        self._processes: ProcessGroup | None = None

    def start(self) -> None:
        """Start the process; `wait_until_ready` waits for it."""
        python = checkout.program(".venv-emulator", "python")
        ensure_port_is_free(self.port)
        shutil.rmtree(self._state, ignore_errors=True)
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
            self._processes.stop()
            self._processes = None
            shutil.rmtree(self._state, ignore_errors=True)

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
