"""A hardware security module in software: SoftHSM, asked by OpenSC's pkcs11-tool as a person asks it."""

import os
import pty
import subprocess
import termios
import time
from pathlib import Path

from tests.support.programs import required_program

_PIN = "4711"


class SoftHsm:
    """A token of its own, whose keys stay in it."""

    def __init__(self, folder: Path) -> None:
        required_program("pkcs11-tool")
        self._utility = required_program("softhsm2-util")
        self._folder = folder
        self.configuration = folder / "softhsm2.conf"
        (folder / "tokens").mkdir()
        self.configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\n")
        self._ask("--init-token", "--free", "--label", "test", "--so-pin", _PIN, "--pin", _PIN)

    def take_in(self, key: Path, identifier: str) -> None:
        """Import a private key under a PKCS #11 identifier (hex), and delete its file."""
        self._ask("--import", str(key), "--token", "test", "--label", key.stem, "--id", identifier, "--pin", _PIN)
        key.unlink()

    def run_at_terminal(self, command: str) -> None:
        """Run a command line at a terminal, and enter the PIN when it is asked for."""
        terminal, end = pty.openpty()
        process = subprocess.Popen(
            ["bash", "-ec", command], cwd=self._folder, stdin=end, stdout=end, stderr=end, env=self._environment
        )
        while process.poll() is None:
            # What asks for a PIN switches the echo off first, and drops what was typed before.
            if not termios.tcgetattr(end)[3] & termios.ECHO:
                os.write(terminal, f"{_PIN}\n".encode())
                break
            time.sleep(0.02)
        status = process.wait(timeout=60)
        os.close(end)
        said = os.read(terminal, 65_536).decode() if status else ""
        os.close(terminal)
        assert status == 0, f"{command}\n{said}"

    @property
    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/local/bin:/usr/bin:/bin", "SOFTHSM2_CONF": str(self.configuration)}

    def _ask(self, *arguments: str) -> None:
        subprocess.run([self._utility, *arguments], env=self._environment, capture_output=True, check=True)
