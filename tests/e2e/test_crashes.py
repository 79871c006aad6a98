"""A function's process is killed after each AWS call; the same request, sent to the running system, does the rest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest

from tests.e2e.local_functions import environment
from tests.support.authority import Authority
from tests.support.events import event
from tests.support.media_types import RAW
from tests.tools.local_stack import checkout

if TYPE_CHECKING:
    from tests.tools.local_stack import StackOutputs


pytestmark = pytest.mark.thorough


def answer_until_killed(
    outputs: StackOutputs,
    function: str,
    last_call: int,
    certificate_id: str,
    body: bytes,
    content_type: str = RAW["Content-Type"],
) -> bool:
    """Run a function until its n-th AWS call; say whether it came so far."""
    parts: dict[str, Any] = {"certificate_id": certificate_id or None}
    if body:
        parts |= {"body": body, "content_type": content_type, "query": {}}
    request = event(function, **parts)
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.crashing_function", function, str(last_call)],
        input=json.dumps(request).encode(),
        cwd=checkout.ROOT,
        env=os.environ | environment(outputs) | {"PYTHONPATH": str(checkout.ROOT / "layers" / "device_ca" / "python")},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (-signal.SIGKILL, 0), done.stderr.decode()
    return done.returncode != 0


@pytest.mark.parametrize("last_call", [1, 2])
def test_an_upload_that_was_killed(acme: httpx.Client, outputs: StackOutputs, last_call: int) -> None:
    # A name that the tenant has already, and its first change of a day, take a transaction more.
    another, ca = Authority(f"Example CA {uuid4()}"), Authority(f"Example CA {uuid4()}")
    assert acme.post("/ca-certificates", content=another.pem, headers=RAW).status_code == 201
    assert answer_until_killed(outputs, "upload_certificate", last_call, "", ca.pem)
    again = acme.post("/ca-certificates", content=ca.pem, headers=RAW)
    assert again.status_code == (201 if last_call == 1 else 409)
    assert again.json()["id"] == ca.id
    assert acme.get(f"/ca-certificates/{ca.id}/file").content == ca.pem
    assert ca.id in [item["id"] for item in acme.get("/ca-certificates").json()["items"]]


@pytest.mark.parametrize("last_call", [1, 2, 3])
def test_a_proof_that_was_killed(acme: httpx.Client, outputs: StackOutputs, last_call: int) -> None:
    ca = Authority()
    path = f"/ca-certificates/{ca.id}"
    acme.post("/ca-certificates", content=ca.pem, headers=RAW)
    proof = ca.prove(acme.post(f"{path}/verification-code").json()["code"])
    assert answer_until_killed(outputs, "verify_certificate", last_call, ca.id, proof)
    again = acme.post(f"{path}/verification", content=proof, headers=RAW)
    assert again.status_code == (409 if last_call == 3 else 200)
    assert acme.get(path).json()["status"] == "verified"
    assert acme.get(f"{path}/verification-code").status_code == 404


@pytest.mark.parametrize("last_call", [1, 2, 3, 4])
def test_a_delete_that_was_killed(acme: httpx.Client, outputs: StackOutputs, last_call: int) -> None:
    ca = Authority()
    path = f"/ca-certificates/{ca.id}"
    acme.post("/ca-certificates", content=ca.pem, headers=RAW)
    assert answer_until_killed(outputs, "delete_certificate", last_call, ca.id, b"")
    assert acme.get(path).status_code == (200 if last_call == 1 else 404)
    assert acme.delete(path).status_code == (404 if last_call == 4 else 204)
    assert acme.get(path).status_code == 404
    assert acme.post("/ca-certificates", content=ca.pem, headers=RAW).status_code == 201


@pytest.mark.parametrize("last_call", [1, 2, 3, 4, 5, 6])
def test_a_list_from_the_bucket_that_was_killed(acme: httpx.Client, outputs: StackOutputs, last_call: int) -> None:
    """Record, size, file, the list's own file, transaction, and the end of the upload."""
    ca = Authority()
    path = f"/ca-certificates/{ca.id}"
    acme.post("/ca-certificates", content=ca.pem, headers=RAW)
    proof = ca.prove(acme.post(f"{path}/verification-code").json()["code"])
    assert acme.post(f"{path}/verification", content=proof, headers=RAW).status_code == 200
    crl = ca.revocation_list(5)
    offered = acme.post(f"{path}/crl/uploads", json={"size": len(crl)}).json()
    assert httpx.put(offered["url"], content=crl, timeout=60, trust_env=False).status_code == 200
    upload = {"upload": offered["upload"]}
    body = json.dumps(upload).encode()
    assert answer_until_killed(outputs, "put_revocation_list", last_call, ca.id, body, "application/json")
    assert (acme.get(path).json()["crl"] is None) is (last_call < 5)
    again = acme.put(f"{path}/crl", json=upload)
    assert again.status_code == (404 if last_call == 6 else 200)
    assert acme.get(f"{path}/crl").content == crl
    assert acme.put(f"{path}/crl", json=upload).json()["code"] == "upload_not_found"
