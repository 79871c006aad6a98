"""Revocation lists that no request holds, by the commands of functions/README.md, on the running system."""

from __future__ import annotations

import os
import re
import subprocess
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.e2e.test_broker_refresh import Broker
from tests.e2e.tls_servers import MOSQUITTO
from tests.support.media_types import RAW
from tests.support.revocation_lists import long_list
from tests.tools.local_stack import checkout
from tests.tools.local_stack.guide import Workbench

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.authority import Authority
    from tests.tools.local_stack import StackOutputs

MEBIBYTE = 1 << 20
SECONDS_TO_ARRIVE = 60.0
SECONDS_BETWEEN_LOOKS = 0.5


def _commands() -> str:
    text = (checkout.ROOT / "functions" / "README.md").read_text()
    (block,) = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert "--upload-file" in block
    return str(block)


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(int(4.9 * MEBIBYTE), id="4.9 MiB"),
        pytest.param(int(19.5 * MEBIBYTE), id="19.5 MiB", marks=pytest.mark.thorough),
    ],
)
def test_a_large_list_comes_by_the_commands_of_the_guide_and_back(
    api: httpx.Client, authority: Authority, outputs: StackOutputs, tmp_path: Path, octets: int
) -> None:
    crl = long_list(authority, octets)
    (tmp_path / "ca.crl").write_bytes(crl)
    token = api.headers["Authorization"].removeprefix("Bearer ")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", _commands()],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "API": outputs.api_url,
            "TOKEN": token,
            "ID": authority.id,
            "NO_PROXY": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    path = f"/ca-certificates/{authority.id}"
    assert api.get(path).json()["crl"]["entries"] > 80_000
    assert done.stdout == api.get(path).text
    back = api.get(f"{path}/crl")
    assert back.status_code == 303
    assert httpx.get(back.headers["Location"], timeout=60, trust_env=False).content == crl
    # As brokers get it.
    deadline = time.monotonic() + SECONDS_TO_ARRIVE
    while (answer := api.get("/truststore/crls")).status_code != 303 and time.monotonic() < deadline:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    published = httpx.get(answer.headers["Location"], timeout=60, trust_env=False)
    assert published.content.count(b"-----BEGIN X509 CRL-----") == 1
    token = api.post("/truststore/subscriptions", json={"name": "broker"}).json()["token"]
    broker = Broker(MOSQUITTO, Workbench(tmp_path), file="crls.pem")
    broker.subscribe(f"{outputs.api_url}/truststore/subscribed/crls", token)
    # It follows to the bucket, and the next time knows what it has.
    assert [broker.refresh("echo reloaded >> reloads") for _ in range(2)] == [0, 0]
    assert broker.reloads() == 1
    assert broker.store.read_bytes() == published.content
    device = api.post("/device-certificates/check", content=authority.issue_leaf("device"), headers=RAW).json()
    assert (device["trusted"], device["warnings"]) == (True, [])


def _offer(api: httpx.Client, authority: Authority, size: int) -> dict[str, Any]:
    answer = api.post(f"/ca-certificates/{authority.id}/crl/uploads", json={"size": size})
    assert answer.status_code == 201
    offered: dict[str, Any] = answer.json()
    return offered


def test_the_bucket_takes_what_was_signed_and_nothing_else(api: httpx.Client, authority: Authority) -> None:
    crl = authority.revocation_list(5)
    offered = _offer(api, authority, len(crl))
    with httpx.Client(timeout=60, trust_env=False) as anonymous:
        for url, content in (
            (offered["url"], crl + b"\n"),
            (offered["url"].replace("/crl-uploads/", "/crl-uploads/x"), crl),
            (offered["url"].replace("X-Amz-Expires=300", "X-Amz-Expires=3000"), crl),
        ):
            assert anonymous.put(url, content=content).status_code == 403, url
        assert anonymous.get(offered["url"]).status_code == 403
        unused = api.put(f"/ca-certificates/{authority.id}/crl", json={"upload": offered["upload"]})
        assert (unused.status_code, unused.json()["code"]) == (404, "upload_not_found")
        assert anonymous.put(offered["url"], content=crl).status_code == 200
    taken = api.put(f"/ca-certificates/{authority.id}/crl", json={"upload": offered["upload"]})
    assert (taken.status_code, taken.json()["crl"]["entries"]) == (200, 1)
