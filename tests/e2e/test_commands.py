"""The POSIX commands of a code's answer, run by a shell just as they are shown."""

import os
import subprocess

import httpx
import pytest

from tests.support.media_types import RAW
from tests.support.programs import required_program
from tests.tools.local_stack.guide import Workbench


@pytest.fixture
def path(acme: httpx.Client, workbench: Workbench) -> str:
    """The path of the workbench's CA, registered."""
    answer = acme.post("/ca-certificates", content=workbench.path("rootCA.cer").read_bytes(), headers=RAW)
    assert answer.status_code == 201, answer.text
    return f"/ca-certificates/{answer.json()['id']}"


def _run(workbench: Workbench, commands: list[str]) -> str:
    """Run command lines as a person pastes them; return what they print."""
    done = subprocess.run(
        ["sh", "-euc", "\n".join(commands)],
        cwd=workbench.folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guides_three_commands(acme: httpx.Client, workbench: Workbench, path: str) -> None:
    _run(workbench, acme.post(f"{path}/verification-code").json()["commands"]["openssl"])
    proof = workbench.path("verificationCert.crt").read_bytes()
    assert acme.post(f"{path}/verification", content=proof, headers=RAW).status_code == 200


@pytest.mark.parametrize(("way", "program", "count"), [("csr", "openssl", 1), ("cfssl", "cfssl", 2)])
def test_commands_on_the_registrys_signing_request(
    acme: httpx.Client, workbench: Workbench, path: str, way: str, program: str, count: int
) -> None:
    required_program(program)
    commands = acme.post(f"{path}/verification-code").json()["commands"][way]
    request = acme.get(f"{path}/verification-code/csr")
    assert request.headers["Content-Disposition"].startswith('attachment; filename="verification.csr"')
    workbench.path("verification.csr").write_bytes(request.content)
    assert len(commands) == count
    _run(workbench, commands)
    proof = workbench.path("verificationCert.crt").read_bytes()
    assert acme.post(f"{path}/verification", content=proof, headers=RAW).status_code == 200


@pytest.mark.parametrize(
    ("key", "commands", "algorithm"),
    [
        ("rsa:2048", "signature", "sha256WithRSAEncryption"),
        ("ec -pkeyopt ec_paramgen_curve:P-256", "signature", "ecdsa-with-SHA256"),
        ("ed25519", "signatureWithoutDigest", "ed25519"),
    ],
)
def test_a_signature(acme: httpx.Client, workbench: Workbench, key: str, commands: str, algorithm: str) -> None:
    workbench.openssl(f"openssl req -x509 -config rootCA.cnf -newkey {key} -nodes -keyout rootCA.key -out rootCA.cer")
    uploaded = acme.post("/ca-certificates", content=workbench.path("rootCA.cer").read_bytes(), headers=RAW).json()
    path = f"/ca-certificates/{uploaded['id']}"
    printed = _run(workbench, acme.post(f"{path}/verification-code").json()["commands"][commands])
    answer = acme.post(f"{path}/verification", json={"signature": printed, "algorithm": algorithm})
    assert answer.status_code == 200, answer.text
