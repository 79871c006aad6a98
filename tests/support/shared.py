"""What one process of a run starts for all of them."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path


@contextmanager
def shared(folder: Path, start: AbstractContextManager[str]) -> Iterator[str]:
    """Have something during a ``with`` block: the first process that asks starts it, and ends it after the last.

    Args:
        folder: A folder for this alone, the same in every process of the run and in no other run.
        start: Starts and ends it; its value tells every process how to reach it, and is yielded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    value = folder / "value"
    # One process at a time starts or ends it. Its users share the other lock, which goes with a process that dies.
    with (folder / "change.lock").open("w") as change, (folder / "users.lock").open("w") as users:
        fcntl.flock(change, fcntl.LOCK_EX)
        if not _is_alone(users):
            fcntl.flock(users, fcntl.LOCK_SH)
            fcntl.flock(change, fcntl.LOCK_UN)
            yield value.read_text()
            return
        with start as text:
            value.write_text(text)
            fcntl.flock(users, fcntl.LOCK_SH)
            fcntl.flock(change, fcntl.LOCK_UN)
            try:
                yield text
            finally:
                fcntl.flock(change, fcntl.LOCK_EX)
                fcntl.flock(users, fcntl.LOCK_EX)


def _is_alone(users: TextIO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
