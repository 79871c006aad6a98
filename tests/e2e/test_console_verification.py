"""The pop-up "Certificate Verification": every way to prove possession, and what a refused proof leads to."""

from __future__ import annotations

import re
import stat
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.soft_hsm import SoftHsm
from tests.support.media_types import RAW

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from playwright.sync_api import Route

    from tests.e2e.console_page import Console
    from tests.tools.local_stack.guide import Workbench

# What each service does with these very options, by its documentation: sign the statement with SHA-256, and answer in
# its own form. Key Vault takes the digest and answers with the bare numbers r and s.
SERVICES = {
    "aws": """\
test "$*" = "kms sign --key-id alias/device-ca --message fileb://possession.txt --message-type RAW \
--signing-algorithm $AWS --query Signature --output text"
openssl dgst -sha256 -sign rootCA.key possession.txt | openssl base64 -A
""",
    "gcloud": """\
test "$*" = "kms asymmetric-sign --location global --keyring device-ca --key device-ca --version 1 \
--digest-algorithm sha256 --input-file possession.txt --signature-file possession.sig"
openssl dgst -sha256 -sign rootCA.key -out possession.sig possession.txt
""",
    "az": """\
test "$1 $2 $3 $4 $5 $6 $7 $8 $9" = "keyvault key sign --vault-name my-vault --name device-ca --algorithm $AZURE"
test "${10}" = --digest; printf %s "${11}" | openssl base64 -d -A > digest.bin
openssl pkeyutl -sign -inkey rootCA.key -in digest.bin -pkeyopt digest:sha256 -out signed.der
if [ "$AZURE" = RS256 ]; then openssl base64 -A -in signed.der; else
  openssl asn1parse -inform DER -in signed.der | sed -n 's/.*INTEGER *://p' |
    while read -r number; do printf '%64s' "$number" | tr ' ' 0; done | sed 's/.*/\\U&/' | xxd -r -p | openssl base64 -A
fi
""",
}
RSA = {"AWS": "RSASSA_PKCS1_V1_5_SHA_256", "AZURE": "RS256"}
EC = {"AWS": "ECDSA_SHA_256", "AZURE": "ES256"}


def _shell(workbench: Workbench, command: str, **names: str) -> str:
    """Run a command line as it is shown, redirections and all, with the services' programs on the path."""
    programs = workbench.path("programs")
    programs.mkdir(exist_ok=True)
    for name, text in SERVICES.items():
        program = programs / name
        program.write_text(f"#!/bin/bash\nset -eu\n{text}")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    environment = {"PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin", **names}
    line = ["bash", "-euo", "pipefail", "-c", command]
    done = subprocess.run(line, cwd=workbench.folder, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    return done.stdout


def _upload(api: httpx.Client, file: Path) -> dict[str, Any]:
    answer = api.post("/ca-certificates", params={"fileName": file.name}, content=file.read_bytes(), headers=RAW)
    assert answer.status_code == 201, answer.text
    certificate: dict[str, Any] = answer.json()
    return certificate


def _open(console: Console, ca: dict[str, Any]) -> None:
    console.open(f"#/ca-certificates?verify={ca['id']}")
    expect(console.code).to_be_visible()


def test_from_sign_in_to_verified_in_four_clicks_two_files_and_one_copy(console: Console, workbench: Workbench) -> None:
    page = console.page
    clicks = page.evaluate_handle("() => { const c = {n: 0}; addEventListener('click', () => c.n++, true); return c; }")
    console.button("Upload CA").click()
    console.choose_files(workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()
    console.dialog.get_by_role("button", name="Upload", exact=True).click()
    console.dialog.get_by_role("button", name="Verify Certificate").click()
    console.dialog.get_by_role("button", name="Copy all").click()
    expect(console.dialog.get_by_text("Copied", exact=True)).to_be_visible()
    assert clicks.evaluate("clicks => clicks.n") == 4
    _shell(workbench, page.evaluate("navigator.clipboard.readText()"))
    console.upload_proof(workbench.path("verificationCert.crt"))
    assert clicks.evaluate("clicks => clicks.n") == 4


def test_the_commands_have_the_names_of_the_persons_own_files(
    console: Console, workbench: Workbench, api: httpx.Client
) -> None:
    file = workbench.path("rootCA.cer").rename(workbench.path("plant 7's CA.pem"))
    workbench.path("rootCA.key").rename(workbench.path("plant 7.key"))
    _open(console, _upload(api, file))
    expect(console.dialog.get_by_label("Your CA certificate file")).to_have_value("plant 7's CA.pem")
    console.dialog.get_by_label("Its private key file").fill("plant 7.key")
    for command in console.commands():
        _shell(workbench, command)
    console.upload_proof(workbench.path("verificationCert.crt"))


def test_the_request_can_be_downloaded_and_signed(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    _open(console, _upload(api, workbench.path("rootCA.cer")))
    with console.page.expect_download() as download:
        console.dialog.get_by_role("button", name="Download the CSR").click()
    download.value.save_as(workbench.path(download.value.suggested_filename))
    (command,) = console.commands("Ready request")
    workbench.openssl(command)
    console.upload_proof(workbench.path("verificationCert.crt"))


@pytest.mark.parametrize("kind", ["RSA", "EC"])
@pytest.mark.parametrize("service", ["AWS KMS", "Google Cloud KMS", "Azure Key Vault", "OpenSSL"])
def test_a_signature_by_a_key_service_is_a_proof(
    console: Console, workbench: Workbench, api: httpx.Client, service: str, kind: str
) -> None:
    if kind == "EC":
        workbench.openssl(
            "openssl req -x509 -config rootCA.cnf -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
            " -keyout rootCA.key -out rootCA.cer -days 99"
        )
    _open(console, _upload(api, workbench.path("rootCA.cer")))
    console.unfold_other_ways()
    for command in console.commands(service):
        _shell(workbench, command, **(RSA if kind == "RSA" else EC))
    _send_signature(console, workbench)


def _send_signature(console: Console, workbench: Workbench) -> None:
    console.dialog.locator("input[type=file]").first.set_input_files(workbench.path("possession.sig"))
    # The browser reads the file in its own time, and sends no form whose required field is empty.
    expect(console.dialog.get_by_label("Signature in Base64")).not_to_have_value("")
    console.dialog.get_by_role("button", name="Send the signature").click()
    expect(console.dialog.get_by_role("heading", name="Verified")).to_be_visible()


@pytest.mark.parametrize("key", ["rsa:2048", "ec:prime256v1", "ec:secp384r1", "ed25519"])
def test_a_signature_by_a_hardware_module_is_a_proof(
    console: Console, workbench: Workbench, api: httpx.Client, key: str
) -> None:
    kind, _, parameter = key.partition(":")
    option = {"ec": f"-pkeyopt ec_paramgen_curve:{parameter}"}.get(kind, "")
    algorithm = key if kind == "rsa" else kind
    make = f"openssl req -x509 -config rootCA.cnf -newkey {algorithm} {option} -nodes -days 9"
    workbench.openssl(f"{make} -keyout rootCA.key -out rootCA.cer")
    module = SoftHsm(workbench.folder)
    # The key that is meant is not the first one of the token.
    workbench.openssl("openssl genpkey -algorithm RSA -out another.key")
    module.take_in(workbench.path("another.key"), "02")
    module.take_in(workbench.path("rootCA.key"), "01")
    _open(console, _upload(api, workbench.path("rootCA.cer")))
    console.unfold_other_ways()
    for command in console.commands("PKCS #11"):
        module.run_at_terminal(command)
    _send_signature(console, workbench)


def test_a_wrong_signature_is_refused(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    _open(console, _upload(api, workbench.path("rootCA.cer")))
    console.unfold_other_ways()
    console.dialog.get_by_label("Signature in Base64").fill("AAAA")
    console.dialog.get_by_role("button", name="Send the signature").click()
    expect(console.dialog.get_by_text(re.compile("^The signature is not by this CA"))).to_be_visible()


def test_a_failed_proof_is_diagnosed_and_a_new_code_replaces_the_old(
    console: Console, workbench: Workbench, api: httpx.Client
) -> None:
    _open(console, _upload(api, workbench.path("rootCA.cer")))
    console.choose_files(workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_text("This is the CA certificate itself", exact=True)).to_be_in_viewport()
    expect(console.dialog.get_by_text("How to mend it:")).to_have_count(1)

    first = console.code.inner_text()
    console.dialog.get_by_role("button", name="Generate Verification Code").click()
    expect(console.dialog.get_by_text("stops working at once", exact=False)).to_be_visible()
    console.dialog.get_by_role("button", name="Keep this code").click()
    assert console.code.inner_text() == first
    console.dialog.get_by_role("button", name="Generate Verification Code").click()
    console.dialog.get_by_role("button", name="Generate a new code").click()
    expect(console.code).not_to_have_text(first)

    workbench.prove(first)
    console.choose_files(workbench.path("verificationCert.crt"))
    expect(console.dialog.get_by_text("The Common Name is not the active code", exact=True)).to_be_in_viewport()

    # A reload keeps the code: another is made only when it is asked for. The commands have the new one.
    second = console.code.inner_text()
    console.page.reload()
    expect(console.code).to_have_text(second)
    assert any(second in command for command in console.commands())
    workbench.prove(second)
    console.upload_proof(workbench.path("verificationCert.crt"))


def test_the_request_follows_a_new_code(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    _open(console, _upload(api, workbench.path("rootCA.cer")))
    expect(console.dialog.get_by_role("button", name="Copy all")).to_be_visible()
    with console.page.expect_response(re.compile("/csr$")):
        console.dialog.get_by_role("button", name="Generate Verification Code").click()
        console.dialog.get_by_role("button", name="Generate a new code").click()
    console.dialog.get_by_role("button", name="Copy all").click()
    _shell(workbench, console.page.evaluate("navigator.clipboard.readText()"))
    console.upload_proof(workbench.path("verificationCert.crt"))


def test_a_proof_that_another_ca_signed_is_used_there(
    console: Console, workbench: Workbench, api: httpx.Client
) -> None:
    meant = _upload(api, workbench.path("rootCA.cer"))
    name = workbench.root_name()
    code = api.post(f"/ca-certificates/{meant['id']}/verification-code").json()["code"]
    workbench.path("proof.crt").write_bytes(workbench.prove(code))
    workbench.make_root_ca("Mistaken")
    _open(console, _upload(api, workbench.path("rootCA.cer")))
    console.choose_files(workbench.path("proof.crt"))
    console.dialog.get_by_role("button", name=f"This was signed by {name}: use it there").click()
    expect(console.dialog.get_by_role("heading", name="Verified")).to_be_visible()
    expect(console.dialog.locator("header")).to_contain_text(name)
    assert api.get(f"/ca-certificates/{meant['id']}").json()["status"] == "verified"


def test_success_leads_on(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    page = console.page
    first = _upload(api, workbench.path("rootCA.cer"))
    workbench.path("first.crt").write_bytes(
        workbench.prove(api.post(f"/ca-certificates/{first['id']}/verification-code").json()["code"])
    )
    workbench.make_root_ca("The next one")
    _upload(api, workbench.path("rootCA.cer"))
    page.reload()
    _open(console, first)
    console.upload_proof(workbench.path("first.crt"))
    with page.expect_download() as download:
        console.dialog.get_by_role("button", name="Download receipt").click()
    assert download.value.suggested_filename == f"receipt-{first['id'][:16]}.jws"
    console.dialog.get_by_role("button", name="Verify next: The next one").click()
    expect(console.code).to_be_visible()
    expect(console.dialog.locator("header")).to_contain_text("The next one")
    for command in console.commands():
        workbench.openssl(command)
    console.upload_proof(workbench.path("verificationCert.crt"))
    console.dialog.get_by_role("button", name="Open the trust store").click()
    expect(page.get_by_role("heading", name="2 trusted CAs")).to_be_visible()
    expect(console.dialog).to_have_count(0)


def test_an_expired_code_offers_no_command(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    ca = _upload(api, workbench.path("rootCA.cer"))

    def age(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"expiresAt": "2020-01-01T00:00:00Z"})

    api.post(f"/ca-certificates/{ca['id']}/verification-code").raise_for_status()
    console.page.route(re.compile(r"/verification-code$"), age)
    _open(console, ca)
    expect(console.dialog).to_contain_text("Expired on")
    expect(console.dialog.locator("pre")).to_have_count(0)
    expect(console.dialog.locator("input[type=file]")).to_have_count(0)
    expired = console.code.inner_text()
    console.page.unroute(re.compile(r"/verification-code$"))
    console.dialog.get_by_role("button", name="Generate Verification Code").click()
    expect(console.code).not_to_have_text(expired)
    expect(console.dialog.locator("pre").first).to_be_visible()


def test_a_proof_that_is_closed_tells_its_outcome(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    ca = _upload(api, workbench.path("rootCA.cer"))
    console.page.reload()
    held = console.hold(re.compile(r"/verification\?"))
    for file, told in (
        ("rootCA.cer", f"The proof for {workbench.root_name()} was not accepted."),
        ("", "is verified."),
    ):
        console.row(workbench.root_name()).get_by_role("button", name="Verify Certificate").click()
        if not file:
            workbench.prove(console.code.inner_text())
        with console.page.expect_request(re.compile(r"/verification\?")):
            console.choose_files(workbench.path(file or "verificationCert.crt"))
        console.close_dialog()
        held.pop().continue_()
        expect(console.page.get_by_text(told, exact=False).first).to_be_visible()
    assert api.get(f"/ca-certificates/{ca['id']}").json()["status"] == "verified"
