"""What the console does with verified CAs: trust them or not, hand them on, and try devices against them."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.console_page import PHONE, WIDE, Console, assert_accessible
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
    path = f"/ca-certificates/{uploaded['id']}"
    code = client.post(f"{path}/verification-code").json()["code"]
    verified = client.post(f"{path}/verification", content=workbench.prove(code), headers=RAW)
    assert verified.status_code == 200, verified.text
    certificate: dict[str, Any] = verified.json()
    return certificate


def _change(client: httpx.Client, ca: dict[str, Any], **change: object) -> None:
    client.patch(f"/ca-certificates/{ca['id']}", json=change).raise_for_status()


def _open_detail(console: Console, ca: dict[str, Any]) -> None:
    console.open(f"#/ca-certificates/{ca['id']}")
    expect(_switch(console)).to_be_enabled()


def _switch(console: Console) -> Locator:
    return console.page.get_by_role("switch", name="Trust this CA")


def _trusted(client: httpx.Client) -> list[str]:
    answer = client.get("/truststore", headers={"Accept": "application/json"})
    return [item["id"] for item in answer.json()["items"]]


def _issue(workbench: Workbench, name: str, issuer: str, *, extensions: str = "") -> str:
    """Issue a certificate with a key of its own, and return its text."""
    workbench.openssl(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        f" -keyout {name}.key -out {name}.csr -subj {shlex.quote(f'/CN={name}/O=Example')}"
    )
    workbench.path("extensions.cnf").write_text(extensions)
    workbench.openssl(
        f"openssl x509 -req -in {name}.csr -CA {issuer}.cer -CAkey {issuer}.key -CAcreateserial -days 99"
        f" -extfile extensions.cnf -out {name}.cer"
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


def test_a_ca_leaves_and_enters_the_trust_store_by_its_switch(
    detail: Console,
    ca: dict[str, Any],
    api: httpx.Client,
    workbench: Workbench,
) -> None:
    expect(_switch(detail)).to_be_checked()
    expect(detail.main).to_contain_text("Switched off, it leaves the trust store at once.")
    _switch(detail).focus()
    detail.page.keyboard.press("Space")
    expect(_switch(detail)).not_to_be_checked()
    expect(_switch(detail)).to_be_focused()
    expect(detail.main).to_contain_text("Not in your trust store, because it is disabled.")
    assert _trusted(api) == []

    detail.page.get_by_role("link", name="Device CA Certificate").click()
    expect(detail.row(workbench.root_name()).get_by_text("Disabled", exact=True)).to_be_visible()
    _open_detail(detail, ca)
    _switch(detail).click()
    expect(_switch(detail)).to_be_checked()
    expect(detail.main.locator(".badges").get_by_text("Disabled")).to_have_count(0)
    assert _trusted(api) == [ca["id"]]


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
    _switch(detail).click()
    expect(page.get_by_role("alert")).to_contain_text("It is now called “Theirs”.")
    expect(page.get_by_role("heading", name="Theirs", level=1)).to_be_visible()
    assert _trusted(api) == [ca["id"]]
    _switch(detail).click()
    expect(_switch(detail)).not_to_be_checked()
    expect(page.get_by_role("alert")).to_have_count(0)

    # Where they did what was wanted, there is nothing to tell.
    _change(api, ca, enabled=True)
    _switch(detail).click()
    expect(_switch(detail)).to_be_checked()
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
    events = detail.main.locator("section").filter(has_text="History").get_by_role("listitem")
    expect(events).to_have_count(3)
    for event, text in zip(events.all(), ("Verified", "Verification code generated", "Uploaded"), strict=True):
        expect(event).to_contain_text(text)
    _switch(detail).click()
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
    expect(detail.main).to_contain_text("it enters as soon as it is verified")
    expect(detail.button("Download receipt")).to_have_count(0)


def test_the_trust_store_is_shown_and_downloaded(
    console: Console,
    api: httpx.Client,
    workbench: Workbench,
) -> None:
    page, subject = console.page, workbench.root_name()
    console.button("Product Development").click()
    page.get_by_role("link", name="Trust store").click()
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

    console.button("Copy Settings for mosquitto").click()
    assert "cafile /etc/mosquitto/certs/truststore.pem\n" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("tab", name="NGINX").click()
    expect(page.get_by_text("ssl_verify_client on;")).to_be_visible()
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
    page.get_by_role("link", name="Try a device certificate").click()
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
    expect(console.main).to_contain_text("switch on “Trust this CA”")
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
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")
    expect(console.main).to_contain_text("Pasted certificate is refused for 2 reasons.")
    expect(console.main.get_by_text("How to mend it:")).to_have_count(2)
    expect(_links(console).first).to_contain_text("Not made for TLS clients")
    expect(_links(console).last).to_contain_text("Not among your CAs")

    dropped = page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(['Not a certificate at all.'], 'notes.pem'));
            return transfer;
        }"""
    )
    page.dispatch_event("main", "drop", {"dataTransfer": dropped})
    expect(console.main).to_contain_text("notes.pem is refused for 1 reason.")
    expect(_links(console)).to_have_count(0)

    before = len(console.requests)
    _try(console, workbench.path("rootCA.key"))
    expect(page.get_by_role("alert")).to_contain_text("it has not left this computer")
    assert len(console.requests) == before


@pytest.mark.parametrize(("theme", "viewport"), [("light", WIDE), ("dark", PHONE)], ids=["light", "dark"])
def test_no_view_about_trust_has_an_accessibility_violation(
    new_console: Callable[..., Console],
    api: httpx.Client,
    workbench: Workbench,
    theme: str,
    viewport: dict[str, int],
) -> None:
    console = new_console(color_scheme=theme, viewport=viewport, reduced_motion="reduce")
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
    _switch(console).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page, "detail, changed by somebody else")
    _switch(console).click()
    expect(_switch(console)).not_to_be_checked()
    assert_accessible(page, "detail, disabled")
    console.button("Rename").click()
    assert_accessible(page, "rename")
    console.close_dialog()
    console.open()
    expect(page.get_by_text("Disabled", exact=True)).to_be_visible()
    assert_accessible(page, "list")
    console.button("中文").click()
    console.open("#/truststore")
    expect(page.get_by_role("heading", name="尚无受信任的 CA")).to_be_visible()
    assert_accessible(page, "trust store in Chinese")
