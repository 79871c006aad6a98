"""The one local stack that the tests of a run ask."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.shared import shared
from tests.tools.local_stack import LocalStack, LocalStackError, StackOutputs, checkout
from tests.tools.local_stack.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class RunningStack(NamedTuple):
    """A local stack.

    Attributes:
        folder: what it keeps while it runs, its logs, and ``outputs.json``.
        outputs: its addresses and names.
    """

    folder: Path
    outputs: StackOutputs


@contextmanager
def running_stack(run_folder: Path) -> Iterator[RunningStack]:
    """Have the stack during a ``with`` block; where it does not start, the test fails and says why.

    Args:
        run_folder: The same in every process of the run.
    """
    folder = checkout.LOCAL / "e2e"
    with shared(run_folder / "local-stack", _start(folder)) as outputs:
        yield RunningStack(folder, StackOutputs.from_json(outputs))


@contextmanager
def _start(folder: Path) -> Iterator[str]:
    try:
        with LocalStack(free_port(), folder, outputs_file=folder / "outputs.json") as stack:
            yield stack.outputs.to_json()
    except LocalStackError as error:
        pytest.fail(error.explanation(), pytrace=False)
