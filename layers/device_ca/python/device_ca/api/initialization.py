"""What a function does before its first request: while Lambda initialises it, and takes a snapshot of it."""

import os
from collections.abc import Callable


def prepare_during_init(*factories: Callable[[], object]) -> None:
    """Call cached factories while Lambda initialises a function, so that its first request finds what they build.

    Elsewhere importing a handler builds nothing.
    """
    if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
        for factory in factories:
            factory()
