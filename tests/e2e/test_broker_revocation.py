"""A revoked device is out of a real broker within one run of the script of functions/OPERATING.md; others stay."""

import time
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.e2e.test_broker_refresh import Broker, bench, owner  # noqa: F401 - fixtures
from tests.e2e.test_guide import PEM, path_of, upload
from tests.e2e.test_truststore import is_let_in, make_device, verify
from tests.e2e.tls_servers import HAPROXY, MOSQUITTO, NGINX, SEARCH_PATH, TlsServer, lets_in
from tests.support.programs import required_program
from tests.tools.local_stack import StackOutputs
from tests.tools.local_stack.guide import Workbench

SECONDS_TO_ARRIVE = 60.0
SECONDS_BETWEEN_LOOKS = 0.5
CRL = {"Content-Type": "application/pkix-crl"}
LINES = {
    "mosquitto": ("cafile {folder}/truststore.pem", "crlfile {folder}/crls.pem"),
    "nginx": ("ssl_trusted_certificate {folder}/truststore.pem;", "ssl_crl {folder}/crls.pem;"),
    "haproxy": ("ca-verify-file {folder}/truststore.pem", " crl-file {folder}/crls.pem"),
}
CA_CONFIGURATION = """\
[ca]
default_ca = own
[own]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 30
certificate = rootCA.cer
private_key = rootCA.key
"""


def with_lists(server: TlsServer) -> TlsServer:
    """Return a server that is given lists, by the line that the guide says."""
    before, line = LINES[server.program]
    assert before in server.configuration
    joined = f"{before}{line}" if server is HAPROXY else f"{before}\n{line}"
    return replace(server, configuration=server.configuration.replace(before, joined))


def revoke(client: httpx.Client, bench: Workbench, ca: dict[str, Any], *devices: str) -> None:  # noqa: F811
    """Revoke devices by the openssl program, and upload the list that it makes."""
    if not bench.path("ca.cnf.crl").exists():
        bench.path("ca.cnf.crl").write_text(CA_CONFIGURATION)
        bench.path("index.txt").touch()
        bench.path("crlnumber").write_text("01\n")
    for device in devices:
        bench.openssl(f"openssl ca -config ca.cnf.crl -revoke {device}.crt -crl_reason keyCompromise")
    bench.openssl("openssl ca -config ca.cnf.crl -gencrl -out ca.crl")
    answer = client.put(f"{path_of(ca)}/crl", content=bench.path("ca.crl").read_bytes(), headers=CRL)
    assert answer.status_code == 200, answer.text


def wait_for_lists(client: httpx.Client, known: str | None) -> str:
    """Wait until another file is published, and return its tag."""
    deadline = time.monotonic() + SECONDS_TO_ARRIVE
    while time.monotonic() < deadline:
        answer = client.get("/truststore/crls")
        assert answer.status_code == 200
        if "X509 CRL" in answer.text and answer.headers["ETag"] != known:
            return answer.headers["ETag"]
        time.sleep(SECONDS_BETWEEN_LOOKS)
    pytest.fail("no new lists were published")


@pytest.mark.parametrize("server", [MOSQUITTO, NGINX], ids=str)
def test_a_revoked_device_is_out_within_one_run_and_others_stay(
    owner: httpx.Client,  # noqa: F811
    outputs: StackOutputs,
    bench: Workbench,  # noqa: F811
    server: TlsServer,
) -> None:
    required_program(server.program, path=SEARCH_PATH)
    make_device(bench, "lost", ca="rootCA")
    ca = upload(owner, bench)
    verify(owner, bench, ca)
    token = owner.post("/truststore/subscriptions", json={"name": "broker"}).json()["token"]
    broker = Broker(with_lists(server), bench)
    broker.subscribe(f"{outputs.api_url}/truststore/subscribed", token)
    assert broker.refresh("exit 0") == 0
    lists = Broker(with_lists(server), bench, file="crls.pem")
    lists.subscribe(f"{outputs.api_url}/truststore/subscribed/crls", token)
    # Nothing but the name of the CA without a list: the broker would let nobody in.
    assert lists.refresh("exit 0") == 1
    assert f"# No revocation list: {ca['id']}" in owner.get("/truststore/crls").text
    revoke(owner, bench, ca)
    tag = wait_for_lists(owner, None)
    assert lists.refresh("exit 0") == 0
    with broker.running():
        assert broker.comes_to("device", let_in=True)
        assert broker.comes_to("lost", let_in=True)
        assert (lists.refresh(), lists.reloads()) == (0, 0)
        revoke(owner, bench, ca, "lost")
        wait_for_lists(owner, tag)
        assert (lists.refresh(), lists.reloads()) == (0, 1)
        assert broker.comes_to("lost", let_in=False)
        assert broker.comes_to("device", let_in=True)
    checked = owner.post("/device-certificates/check", content=bench.path("lost.crt").read_bytes(), headers=PEM).json()
    assert (checked["trusted"], [reason["rule"] for reason in checked["reasons"]]) == (False, ["revoked"])


@pytest.mark.parametrize("server", [MOSQUITTO, NGINX, HAPROXY], ids=str)
def test_a_server_that_is_given_lists_wants_one_of_every_ca(
    owner: httpx.Client,  # noqa: F811
    bench: Workbench,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
    server: TlsServer,
) -> None:
    """What the comments in the file are for; servers read the file with them."""
    required_program(server.program, path=SEARCH_PATH)
    bench.path("server.pem").write_text("".join(bench.path(f"server.{end}").read_text() for end in ("crt", "key")))
    other = Workbench(tmp_path_factory.mktemp("other"))
    other.make_root_ca("Another CA")
    other_ca = upload(owner, other)
    verify(owner, other, other_ca)
    ca = upload(owner, bench)
    verify(owner, bench, ca)
    revoke(owner, other, other_ca)
    tag = wait_for_lists(owner, None)
    given = with_lists(server)

    def fetch() -> str:
        text = owner.get("/truststore/crls").text
        bench.path("crls.pem").write_text(text)
        return text

    assert text_names(fetch()) == [ca["id"]]
    assert is_let_in(server, owner, bench)
    assert not lets_in(given, bench, "device")
    revoke(owner, bench, ca)
    wait_for_lists(owner, tag)
    assert text_names(fetch()) == []
    assert lets_in(given, bench, "device")


def text_names(text: str) -> list[str]:
    return [line.rpartition(" ")[2] for line in text.splitlines() if line.startswith("# No revocation list: ")]
