"""What can keep a local stack from running, in words for the person who started it."""

from pathlib import Path

LAST_LINES = 25


class LocalStackError(Exception):
    """The local stack could not be started, or stopped by itself."""

    def __init__(self, message: str, *, log: Path | None = None) -> None:
        super().__init__(message)
        self.log = log

    def explanation(self) -> str:
        """Return the message, and the end of the log of the step that failed."""
        if self.log is None or not self.log.is_file():
            return str(self)
        lines = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
        return "\n".join([str(self), f"The end of {self.log}:", *(f"    {line}" for line in lines)])
