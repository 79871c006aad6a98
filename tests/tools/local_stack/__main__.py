"""`make run`: the local stack in the foreground, until Ctrl-C."""

import os
import shlex
import signal
import sys
import time
from types import FrameType

from tests.tools.local_stack import checkout
from tests.tools.local_stack.errors import LocalStackError
from tests.tools.local_stack.outputs import StackOutputs
from tests.tools.local_stack.ports import port_from_text
from tests.tools.local_stack.progress import Progress
from tests.tools.local_stack.stack import LocalStack
from tests.tools.local_stack.users import SIGN_IN_HEADERS, sign_in_body

DEFAULT_PORT = "4566"
SECONDS_BETWEEN_LOOKS = 0.5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Run a local stack until a signal; return the exit code."""
    for number in STOP_SIGNALS:
        # A hang-up that is ignored already was ignored on purpose, by nohup.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)
    progress = Progress()
    try:
        port = port_from_text(os.environ.get("PORT") or DEFAULT_PORT)
        with LocalStack(port, checkout.LOCAL, outputs_file=checkout.OUTPUTS_FILE, progress=progress) as stack:
            progress.say("Ready.")
            _print(_welcome(stack.outputs))
            while True:
                time.sleep(SECONDS_BETWEEN_LOOKS)
                stack.ensure_alive()
    except KeyboardInterrupt:
        progress.say("Stopped: the emulator and everything it started are gone.")
        return 0
    except LocalStackError as error:
        sys.stderr.write(f"{error.explanation()}\n")
        return 1


def _stop(_number: int, _frame: FrameType | None) -> None:
    # From here on the stack is being taken down, which another signal must not cut short.
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    _print("\nStopping.")
    raise KeyboardInterrupt


def _welcome(outputs: StackOutputs) -> str:
    alice = outputs.users[0]
    headers = " ".join(f"-H {shlex.quote(f'{name}: {value}')}" for name, value in SIGN_IN_HEADERS.items())
    people = "\n".join(
        f"    {user.username:18} {user.password:19} tenant {user.tenant}{f', {user.role}' if user.role else ''}"
        for user in outputs.users
    )
    console = f"\n  Console   {outputs.console_url}" if outputs.console_url else ""
    return f"""
  API       {outputs.api_url}{console}
  AWS       {outputs.aws_endpoint_url} (region {outputs.region}, any credentials)

  Users
{people}

  Try it:
    API={outputs.api_url}
    TOKEN=$(curl -s {outputs.aws_endpoint_url}/ {headers} \\
      -d {shlex.quote(sign_in_body(outputs, alice))} | sed 's/.*"IdToken": *"\\([^"]*\\)".*/\\1/')
    curl -s "$API/ca-certificates" -H "Authorization: Bearer $TOKEN"

  The guide's six steps: `make demo` in another terminal.
  Ctrl-C stops everything.
"""


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
