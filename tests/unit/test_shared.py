"""What is started once for all processes of a run ends after the last of them has done with it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support.shared import shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Server:
    """Notes what happens to it."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.log: list[str] = []

    @contextmanager
    def running(self) -> Iterator[str]:
        if self.fails:
            raise OSError
        self.log.append("started")
        yield f"address {self.log.count('started')}"
        self.log.append("ended")


def test_the_first_ends_it_after_the_last(tmp_path: Path) -> None:
    server, first, other = Server(), ExitStack(), ExitStack()
    for user in (first, other):
        assert user.enter_context(shared(tmp_path / "server", server.running())) == "address 1"
    with ThreadPoolExecutor(1) as pool:
        leaving = pool.submit(first.close)
        time.sleep(0.2)
        assert (server.log, leaving.done()) == (["started"], False)
        other.close()
        leaving.result()
    assert server.log == ["started", "ended"]


def test_who_comes_afterwards_starts_it_anew(tmp_path: Path) -> None:
    server = Server()
    for number in (1, 2):
        with shared(tmp_path / "server", server.running()) as address:
            assert address == f"address {number}"
    assert server.log == ["started", "ended"] * 2


def test_what_does_not_start_is_tried_again(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(OSError), shared(tmp_path / "server", Server(fails=True).running()):  # noqa: PT011
            pass
    with shared(tmp_path / "server", Server().running()) as address:
        assert address == "address 1"
