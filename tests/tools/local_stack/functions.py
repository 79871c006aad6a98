"""The functions of a deployed stack, and whether they can answer yet."""

import time
from typing import Any

from tests.tools.local_stack.errors import LocalStackError
from tests.tools.local_stack.progress import Progress

SECONDS_TO_START = 120.0
SECONDS_BETWEEN_LOOKS = 0.3


def wait_until_functions_are_active(lambda_: Any, progress: Progress) -> None:
    """Return when each published version is initialised: a request before that waits for all of them.

    Raises:
        LocalStackError: A function failed to start, or they took too long.
    """
    deadline = time.monotonic() + SECONDS_TO_START
    for name, alias in _aliases(lambda_):
        while not _is_active(lambda_, name, alias):
            if time.monotonic() > deadline:
                msg = f"The function {name} did not start within {SECONDS_TO_START:.0f} seconds."
                raise LocalStackError(msg)
            progress.still_working()
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _is_active(lambda_: Any, name: str, alias: str) -> bool:
    configuration = lambda_.get_function_configuration(FunctionName=name, Qualifier=alias)
    if configuration["State"] == "Failed":
        msg = f"The function {name} does not start: {configuration.get('StateReason')}"
        raise LocalStackError(msg)
    return bool(configuration["State"] == "Active")


def _aliases(lambda_: Any) -> list[tuple[str, str]]:
    functions = [
        f["FunctionName"] for page in lambda_.get_paginator("list_functions").paginate() for f in page["Functions"]
    ]
    return [(name, alias["Name"]) for name in functions for alias in lambda_.list_aliases(FunctionName=name)["Aliases"]]
