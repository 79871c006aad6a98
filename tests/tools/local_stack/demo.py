"""`make demo`: the guide's six steps against the stack that `make run` started, every command and answer printed."""

import json
import os
import secrets
import sys
import tempfile
from pathlib import Path

import httpx

from tests.tools.local_stack.checkout import OUTPUTS_FILE
from tests.tools.local_stack.guide import OpenSslAnswer, OpenSslError, Workbench
from tests.tools.local_stack.outputs import StackOutputs
from tests.tools.local_stack.users import sign_in

BOLD, DIM, GREEN, RED, CYAN = "1", "2", "32", "31", "36"
PEM = "application/x-pem-file"


class DemoError(Exception):
    """A step of the guide did not end as it should."""


class Terminal:
    """Prints what is done and what comes of it, in colour for a person at a terminal."""

    def __init__(self) -> None:
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def heading(self, text: str) -> None:
        """Print the start of a step."""
        self._write(f"\n{self._in(BOLD, text)}\n")

    def command(self, text: str) -> None:
        """Print a command line."""
        self._write(self._in(CYAN, f"$ {text}") + "\n")

    def answer(self, text: str) -> None:
        """Print what a command said."""
        for line in text.strip().splitlines():
            self._write(f"  {self._in(DIM, line)}\n")

    def good(self, text: str) -> None:
        """Print that something went well."""
        self._write(self._in(GREEN, text) + "\n")

    def bad(self, text: str) -> None:
        """Print that something went wrong."""
        self._write(self._in(RED, text) + "\n")

    def _in(self, colour: str, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colour else text

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


class Api:
    """The HTTP API; each call is printed as the curl command that does the same."""

    def __init__(self, terminal: Terminal, api_url: str, token: str) -> None:
        self._terminal = terminal
        self._http = httpx.Client(
            base_url=api_url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False
        )

    def call(self, expected: int, method: str, path: str, *, file: Path | None = None) -> dict[str, object]:
        """Send a request and return the JSON answer.

        Raises:
            DemoError: The status is another than expected.
        """
        words = ["curl", *(["-X", method] if method != "GET" or file else []), f'"$API{path}"']
        words += ["-H", '"Authorization: Bearer $TOKEN"']
        if file:
            words += ["-H", f'"Content-Type: {PEM}"', "--data-binary", f"@{file.name}"]
        self._terminal.command(" ".join(words))
        response = self._http.request(
            method,
            path,
            content=file.read_bytes() if file else None,
            headers={"Content-Type": PEM} if file else {},
        )
        self._terminal.answer(f"HTTP {response.status_code} {response.reason_phrase}\n{_pretty(response)}")
        if response.status_code != expected:
            msg = f"{method} {path} answered {response.status_code}, not {expected}."
            raise DemoError(msg)
        document: dict[str, object] = response.json()
        return document


def main(outputs_file: Path = OUTPUTS_FILE) -> int:
    """Walk through the guide on the stack that the file tells of; return the exit code."""
    terminal = Terminal()
    try:
        outputs = StackOutputs.from_json(outputs_file.read_text())
    except FileNotFoundError:
        terminal.bad(f"{outputs_file} is not there: start the stack with `make run` in another terminal first.")
        return 1
    try:
        with tempfile.TemporaryDirectory(prefix="device-ca-demo-") as folder:
            _guide(terminal, outputs, Workbench(Path(folder)))
    except (DemoError, OpenSslError) as error:
        terminal.bad(f"\nThe demo failed: {error}")
        return 1
    except httpx.HTTPError as error:
        terminal.bad(f"\nThe stack of {outputs_file} does not answer ({error}). Is `make run` still running?")
        return 1
    except KeyboardInterrupt:
        terminal.bad("\nInterrupted.")
        return 130
    return 0


def _guide(terminal: Terminal, outputs: StackOutputs, bench: Workbench) -> None:
    user = outputs.users[0]
    terminal.heading("Upload CA")
    terminal.answer(f"The user is {user.username} of tenant {user.tenant}; the files are in {bench.folder}.")
    terminal.command(f"API={outputs.api_url}")
    terminal.command("TOKEN=...  # the ID token of a sign-in, as `make run` shows")
    api = Api(terminal, outputs.api_url, sign_in(outputs, user))
    _say(terminal, bench.make_root_ca(f"Demo Device CA {secrets.token_hex(4)}"))
    _say(terminal, bench.openssl("openssl x509 -in rootCA.cer -noout -subject -issuer -fingerprint -sha256"))
    path = "/ca-certificates?fileName=rootCA.cer"
    ca_certificate = api.call(201, "POST", path, file=bench.path("rootCA.cer"))
    ca_path = f"/ca-certificates/{ca_certificate['id']}"

    terminal.heading("Step 1: find it on the list, waiting for its verification")
    _ensure_listed(api, ca_certificate, "pending_verification")
    terminal.heading("Step 2: get a verification code")
    code = str(api.call(201, "POST", f"{ca_path}/verification-code")["code"])
    terminal.heading("Step 3: make a key pair")
    _say(terminal, bench.make_key())
    terminal.heading("Step 4: make a CSR with the verification code as its Common Name")
    _say(terminal, bench.make_csr(code))
    terminal.heading("Step 5: make the verification certificate with the CA's key")
    _say(terminal, bench.make_verification_certificate())
    terminal.heading("Step 6: upload the verification certificate")
    api.call(200, "POST", f"{ca_path}/verification", file=bench.path("verificationCert.crt"))
    terminal.heading("The list now")
    _ensure_listed(api, ca_certificate, "verified")
    terminal.good(f"\nThe CA certificate {ca_certificate['id']} is verified.")


def _say(terminal: Terminal, answer: OpenSslAnswer) -> None:
    terminal.command(answer.command)
    terminal.answer(answer.output)


def _ensure_listed(api: Api, ca_certificate: dict[str, object], status: str) -> None:
    listed = api.call(200, "GET", f"/ca-certificates?status={status}&limit=2")["items"]
    if not isinstance(listed, list) or ca_certificate["id"] not in [item["id"] for item in listed]:
        msg = f"The CA certificate is not among the newest with status {status}."
        raise DemoError(msg)


def _pretty(response: httpx.Response) -> str:
    if "json" not in response.headers.get("Content-Type", ""):
        return response.text
    return json.dumps(response.json(), indent=2, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
