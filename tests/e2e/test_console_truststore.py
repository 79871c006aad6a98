"""What the console does with verified CAs: trust them or not, hand them on, and try devices against them."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.console_page import Console, assert_accessible
from tests.support.media_types import RAW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx
    from playwright.sync_api import Locator

    from tests.tools.local_stack.guide import Workbench

INTERMEDIATE = """\
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
"""


@pytest.fixture
def ca(api: httpx.Client, workbench: Workbench) -> dict[str, Any]:
    """The workbench's root CA, verified."""
    return _verified(api, workbench)


@pytest.fixture
def detail(console: Console, ca: dict[str, Any]) -> Console:
    """A window on that CA's detail view."""
    _open_detail(console, ca)
    return console


def _verified(client: httpx.Client, workbench: Workbench) -> dict[str, Any]:
    content = workbench.path("rootCA.cer").read_bytes()
    uploaded = client.post("/ca-certificates?fileName=rootCA.cer", content=content, headers=RAW).json()
    return _prove(client, workbench, uploaded, "rootCA")


def _prove(client: httpx.Client, workbench: Workbench, ca: dict[str, Any], name: str) -> dict[str, Any]:
    """Verify a CA whose certificate and key are files of the workbench."""
    path = f"/ca-certificates/{ca['id']}"
    code = client.post(f"{path}/verification-code").json()["code"]
    workbench.openssl(
        f"openssl req -new -newkey rsa:2048 -nodes -keyout {shlex.quote(f'{name}.proof.key')}"
        f" -out proof.csr -subj /CN={code}"
    )
    workbench.openssl(
        f"openssl x509 -req -in proof.csr -CA {shlex.quote(f'{name}.cer')} -CAkey {shlex.quote(f'{name}.key')}"
        " -CAcreateserial -out proof.crt -days 9"
    )
    verified = client.post(f"{path}/verification", content=workbench.path("proof.crt").read_bytes(), headers=RAW)
    assert verified.status_code == 200, verified.text
    certificate: dict[str, Any] = verified.json()
    return certificate


def _change(client: httpx.Client, ca: dict[str, Any], **change: object) -> None:
    client.patch(f"/ca-certificates/{ca['id']}", json=change).raise_for_status()


def _open_detail(console: Console, ca: dict[str, Any]) -> None:
    console.open(f"#/ca-certificates/{ca['id']}")
    button = console.button("Disable").or_(console.button("Enable"))
    expect(button).to_have_attribute("aria-disabled", "false")


def _disable(console: Console) -> None:
    console.button("Disable").click()
    console.dialog.get_by_role("button", name="Disable").click()


def _trusted(client: httpx.Client) -> list[str]:
    answer = client.get("/truststore", headers={"Accept": "application/json"})
    return [item["id"] for item in answer.json()["items"]]


def _issue(workbench: Workbench, name: str, issuer: str, *, extensions: str = "") -> str:
    """Issue a certificate with a key of its own, and return its text."""
    workbench.openssl(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        f" -keyout '{name}.key' -out '{name}.csr' -subj {shlex.quote(f'/CN={name}/O=Example')}"
    )
    workbench.path("extensions.cnf").write_text(extensions)
    workbench.openssl(
        f"openssl x509 -req -in '{name}.csr' -CA {issuer}.cer -CAkey {issuer}.key -CAcreateserial -days 99"
        f" -extfile extensions.cnf -out '{name}.cer'"
    )
    return workbench.path(f"{name}.cer").read_text()


def _device_with_intermediate(workbench: Workbench) -> Path:
    """Make a file with a device certificate and the intermediate CA between it and the root."""
    intermediate = _issue(workbench, "intermediate", "rootCA", extensions=INTERMEDIATE)
    file = workbench.path("chain.pem")
    file.write_text(_issue(workbench, "sensor-1", "intermediate") + intermediate)
    return file


def _try(console: Console, file: Path) -> None:
    console.main.locator("input[type=file]").set_input_files(file)


def _links(console: Console) -> Locator:
    return console.main.locator("section").filter(has_text="From the device to your CA").locator("ol > li")


def test_disabling_is_told_before_it_is_done(
    detail: Console, ca: dict[str, Any], api: httpx.Client, workbench: Workbench
) -> None:
    name = workbench.root_name()
    intermediate = _issue(workbench, "Plant 7", "rootCA", extensions=INTERMEDIATE)
    subordinate = api.post("/ca-certificates", content=intermediate.encode(), headers=RAW).json()
    _prove(api, workbench, subordinate, "Plant 7")
    _open_detail(detail, ca)
    detail.page.reload()

    expect(detail.page.get_by_role("heading", name="In your trust store")).to_be_visible()
    detail.button("Disable").click()
    expect(detail.dialog).to_contain_text(f"1 CA leaves the trust store at once: {name}.")
    expect(detail.dialog).to_contain_text("1 subordinate CA stays in the trust store: Plant 7.")
    detail.button("Cancel").click()
    assert set(_trusted(api)) == {ca["id"], subordinate["id"]}

    detail.button("Disable").click()
    detail.dialog.get_by_role("button", name="Disable").click()
    expect(detail.page.get_by_role("heading", name="Disabled: not in your trust store")).to_be_visible()
    expect(detail.page.get_by_text(f"{name} is disabled.").first).to_be_visible()
    assert _trusted(api) == [subordinate["id"]]

    detail.page.get_by_label("Breadcrumb").get_by_role("link").click()
    expect(detail.row(name).get_by_text("Disabled", exact=True)).to_be_visible()
    _open_detail(detail, ca)
    detail.button("Enable").click()
    expect(detail.page.get_by_role("heading", name="In your trust store")).to_be_visible()
    expect(detail.main.locator(".badges").get_by_text("Disabled")).to_have_count(0)
    assert ca["id"] in _trusted(api)

    # The other way round: a CA above stays trusted, and so does the way by it.
    detail.main.get_by_role("link", name="Plant 7").click()
    detail.button("Disable").click()
    expect(detail.dialog).to_contain_text("Devices of Plant 7 are still let in")
    detail.button("Cancel").click()
    detail.main.get_by_role("link", name=name).first.click()
    detail.button("Delete").click()
    expect(detail.dialog).to_contain_text(f"1 CA leaves the trust store at once: {name}.")
    expect(detail.dialog).to_contain_text("1 subordinate CA stays in the trust store: Plant 7.")


def test_a_pending_ca_is_not_called_trusted(console: Console, api: httpx.Client, workbench: Workbench) -> None:
    content = workbench.path("rootCA.cer").read_bytes()
    pending = api.post("/ca-certificates", content=content, headers=RAW).json()
    _open_detail(console, pending)
    expect(console.page.get_by_role("heading", name="Not verified yet: not in your trust store")).to_be_visible()
    expect(console.button("Verify Certificate")).to_be_visible()
    console.button("Delete").click()
    expect(console.dialog).to_contain_text("The trust store stays as it is.")
    console.close_dialog()
    # A verification in the pop-up is told, and told no more where it no longer belongs.
    console.button("Verify Certificate").click()
    for command in console.commands():
        workbench.openssl(command)
    console.upload_proof(workbench.path("verificationCert.crt"))
    console.close_dialog()
    told = console.main.get_by_text(f"{workbench.root_name()} is verified.")
    expect(told.first).to_be_visible()
    expect(console.page.get_by_role("heading", name="In your trust store")).to_be_visible()
    console.page.get_by_label("Sections").get_by_role("link", name="Trust store").click()
    expect(console.page.get_by_role("heading", name="1 trusted CA")).to_be_visible()
    expect(console.main.locator(".notice-bar")).to_have_count(0)
    console.page.go_back()
    expect(console.page.get_by_role("heading", name=workbench.root_name(), level=1)).to_be_visible()
    expect(console.main.locator(".notice-bar")).to_have_count(0)


def test_the_detail_view_shows_downloads_and_deletes(console: Console, api: httpx.Client, workbench: Workbench) -> None:
    name, page = workbench.root_name(), console.page
    content = workbench.path("rootCA.cer").read_bytes()
    api.post("/ca-certificates?fileName=rootCA.cer", content=content, headers=RAW).raise_for_status()
    page.reload()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_focused()
    expect(page).to_have_title(f"{name} · Developer Center")
    serial = workbench.openssl("openssl x509 -in rootCA.cer -noout -serial").output.strip().removeprefix("serial=")
    for text in ("sha256WithRSAEncryption", "rootCA.cer", serial.lower().lstrip("0")):
        expect(console.main.get_by_text(text, exact=True)).to_be_visible()

    page.get_by_text("PEM and fingerprints").click()
    digest = workbench.openssl("openssl x509 -in rootCA.cer -noout -fingerprint -sha1").output.strip().partition("=")[2]
    expect(console.main.get_by_text(digest.replace(":", "").lower(), exact=True)).to_be_visible()
    shown = page.get_by_role("group", name="PEM of the certificate").inner_text()
    assert shown.strip() == workbench.openssl("openssl x509 -in rootCA.cer").output.strip()

    with page.expect_download() as download:
        console.button("Download").click()
    assert download.value.suggested_filename == "rootCA.cer"
    download.value.save_as(workbench.path("downloaded.cer"))
    assert workbench.path("downloaded.cer").read_bytes() == workbench.path("rootCA.cer").read_bytes()

    console.button("Delete").click()
    expect(console.dialog).to_contain_text(name)
    console.close_dialog()
    expect(console.button("Delete")).to_be_focused()
    console.button("Delete").click()
    console.button("Delete certificate").click()
    expect(page.get_by_text(f"{name} was deleted.").first).to_be_visible()
    expect(page.get_by_role("heading", name="No CA certificate yet")).to_be_visible()


def test_a_link_that_leads_nowhere_says_so(console: Console) -> None:
    console.open("#/ca-certificates/cut0ff")
    expect(console.page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    expect(console.main).not_to_contain_text("hex")


def test_a_certificate_has_the_name_that_it_is_given(detail: Console, workbench: Workbench) -> None:
    page, subject = detail.page, workbench.root_name()
    detail.button("Rename").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Plant <b>A</b>")
    page.keyboard.press("Enter")
    expect(detail.dialog).to_have_count(0)
    expect(page.get_by_role("heading", name="Plant <b>A</b>", level=1)).to_be_visible()
    expect(detail.main.get_by_text(subject, exact=True)).to_be_visible()
    detail.open()
    expect(detail.row("Plant <b>A</b>")).to_contain_text(subject)

    page.get_by_role("link", name="Plant <b>A</b>").click()
    detail.button("Rename").click()
    page.get_by_label("Name", exact=True).fill("")
    detail.button("Save name").click()
    expect(page.get_by_role("heading", name=subject, level=1)).to_be_visible()
    expect(detail.button("Rename")).to_be_focused()


def test_nothing_is_changed_unseen_that_somebody_else_has_changed(
    detail: Console,
    ca: dict[str, Any],
    api: httpx.Client,
) -> None:
    page = detail.page
    _change(api, ca, name="Theirs")
    _disable(detail)
    expect(page.get_by_role("alert")).to_contain_text("It is now called “Theirs”.")
    expect(page.get_by_role("heading", name="Theirs", level=1)).to_be_visible()
    assert _trusted(api) == [ca["id"]]
    _disable(detail)
    expect(detail.button("Enable")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)

    # Where they did what was wanted, there is nothing to tell.
    _change(api, ca, enabled=True)
    detail.button("Enable").click()
    expect(detail.button("Disable")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)

    detail.button("Rename").click()
    _change(api, ca, enabled=False)
    page.get_by_label("Name", exact=True).fill("Ours")
    detail.button("Save name").click()
    expect(detail.dialog.get_by_role("alert")).to_contain_text("It was disabled.")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ours")
    detail.button("Save name").click()
    expect(page.get_by_role("heading", name="Ours", level=1)).to_be_visible()


def test_the_history_of_a_ca_is_told(detail: Console) -> None:
    heading = detail.page.get_by_role("heading", name="History", exact=True)
    events = detail.main.locator("section").filter(has=heading).get_by_role("listitem")
    expect(events).to_have_count(3)
    for event, text in zip(events.all(), ("Verified", "Verification code generated", "Uploaded"), strict=True):
        expect(event).to_contain_text(text)
    _disable(detail)
    expect(events.first).to_contain_text("Disabled")
    expect(events).to_have_count(4)


def test_a_verified_ca_has_a_receipt(
    detail: Console,
    ca: dict[str, Any],
    api: httpx.Client,
    workbench: Workbench,
) -> None:
    with detail.page.expect_download() as download:
        detail.button("Download receipt").click()
    assert download.value.suggested_filename == f"receipt-{ca['id'][:16]}.jws"
    download.value.save_as(workbench.path("receipt.jws"))
    statement, _, _ = workbench.path("receipt.jws").read_text().rpartition(".")
    expected, _, _ = api.get(f"/ca-certificates/{ca['id']}/receipt").text.rpartition(".")
    assert statement == expected

    workbench.make_root_ca("Not verified")
    content = workbench.path("rootCA.cer").read_bytes()
    _open_detail(detail, api.post("/ca-certificates", content=content, headers=RAW).json())
    expect(detail.main).to_contain_text("It enters the trust store as soon as you prove")
    expect(detail.button("Download receipt")).to_have_count(0)


def test_the_trust_store_is_shown_and_downloaded(
    console: Console,
    api: httpx.Client,
    workbench: Workbench,
) -> None:
    page, subject = console.page, workbench.root_name()
    console.button("Product Development").click()
    page.get_by_label("Main").get_by_role("link", name="Trust store").click()
    expect(page.get_by_role("heading", name="Trust store", level=1)).to_be_focused()
    expect(page.get_by_role("heading", name="Nothing is trusted yet")).to_be_visible()

    ca = _verified(api, workbench)
    page.reload()
    expect(page.get_by_role("heading", name="1 trusted CA")).to_be_visible()
    with page.expect_download() as download:
        console.button("Download trust store (PEM)").click()
    assert download.value.suggested_filename == "truststore.pem"
    download.value.save_as(workbench.path("truststore.pem"))
    assert workbench.path("truststore.pem").read_text() == api.get("/truststore").text

    expect(console.main).to_contain_text(f"Last to enter: {subject}")
    page.get_by_role("tab", name="mosquitto").click()
    console.button("Copy Settings for mosquitto").click()
    assert "cafile /etc/mosquitto/certs/truststore.pem\n" in page.evaluate("navigator.clipboard.readText()")
    for server, text in (
        ("curl", f"{console.outputs.api_url}/truststore"),
        ("NGINX", "ssl_client_verify != SUCCESS"),
        ("HAProxy", "verify required"),
        ("EMQX", "verify = verify_peer"),
        ("API Gateway", f"s3://$BUCKET/{console.user.tenant}/truststore.pem"),
        ("ALB", f"--ca-certificates-bundle-s3-key {console.user.tenant}/truststore.pem"),
    ):
        page.get_by_role("tab", name=server).click()
        expect(console.main.get_by_role("tabpanel")).to_contain_text(text)
    for server, line in (
        ("curl", f"{console.outputs.api_url}/truststore/crls"),
        ("mosquitto", "crlfile /etc/mosquitto/certs/crls.pem"),
        ("NGINX", "ssl_crl /etc/nginx/crls.pem;"),
        ("HAProxy", "crl-file /etc/haproxy/crls.pem"),
    ):
        page.get_by_role("tab", name=server).click()
        expect(page.get_by_role("group", name=f"Revocation lists for {server}")).to_contain_text(line)
    page.get_by_role("tab", name="EMQX").click()
    expect(page.get_by_role("group", name=re.compile("^Revocation lists"))).to_have_count(0)
    console.main.get_by_role("link", name=subject).click()
    expect(page).to_have_url(re.compile(ca["id"]))


def test_a_device_is_trusted_by_way_of_its_intermediate_ca(
    console: Console,
    ca: dict[str, Any],
    api: httpx.Client,
    workbench: Workbench,
) -> None:
    page = console.page
    chain = _device_with_intermediate(workbench)
    before = api.get("/ca-certificates").json()
    console.button("Product Development").click()
    page.get_by_label("Main").get_by_role("link", name="Try a device certificate").click()
    expect(console.main).to_contain_text("nothing is stored")
    _try(console, chain)
    expect(page.get_by_role("heading", name="Trusted", exact=True)).to_be_focused()
    expect(_links(console)).to_have_count(3)
    parts = [
        ("Device certificate", "sensor-1"),
        ("Intermediate CA", "intermediate"),
        ("Your CA", workbench.root_name()),
    ]
    for link, (role, name) in zip(_links(console).all(), parts, strict=True):
        for text in (role, name, "In order"):
            expect(link.get_by_text(text, exact=True)).to_be_visible()
        expect(link).to_contain_text(re.compile(r"Valid \w+ \d+, \d{4} . \w+ \d+, \d{4}"))

    _change(api, ca, enabled=False)
    _try(console, chain)
    expect(page.get_by_role("heading", name="Not trusted")).to_be_focused()
    expect(_links(console).nth(1)).to_contain_text("Nothing wrong with it by itself")
    expect(_links(console).nth(2)).to_contain_text("The CA is disabled")
    expect(console.main).to_contain_text("Open the CA and enable it.")
    _change(api, ca, enabled=True)
    assert api.get("/ca-certificates").json() == before
    _links(console).nth(2).get_by_role("link").click()
    expect(page).to_have_url(re.compile(ca["id"]))


def test_every_reason_stands_with_its_hint(
    console: Console,
    workbench: Workbench,
) -> None:
    page = console.page
    text = _issue(workbench, "sensor-2", "rootCA", extensions="extendedKeyUsage = serverAuth\n")
    console.open("#/device-check")
    expect(console.button("Choose a device certificate")).to_be_visible()
    console.paste(text)
    expect(console.main).to_contain_text("Pasted certificate is refused for 2 reasons.")
    expect(console.main.get_by_text("How to mend it:")).to_have_count(2)
    expect(_links(console).first).to_contain_text("Not made for TLS clients")
    expect(_links(console).last).to_contain_text("Not among your CAs")

    workbench.path("notes.pem").write_text("Not a certificate at all.")
    console.drop(console.main, workbench.path("notes.pem"))
    expect(console.main).to_contain_text("notes.pem is refused for 1 reason.")
    expect(_links(console)).to_have_count(0)

    before = len(console.requests)
    _try(console, workbench.path("rootCA.key"))
    expect(page.get_by_role("alert")).to_contain_text("it has not left this computer")
    assert len(console.requests) == before


@pytest.mark.thorough
def test_no_view_about_trust_has_an_accessibility_violation(
    new_console: Callable[..., Console],
    api: httpx.Client,
    workbench: Workbench,
) -> None:
    console = new_console()
    page = console.page
    console.sign_in("#/truststore")
    expect(page.get_by_role("heading", name="Nothing is trusted yet")).to_be_visible()
    assert_accessible(page, "empty trust store")
    ca = _verified(api, workbench)
    chain = _device_with_intermediate(workbench)
    page.reload()
    expect(page.get_by_role("heading", name="1 trusted CA")).to_be_visible()
    assert_accessible(page, "trust store")

    console.open("#/device-check")
    expect(console.button("Choose a device certificate")).to_be_visible()
    assert_accessible(page, "device check")
    for file, verdict in ((chain, "Trusted"), (workbench.path("sensor-1.cer"), "Not trusted")):
        _try(console, file)
        expect(page.get_by_role("heading", name=verdict, exact=True)).to_be_visible()
        assert_accessible(page, f"device check, {verdict}")

    _open_detail(console, ca)
    _change(api, ca, name="N" * 128)
    console.button("Disable").click()
    assert_accessible(page, "disable")
    console.dialog.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page, "detail, changed by somebody else")
    _disable(console)
    expect(console.button("Enable")).to_be_visible()
    page.get_by_text("PEM and fingerprints").click()
    assert_accessible(page, "detail, disabled")
    console.button("Rename").click()
    assert_accessible(page, "rename")
    console.close_dialog()
    console.open()
    expect(page.get_by_role("row").get_by_text("Disabled", exact=True)).to_be_visible()
    page.get_by_role("checkbox").last.check()
    assert_accessible(page, "list")
    page.get_by_role("group", name="1 certificate chosen").get_by_role("button", name="Delete").click()
    assert_accessible(page, "delete several")
    console.close_dialog()
    console.open("#/help")
    expect(page.get_by_role("heading", name="Help", level=1)).to_be_visible()
    assert_accessible(page, "help")
    console.button("中文").click()
    console.open("#/truststore")
    expect(page.get_by_role("heading", name="尚无受信任的 CA")).to_be_visible()
    assert_accessible(page, "trust store in Chinese")
