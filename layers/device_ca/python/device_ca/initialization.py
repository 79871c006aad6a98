"""What a function does before its first request."""

import os
from collections.abc import Callable


def prepare_during_init(*factories: Callable[[], object]) -> None:
    """Call cached factories while Lambda initialises a function, so that the snapshot holds what they build.

    Elsewhere importing a handler builds nothing and asks for no environment.
    """
    if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
        for factory in factories:
            factory()
