"""A process that answers one request and is killed in the middle: `python -m tests.e2e.crashing_function <name> <n>`.

The event comes on the standard input. The process kills itself, by the signal that nothing can catch, as soon as the
store has carried out its n-th AWS call, from 1.
"""

import importlib
import json
import os
import signal
import sys

from device_ca.stores import aws_clients
from tests.support.events import LambdaContext


def main() -> None:
    """Answer, unless killed before that; then print the status."""
    function, last_call = sys.argv[1], int(sys.argv[2])
    calls = 0

    def kill(**_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == last_call:
            os.kill(os.getpid(), signal.SIGKILL)

    for client in (aws_clients.dynamodb_client(), aws_clients.s3_client()):
        client.meta.events.register("after-call", kill)
    answer = importlib.import_module(f"functions.{function}.app").lambda_handler(json.load(sys.stdin), LambdaContext())
    sys.stderr.write(f"status {answer['statusCode']}\n")


if __name__ == "__main__":
    main()
