"""What a verified CA is for: real servers let its devices in, by the trust store, while it is verified and enabled."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import KeySet

from device_ca.certificates.trust_anchor import ca_name
from device_ca.registry.trust_store import name_octets
from tests.e2e.test_guide import PEM, path_of, upload
from tests.e2e.tls_servers import HAPROXY, MOSQUITTO, NGINX, TlsServer, lets_in
from tests.support.authority import Authority
from tests.tools.local_stack import StackOutputs
from tests.tools.local_stack.aws import emulator_client
from tests.tools.local_stack.guide import Workbench

SECONDS_TO_ARRIVE = 30.0
SECONDS_BETWEEN_LOOKS = 0.2
MANY_CAS = 5_000
SERVER_CERTIFICATE = (
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.crt -days 2 -subj /CN=localhost"
    " -addext subjectAltName=DNS:localhost"
)


@pytest.fixture
def bench(workbench: Workbench) -> Workbench:
    """A root CA, a device certificate of it, and a server's."""
    workbench.openssl(SERVER_CERTIFICATE)
    workbench.path("server.pem").write_text(
        "".join(workbench.path(f"server.{end}").read_text() for end in ("crt", "key"))
    )
    make_device(workbench, "device", ca="rootCA")
    return workbench


@pytest.fixture(scope="module")
def other_ca(acme: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Another CA of the tenant, which is trusted all the time: no server starts with an empty trust store."""
    workbench = Workbench(tmp_path_factory.mktemp("other"))
    workbench.make_root_ca("Another CA")
    verify(acme, workbench, upload(acme, workbench))


@pytest.mark.parametrize("server", [MOSQUITTO, NGINX, HAPROXY], ids=str)
@pytest.mark.usefixtures("other_ca")
def test_a_server_lets_a_device_in_while_its_ca_is_verified_and_enabled(
    acme: httpx.Client, bench: Workbench, server: TlsServer
) -> None:
    ca = upload(acme, bench)
    assert not is_let_in(server, acme, bench)
    verify(acme, bench, ca)
    assert is_let_in(server, acme, bench)
    change(acme, ca, enabled=False)
    assert not is_let_in(server, acme, bench)
    change(acme, ca, enabled=True)
    assert is_let_in(server, acme, bench)
    assert acme.delete(path_of(ca)).status_code == 204
    assert not is_let_in(server, acme, bench)


@pytest.mark.parametrize("server", [MOSQUITTO, NGINX, HAPROXY], ids=str)
@pytest.mark.usefixtures("other_ca")
def test_a_server_lets_a_device_in_by_the_intermediate_ca_that_it_sends(
    acme: httpx.Client, bench: Workbench, server: TlsServer
) -> None:
    bench.path("intermediate.cnf").write_text(
        "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign\n"
    )
    bench.openssl("openssl req -newkey rsa:2048 -nodes -keyout intermediate.key -out intermediate.csr -subj /CN=Plant")
    bench.openssl(
        "openssl x509 -req -in intermediate.csr -CA rootCA.cer -CAkey rootCA.key -CAcreateserial -out intermediate.cer"
        " -days 2 -sha256 -extfile intermediate.cnf"
    )
    make_device(bench, "device", ca="intermediate")
    chain = bench.path("device.crt").read_bytes() + bench.path("intermediate.cer").read_bytes()
    bench.path("device.crt").write_bytes(chain)
    assert not is_let_in(server, acme, bench)
    verify(acme, bench, upload(acme, bench))
    assert is_let_in(server, acme, bench)


@pytest.fixture(scope="module")
def crowd() -> bytes:
    """A trust store of five thousand CAs; their names are five times what the list that servers send has room for."""
    key = ec.generate_private_key(ec.SECP256R1())
    crowd = [Authority(f"Device CA {number:05} of Example Manufacturing", key=key) for number in range(MANY_CAS)]
    assert name_octets({ca_name(ca.der) for ca in crowd}) > 4 * 65_535
    return b"".join(ca.pem for ca in crowd)


@pytest.mark.thorough
@pytest.mark.parametrize("server", [MOSQUITTO, NGINX, HAPROXY], ids=str)
def test_a_server_works_with_thousands_of_cas(bench: Workbench, crowd: bytes, server: TlsServer) -> None:
    bench.path("truststore.pem").write_bytes(crowd)
    assert not lets_in(server, bench, "device")
    bench.path("truststore.pem").write_bytes(crowd + bench.path("rootCA.cer").read_bytes())
    assert lets_in(server, bench, "device")


@pytest.mark.thorough
def test_a_server_that_lists_thousands_of_names_refuses_everybody(bench: Workbench, crowd: bytes) -> None:
    """What the warning is about, and why NGINX is configured as it is."""
    listing = replace(
        NGINX,
        configuration=NGINX.configuration.replace("ssl_trusted_certificate", "ssl_client_certificate").replace(
            "optional_no_ca", "on"
        ),
    )
    root = bench.path("rootCA.cer").read_bytes()
    bench.path("truststore.pem").write_bytes(root)
    assert lets_in(listing, bench, "device")
    bench.path("truststore.pem").write_bytes(crowd + root)
    assert not lets_in(listing, bench, "device")


@pytest.mark.usefixtures("other_ca")
def test_the_file_in_the_bucket_holds_the_same_bytes(
    acme: httpx.Client, bench: Workbench, outputs: StackOutputs
) -> None:
    s3: Any = emulator_client("s3", endpoint_url=outputs.aws_endpoint_url, region=outputs.region)

    def published() -> bytes:
        content: bytes = s3.get_object(Bucket=outputs.bucket_name, Key="acme/truststore.pem")["Body"].read()
        return content

    ca = upload(acme, bench)
    verify(acme, bench, ca)
    for enabled in (True, False):
        change(acme, ca, enabled=enabled)
        expected = acme.get("/truststore").content
        assert (bench.path("rootCA.cer").read_bytes() in expected) is enabled
        deadline = time.monotonic() + SECONDS_TO_ARRIVE
        while published() != expected and time.monotonic() < deadline:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        assert published() == expected


def test_the_check_says_what_the_servers_do(acme: httpx.Client, globex: httpx.Client, bench: Workbench) -> None:
    device = bench.path("device.crt").read_bytes()
    ca = upload(acme, bench)
    assert reasons(acme, device) == ["ca_pending_verification"]
    verify(acme, bench, ca)
    answer = acme.post("/device-certificates/check", content=device, headers=PEM).json()
    assert (answer["trusted"], answer["caId"], answer["reasons"]) == (True, ca["id"], [])
    assert [link["subject"] for link in answer["chain"]] == ["CN=device-1", ca["subject"]]
    change(acme, ca, enabled=False)
    assert reasons(acme, device) == ["ca_disabled"]
    assert reasons(globex, device) == ["issuer_unknown"]


def test_an_auditor_checks_a_receipt_without_an_account(
    acme: httpx.Client, anonymous: httpx.Client, bench: Workbench, outputs: StackOutputs
) -> None:
    ca = upload(acme, bench)
    assert acme.get(f"{path_of(ca)}/receipt").json()["code"] == "not_verified"
    verify(acme, bench, ca)
    receipt = acme.get(f"{path_of(ca)}/receipt")
    assert (receipt.status_code, receipt.headers["Content-Type"]) == (200, "application/jose")
    keys = KeySet.import_key_set(anonymous.get("/.well-known/jwks.json").json())
    claims = jwt.decode(receipt.text, keys, algorithms=["ES256"]).claims
    assert (claims["iss"], claims["sub"], claims["tenant"]) == (outputs.api_url, ca["id"], "acme")


def test_a_change_on_a_state_that_has_gone_is_refused(acme: httpx.Client, bench: Workbench) -> None:
    ca = upload(acme, bench)
    stale = acme.get(path_of(ca)).headers["ETag"]
    change(acme, ca, enabled=False)
    refused = acme.patch(path_of(ca), json={"enabled": True}, headers={"If-Match": stale})
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition_failed")
    current = refused.headers["ETag"]
    assert acme.patch(path_of(ca), json={"enabled": True}, headers={"If-Match": current}).status_code == 200
    assert acme.delete(path_of(ca), headers={"If-Match": current}).status_code == 412


def test_the_trust_store_is_sent_once(acme: httpx.Client) -> None:
    first = acme.get("/truststore")
    assert first.headers["Content-Type"] == "application/pem-certificate-chain"
    assert acme.get("/truststore", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "items" in acme.get("/truststore", headers={"Accept": "application/json"}).json()


def is_let_in(server: TlsServer, client: httpx.Client, bench: Workbench) -> bool:
    """Say whether a server with today's trust store lets the device in."""
    answer = client.get("/truststore")
    assert answer.status_code == 200
    bench.path("truststore.pem").write_bytes(answer.content)
    return lets_in(server, bench, "device")


def make_device(bench: Workbench, name: str, *, ca: str) -> Path:
    bench.openssl(f"openssl req -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /CN=device-1")
    bench.openssl(
        f"openssl x509 -req -in {name}.csr -CA {ca}.cer -CAkey {ca}.key -CAcreateserial -out {name}.crt -days 2 -sha256"
    )
    return bench.path(f"{name}.crt")


def verify(client: httpx.Client, bench: Workbench, ca: dict[str, Any]) -> None:
    code = client.post(f"{path_of(ca)}/verification-code").json()["code"]
    answer = client.post(f"{path_of(ca)}/verification", content=bench.prove(code), headers=PEM)
    assert answer.status_code == 200, answer.text


def change(client: httpx.Client, ca: dict[str, Any], **members: object) -> None:
    answer = client.patch(path_of(ca), json=members)
    assert answer.status_code == 200, answer.text


def reasons(client: httpx.Client, device: bytes) -> list[str]:
    answer = client.post("/device-certificates/check", content=device, headers=PEM)
    assert answer.status_code == 200, answer.text
    assert answer.json()["trusted"] is False
    return [reason["rule"] for reason in answer.json()["reasons"]]
