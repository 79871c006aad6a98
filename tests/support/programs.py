"""Programs that tests drive, and that a machine may not have."""

import os
import shutil

import pytest


def required_program(*names: str, path: str | None = None) -> str:
    """Return the path of the first of these programs that is there.

    Where none is, the test is skipped, and fails in continuous integration, which installs them all.

    Args:
        names: Programs that would each do.
        path: The search path, where it is another than the process's.
    """
    found = next((program for name in names if (program := shutil.which(name, path=path))), None)
    if found is None:
        reason = f"not installed: {' or '.join(names)}"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found
