"""The script that keeps a broker's trust store up to date, as functions/OPERATING.md shows it, with real brokers."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tests.e2e.operating_guide import blocks
from tests.e2e.test_guide import upload
from tests.e2e.test_truststore import SERVER_CERTIFICATE, change, make_device, verify
from tests.e2e.tls_servers import MOSQUITTO, NGINX, SEARCH_PATH, TlsServer, connects
from tests.support.programs import required_program
from tests.tools.local_stack import StackOutputs
from tests.tools.local_stack.guide import Workbench
from tests.tools.local_stack.outputs import DemoUser
from tests.tools.local_stack.ports import HOST, free_port
from tests.tools.local_stack.processes import Command, ProcessGroup
from tests.tools.local_stack.users import sign_in

SECONDS_TO_RELOAD = 30.0
SECONDS_BETWEEN_LOOKS = 0.1
# What `systemctl try-restart mosquitto` does: the loop that runs it starts it again.
RESTART_MOSQUITTO = """\
pid=$(cat mosquitto.pid); kill "$pid"; while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; echo reloaded >> reloads
"""
RELOAD_NGINX = "nginx -p . -e stderr -c $PWD/nginx.conf -s reload; echo reloaded >> reloads"


class Broker:
    """A host with a broker, the script and the file of its subscription."""

    def __init__(self, server: TlsServer, bench: Workbench, *, file: str = "truststore.pem") -> None:
        self.server, self.bench, self.port = server, bench, free_port()
        self.store, self._curl = bench.path(file), bench.path(f"{file}.curl")
        self._script = bench.path("refresh-truststore")
        self._script.write_text(blocks("Keeping a broker up to date", "sh")[0])
        self._script.chmod(0o755)

    def subscribe(self, url: str, token: str) -> None:
        """Write the file that curl reads, which no other user can."""
        self._curl.touch(mode=0o600)
        self._curl.write_text(f'url = "{url}"\nheader = "Authorization: Bearer {token}"\n')

    def refresh(self, command: str | None = None) -> int:
        """Run the script once; return its exit code."""
        reload = RESTART_MOSQUITTO if self.server.program == MOSQUITTO.program else RELOAD_NGINX
        return subprocess.run(
            [self._script, self._curl.name, self.store.name, "sh", "-ec", command or reload],
            cwd=self.bench.folder,
            env={"PATH": SEARCH_PATH, "NO_PROXY": HOST},
            check=False,
            timeout=120,
        ).returncode

    def reloads(self) -> int:
        """Return how often the broker was told to read its files again."""
        file = self.bench.path("reloads")
        return len(file.read_text().splitlines()) if file.exists() else 0

    def comes_to(self, device: str, *, let_in: bool) -> bool:
        """Say whether the broker lets a device in, or keeps it out, as soon as it has read its files."""
        deadline = time.monotonic() + SECONDS_TO_RELOAD
        while time.monotonic() < deadline:
            try:
                if connects(self.server, self.bench, device, self.port) is let_in:
                    return True
            except ConnectionRefusedError:
                pass
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the broker, again whenever it ends."""
        program = required_program(self.server.program, path=SEARCH_PATH)
        file = self.bench.path(f"{self.server}.conf")
        configuration = self.server.configuration.format(port=self.port, folder=self.bench.folder)
        if self.server.program == MOSQUITTO.program:
            configuration += f"pid_file {self.bench.path('mosquitto.pid')}\n"
        file.write_text(configuration)
        options = self.server.options.format(file=file, folder=self.bench.folder)
        loop = f"while :; do {program} {options}; sleep 0.1; done"
        group = ProcessGroup(
            Command(str(self.server), ["sh", "-c", loop], os.environ, self.bench.folder, self.bench.path("log"))
        )
        try:
            yield
        finally:
            group.stop()


@pytest.fixture
def owner(outputs: StackOutputs, user: DemoUser) -> Iterator[httpx.Client]:
    """The administrator of a tenant of the test's own."""
    headers = {"Authorization": f"Bearer {sign_in(outputs, user)}"}
    with httpx.Client(base_url=outputs.api_url, headers=headers, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def bench(workbench: Workbench) -> Workbench:
    workbench.openssl(SERVER_CERTIFICATE)
    make_device(workbench, "device", ca="rootCA")
    return workbench


@contextmanager
def registry_that_answers(status: int, content: bytes) -> Iterator[str]:
    """Answer every request of the loopback alike; yield the URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("ETag", '"another"')
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Print nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/truststore/subscribed"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("server", [MOSQUITTO, NGINX], ids=str)
def test_a_disabled_ca_leaves_within_one_run_and_an_outage_changes_nothing(
    owner: httpx.Client,
    outputs: StackOutputs,
    bench: Workbench,
    tmp_path_factory: pytest.TempPathFactory,
    server: TlsServer,
) -> None:
    required_program(server.program, path=SEARCH_PATH)
    other = Workbench(tmp_path_factory.mktemp("other"))
    other.make_root_ca("Another CA")
    verify(owner, other, upload(owner, other))
    ca = upload(owner, bench)
    verify(owner, bench, ca)
    subscription = owner.post("/truststore/subscriptions", json={"name": "broker"}).json()
    url, token = f"{outputs.api_url}/truststore/subscribed", subscription["token"]
    broker = Broker(server, bench)
    broker.subscribe(url, token)
    assert broker.refresh("exit 0") == 0
    with broker.running():
        assert broker.comes_to("device", let_in=True)
        assert (broker.refresh(), broker.reloads()) == (0, 0)

        _assert_that_outages_change_nothing(broker, url, token)
        broker.subscribe(url, token)
        assert (broker.refresh(), broker.reloads()) == (0, 0)

        change(owner, ca, enabled=False)
        assert (broker.refresh(), broker.reloads()) == (0, 1)
        assert broker.comes_to("device", let_in=False)
        change(owner, ca, enabled=True)
        assert broker.refresh("exit 7") == 1
        assert (broker.refresh(), broker.reloads()) == (0, 2)
        assert broker.comes_to("device", let_in=True)

        assert owner.delete(f"/truststore/subscriptions/{subscription['id']}").status_code == 204
        change(owner, ca, enabled=False)
        assert (broker.refresh(), broker.reloads()) == (1, 2)
        assert broker.comes_to("device", let_in=True)


def _assert_that_outages_change_nothing(broker: Broker, url: str, token: str) -> None:
    good = broker.store.read_bytes()

    def is_as_it_was() -> bool:
        return broker.refresh() == 1 and broker.store.read_bytes() == good and broker.reloads() == 0

    broker.subscribe(f"http://{HOST}:{free_port()}/truststore/subscribed", token)
    assert is_as_it_was()
    broker.subscribe(f"{url}-no-more", token)
    assert is_as_it_was()
    broker.subscribe(url, token[:-1])
    assert is_as_it_was()
    for status, content in [
        (200, b""),
        (200, b"<html><body>Sign in to the hotel's network</body></html>"),
        (200, good[:-100]),
        (200, good + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        (302, good),
        (503, good),
    ]:
        with registry_that_answers(status, content) as elsewhere:
            broker.subscribe(elsewhere, token)
            assert is_as_it_was(), (status, content[:40])
    assert broker.comes_to("device", let_in=True)


def test_an_empty_trust_store_leaves_the_last_one(owner: httpx.Client, outputs: StackOutputs, bench: Workbench) -> None:
    ca = upload(owner, bench)
    verify(owner, bench, ca)
    token = owner.post("/truststore/subscriptions", json={"name": "broker"}).json()["token"]
    broker = Broker(NGINX, bench)
    broker.subscribe(f"{outputs.api_url}/truststore/subscribed", token)
    assert broker.refresh("exit 0") == 0
    good = broker.store.read_bytes()
    change(owner, ca, enabled=False)
    assert (broker.refresh("exit 0"), broker.store.read_bytes()) == (1, good)
    change(owner, ca, enabled=True)
    assert (broker.refresh("exit 0"), broker.store.read_bytes()) == (0, good)
