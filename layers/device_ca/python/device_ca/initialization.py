"""What a function does before its first request: while Lambda initialises it, and takes a snapshot of it."""

import gc
import os
from collections.abc import Callable

_IS_INITIALISING = "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ


def pause_garbage_collection() -> None:
    """Collect no garbage until ``prepare_during_init`` has run.

    What is imported stays, and looking through it again and again would be a fifth of a cold start.
    """
    if _IS_INITIALISING:
        gc.disable()


def prepare_during_init(*factories: Callable[[], object]) -> None:
    """Call cached factories while Lambda initialises a function, so that the snapshot holds what they build.

    From then on garbage is collected, but not looked for among what stands now. Elsewhere importing a handler builds
    nothing, asks for no environment, and leaves the collector alone.
    """
    if _IS_INITIALISING:
        for factory in factories:
            factory()
        gc.freeze()
        gc.enable()
