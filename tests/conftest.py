"""The time of a test run, which all its processes share: a test's id may hold it."""

import os

from device_ca import clock

os.environ.setdefault("TEST_RUN_AT", clock.utc_now().isoformat(timespec="seconds"))
