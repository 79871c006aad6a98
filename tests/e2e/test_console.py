"""The console in a real browser: the whole guide, and what goes wrong on the way."""

from __future__ import annotations

import base64
import json
import re
import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.console_page import PHONE, WIDE, Console, assert_accessible
from tests.support.media_types import RAW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx
    from playwright.sync_api import Page, Route

    from tests.tools.local_stack.guide import Workbench


def make_ca(workbench: Workbench, common_name: str, days: int = 3650) -> Path:
    """Make another CA certificate, quickly: on an elliptic curve."""
    name = re.sub(r"\W+", "-", common_name)
    workbench.openssl(
        "openssl req -x509 -config rootCA.cnf -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        f" -keyout {name}.key -out {name}.cer -days {days} -subj {shlex.quote(f'/CN={common_name}/O=Example')}"
    )
    return workbench.path(f"{name}.cer")


def shell(workbench: Workbench, command: str) -> str:
    """Run a command line as it is shown, redirections and all."""
    done = subprocess.run(["bash", "-ec", command], cwd=workbench.folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_guide_from_sign_in_to_verified(new_console: Callable[..., Console], workbench: Workbench) -> None:
    console = new_console()
    console.sign_in()
    page, name = console.page, workbench.root_name()
    console.button("Product Development").click()
    page.get_by_role("link", name="Device CA Certificate").click()
    expect(page.get_by_role("heading", name="Device CA Certificate", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="No CA certificate yet")).to_be_visible()

    console.upload(workbench.path("rootCA.cer"))
    console.close_dialog()
    expect(console.row(name)).to_contain_text("Pending verification")
    expect(console.row(name)).to_contain_text("RSA-2048")
    expect(console.row(name)).to_contain_text("in 10 years")

    console.row(name).get_by_role("button", name="Verify Certificate").click()
    expect(console.dialog.get_by_role("heading", name="Certificate Verification")).to_be_visible()
    expect(console.dialog.get_by_text("Valid for 7 more days")).to_be_visible()
    console.dialog.get_by_role("button", name="Copy verification code").click()
    assert page.evaluate("navigator.clipboard.readText()") == console.code.inner_text()

    for command in console.commands():
        workbench.openssl(command)
    console.upload_proof(workbench.path("verificationCert.crt"))
    console.dialog.get_by_role("button", name="Done").click()
    expect(console.row(name)).to_contain_text("Verified")
    expect(console.row(name).get_by_role("button")).to_have_count(0)

    console.button("Sign out").click()
    expect(console.button("Sign in")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


def test_the_keyboard_alone_is_enough(new_console: Callable[..., Console], workbench: Workbench) -> None:
    console = new_console()
    page = console.page
    # Playwright takes over the choosing of files while someone listens, and needs a moment to begin.
    page.on("filechooser", lambda _: None)
    console.open()
    expect(console.button("Sign in")).to_be_visible()

    def press_until(name: str, *, role: str = "button") -> None:
        """Go on with the Tab key to a control, and check that its focus can be seen."""
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            if focused.count() and page.get_by_role(role, name=name, exact=True).and_(focused).count():  # type: ignore[arg-type]
                outline = focused.evaluate("e => getComputedStyle(e).outlineStyle")
                assert outline != "none", f"the focus on {name} cannot be seen"
                return
        pytest.fail(f"the Tab key does not lead to {name}")

    def choose_by_keyboard(file: Path) -> None:
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        chooser.value.set_files(file)

    press_until("Sign in")
    page.keyboard.press("Enter")
    console.fill_hosted_ui()

    press_until("Product Development")
    page.keyboard.press("Enter")
    press_until("Device CA Certificate", role="link")
    page.keyboard.press("Enter")

    press_until("Upload CA")
    page.keyboard.press("Enter")
    expect(console.dialog.get_by_role("heading", name="Upload CA")).to_be_focused()
    press_until("Choose files")
    choose_by_keyboard(workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()
    press_until("Upload")
    page.keyboard.press("Enter")
    expect(console.dialog.get_by_text("Uploaded", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(console.dialog).to_have_count(0)
    expect(console.button("Upload CA")).to_be_focused()

    press_until(f"Verify Certificate {workbench.root_name()}")
    page.keyboard.press("Enter")
    expect(console.code).to_be_visible()
    press_until("OpenSSL", role="tab")
    page.keyboard.press("ArrowRight")
    expect(console.dialog.get_by_role("tab", name="One command")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    for command in console.commands():
        workbench.openssl(command)
    press_until("Choose the verification certificate")
    choose_by_keyboard(workbench.path("verificationCert.crt"))
    expect(console.dialog.get_by_role("heading", name="Verified")).to_be_visible()
    page.keyboard.press("Escape")
    # The button that opened the pop-up has gone with the verification.
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_every_broken_rule_stands_beside_its_file(console: Console, workbench: Workbench) -> None:
    leaf = "-addext basicConstraints=critical,CA:FALSE -addext keyUsage=digitalSignature"
    workbench.openssl(f"openssl req -x509 -newkey rsa:1024 -nodes -keyout d.key -out d.pem -days 9 -subj /CN=d {leaf}")
    workbench.path("notes.cer").write_text("Not a certificate at all.")
    workbench.path("rootCA.txt").write_bytes(workbench.path("rootCA.cer").read_bytes())
    workbench.path("large.pem").write_bytes(b"-" * 1_048_577)
    expected = {
        "d.pem": ["Not a CA certificate", "Key not accepted", "Key usage forbids signing certificates"],
        "notes.cer": ["Not a certificate"],
        "rootCA.txt": ["Unexpected file extension"],
        "large.pem": ["The file is larger than 1 MB."],
    }
    console.button("Upload CA").click()
    console.choose_files(*map(workbench.path, expected))
    for file, titles in expected.items():
        item = console.dialog.get_by_role("listitem").filter(has=console.page.locator("strong", has_text=file))
        expect(item.get_by_text("Cannot be uploaded", exact=True)).to_be_visible()
        for title in titles:
            expect(item.get_by_text(title, exact=True)).to_be_visible()
    hints = console.dialog.get_by_text("How to mend it:")
    assert hints.count() >= 5
    expect(console.dialog.get_by_role("button", name="Upload", exact=True)).to_be_disabled()


def test_a_private_key_in_pem_never_leaves_the_browser(console: Console, workbench: Workbench) -> None:
    console.button("Upload CA").click()
    before = len(console.requests)
    console.choose_files(workbench.path("rootCA.key"))
    expect(console.dialog.get_by_text("The file holds a private key", exact=True)).to_be_visible()
    assert len(console.requests) == before


def test_a_private_key_in_der_is_refused_by_the_registry(console: Console, workbench: Workbench) -> None:
    workbench.openssl("openssl pkey -in rootCA.key -outform DER -out key.der")
    console.button("Upload CA").click()
    console.choose_files(workbench.path("key.der"))
    expect(console.dialog.get_by_text("The file holds a private key", exact=True)).to_be_visible()


def test_the_same_file_twice_leads_to_the_one_that_is_there(console: Console, workbench: Workbench) -> None:
    console.upload(workbench.path("rootCA.cer"))
    console.close_dialog()
    console.button("Upload CA").click()
    console.choose_files(workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_text("Already there")).to_be_visible()
    console.close_dialog()

    # Where the list does not show it, the registry says so.
    console.page.get_by_role("radio", name="Verified", exact=True).check()
    expect(console.page.get_by_text("No certificate has this status.")).to_be_visible()
    console.button("Upload CA").click()
    console.choose_files(workbench.path("rootCA.cer"))
    console.dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(console.dialog.get_by_text("Already there")).to_be_visible()
    console.dialog.get_by_role("button", name="Open it").click()
    expect(console.page.get_by_role("heading", name=workbench.root_name(), level=1)).to_be_visible()
    assert re.search(r"#/ca-certificates/[0-9a-f]{64}$", console.page.url)


def test_certificates_can_be_pasted_and_dropped(console: Console, workbench: Workbench) -> None:
    pem = workbench.path("rootCA.cer").read_text()
    console.page.evaluate("text => navigator.clipboard.writeText(text)", pem)
    console.button("Upload CA").click()
    console.page.keyboard.press("Control+V")
    item = console.dialog.get_by_role("listitem").filter(has_text="Pasted certificate")
    expect(item.get_by_text("Ready to upload", exact=True)).to_be_visible()
    console.close_dialog()

    transfer = console.page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], 'dropped.pem'));
            return transfer;
        }""",
        pem,
    )
    console.page.dispatch_event("main", "drop", {"dataTransfer": transfer})
    expect(console.dialog.get_by_text("dropped.pem")).to_be_visible()
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()

    console.dialog.get_by_text("Paste PEM text instead").click()
    console.dialog.get_by_label("PEM text of the certificate").fill(pem[:400])
    console.dialog.get_by_role("button", name="Check this text").click()
    expect(console.dialog.get_by_text("Cannot be uploaded", exact=True)).to_be_visible()


def test_a_failed_proof_is_diagnosed_and_a_new_code_replaces_the_old(console: Console, workbench: Workbench) -> None:
    console.upload_and_start_verification(workbench.path("rootCA.cer"))
    console.choose_files(workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_text("This is the CA certificate itself", exact=True)).to_be_in_viewport()
    console.choose_files(workbench.path("rootCA.key"))
    expect(console.dialog.get_by_text("it has not left this computer", exact=False)).to_be_visible()

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

    # A reload keeps the code: another is made only when it is asked for.
    second = console.code.inner_text()
    console.page.reload()
    expect(console.code).to_have_text(second)
    workbench.prove(second)
    console.upload_proof(workbench.path("verificationCert.crt"))


def test_one_command_on_the_registrys_own_request_is_a_proof(console: Console, workbench: Workbench) -> None:
    console.upload_and_start_verification(workbench.path("rootCA.cer"))
    console.dialog.get_by_role("tab", name="One command").click()
    with console.page.expect_download() as download:
        console.dialog.get_by_role("button", name="Download the CSR").click()
    download.value.save_as(workbench.path(download.value.suggested_filename))
    (command,) = console.commands()
    workbench.openssl(command)
    console.upload_proof(workbench.path("verificationCert.crt"))


def test_a_signature_is_a_proof(console: Console, workbench: Workbench) -> None:
    console.upload_and_start_verification(workbench.path("rootCA.cer"))
    console.dialog.get_by_role("tab", name="HSM or KMS").click()
    console.dialog.get_by_label("Signature in Base64").fill("AAAA")
    console.dialog.get_by_role("button", name="Send the signature").click()
    expect(console.dialog.get_by_text(re.compile("^The signature is not by this CA"))).to_be_visible()

    printed = [shell(workbench, command) for command in console.commands()]
    console.dialog.get_by_label("Signature in Base64").fill(printed[-1])
    console.dialog.get_by_role("button", name="Send the signature").click()
    expect(console.dialog.get_by_role("heading", name="Verified")).to_be_visible()


def test_the_detail_view_shows_downloads_and_deletes(console: Console, workbench: Workbench) -> None:
    name, page = workbench.root_name(), console.page
    console.upload(workbench.path("rootCA.cer"))
    console.close_dialog()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_focused()
    serial = workbench.openssl("openssl x509 -in rootCA.cer -noout -serial").output.strip().removeprefix("serial=")
    for text in ("sha256WithRSAEncryption", "rootCA.cer", serial.lower().lstrip("0")):
        expect(console.main.get_by_text(text, exact=True)).to_be_visible()

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


def test_a_superior_ca_is_linked(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    workbench.path("intermediate.ext").write_text(
        "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n"
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n"
    )
    workbench.openssl("openssl req -new -newkey rsa:2048 -nodes -keyout i.key -out i.csr -subj /CN=Intermediate")
    workbench.openssl(
        "openssl x509 -req -in i.csr -CA rootCA.cer -CAkey rootCA.key -CAcreateserial -days 99"
        " -extfile intermediate.ext -out intermediate.pem"
    )
    console.button("Upload CA").click()
    console.choose_files(workbench.path("rootCA.cer"), workbench.path("intermediate.pem"))
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_have_count(2)
    console.dialog.get_by_role("button", name="Upload 2 files").click()
    expect(console.dialog.get_by_text("Uploaded", exact=True)).to_have_count(2)
    console.close_dialog()

    items = api.get("/ca-certificates").json()["items"]
    by_name = {item["subject"].removeprefix("CN="): item for item in items}
    intermediate = by_name["Intermediate"]
    assert intermediate["superiorCaId"]
    console.page.get_by_role("link", name="Intermediate", exact=True).click()
    console.main.get_by_role("link", name=workbench.root_name()).click()
    expect(console.page).to_have_url(re.compile(intermediate["superiorCaId"]))


def test_the_list_is_filtered_searched_and_paged(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    page = console.page
    for number in range(27):
        file = make_ca(workbench, f"Batch CA {number:02}", days=30 if number == 26 else 3650)
        answer = api.post("/ca-certificates", params={"fileName": file.name}, content=file.read_bytes(), headers=RAW)
        assert answer.status_code == 201, answer.text
    page.reload()
    rows = page.get_by_role("row").filter(has=page.get_by_role("link"))
    expect(rows).to_have_count(25)
    expect(rows.first).to_contain_text("Batch CA 26")
    expect(rows.first).to_contain_text("Expires in 29 days")
    console.button("Load more").click()
    expect(rows).to_have_count(27)
    expect(console.button("Load more")).to_have_count(0)

    page.get_by_role("searchbox").fill("batch 13")
    expect(rows).to_have_count(1)
    expect(page.get_by_text("1 of 27 certificates")).to_be_visible()
    page.get_by_role("searchbox").fill("nothing like it")
    expect(page.get_by_text("No certificate in this list matches.")).to_be_visible()
    page.get_by_role("searchbox").fill("")

    page.get_by_role("radio", name="Verified", exact=True).check()
    expect(page.get_by_text("No certificate has this status.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"status=verified$"))
    page.get_by_role("radio", name="All").check()
    expect(rows).to_have_count(25)


def test_an_expired_certificate_stands_out(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    file = workbench.path("rootCA.cer")
    api.post("/ca-certificates", content=file.read_bytes(), headers=RAW).raise_for_status()
    yesterday = f"{datetime.now(UTC) - timedelta(days=1, hours=1):%Y-%m-%dT%H:%M:%SZ}"

    def age(route: Route) -> None:
        page = route.fetch().json()
        route.fulfill(json=page | {"items": [item | {"notAfter": yesterday} for item in page["items"]]})

    # The registry takes no expired certificate; it becomes one with time.
    console.page.route("**/ca-certificates?*", age)
    console.page.reload()
    expect(console.row(workbench.root_name())).to_contain_text("Expired yesterday")


def test_a_session_is_renewed_in_silence(console: Console) -> None:
    _keep_the_time_of_sign_in(console.page)
    _change_session(console.page, expires_at=1)
    console.page.reload()
    expect(console.page.get_by_role("heading", name="No CA certificate yet")).to_be_visible()
    assert any("grant_type=refresh_token" in (r.post_data or "") for r in console.requests)


def test_a_session_that_cannot_be_renewed_leads_back_after_sign_in(console: Console) -> None:
    console.open("#/ca-certificates?status=verified")
    _change_session(console.page, expires_at=1, refresh_token="spent")
    console.button("Refresh the list").click()
    expect(console.page.get_by_text("Your session has ended.", exact=False)).to_be_visible()
    console.button("Sign in").click()
    console.fill_hosted_ui()
    expect(console.page).to_have_url(re.compile(r"/console/#/ca-certificates\?status=verified$"))


def test_a_token_that_the_api_refuses_is_renewed(console: Console) -> None:
    _keep_the_time_of_sign_in(console.page)
    _change_session(console.page, id_token=_forged(_session(console.page)["id_token"]))
    console.page.reload()
    expect(console.page.get_by_role("heading", name="No CA certificate yet")).to_be_visible()
    assert any("grant_type=refresh_token" in (r.post_data or "") for r in console.requests)


def test_a_cancelled_sign_in_can_be_tried_again(new_console: Callable[..., Console]) -> None:
    console = new_console()
    console.open("?error=access_denied&state=unknown")
    expect(console.page.get_by_text("The sign-in was not completed.", exact=False)).to_be_visible()
    expect(console.page).to_have_url(console.url)
    console.button("Sign in").click()
    console.fill_hosted_ui()


def test_tokens_stay_out_of_local_storage_and_preferences_stay_in(console: Console) -> None:
    page = console.page
    console.button("中文").click()
    expect(page.get_by_role("heading", name="设备 CA 证书", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("button", name=re.compile("跟随系统")).click()
    page.get_by_role("button", name=re.compile("浅色")).click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    expect(page.get_by_role("heading", name="设备 CA 证书", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("({...localStorage})") == {"device-ca.language": "zh-CN", "device-ca.theme": "dark"}
    assert page.evaluate("document.cookie") == ""


def test_a_failing_server_is_reported_and_can_be_asked_again(console: Console) -> None:
    problem = {"code": "service_unavailable", "status": 503, "detail": "The store did not answer.", "requestId": "r-1"}
    console.page.route("**/ca-certificates?*", lambda route: route.fulfill(status=500, json=problem))
    console.page.reload()
    alert = console.page.get_by_role("alert")
    expect(alert).to_contain_text("The certificates could not be loaded")
    expect(alert).to_contain_text("r-1")
    console.page.unroute("**/ca-certificates?*")
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_have_count(0)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_view_has_an_accessibility_violation(
    new_console: Callable[..., Console], workbench: Workbench, theme: str, viewport: dict[str, int]
) -> None:
    console = new_console(color_scheme=theme, viewport=viewport, reduced_motion="reduce")
    page = console.page
    console.open()
    expect(console.button("Sign in")).to_be_visible()
    assert_accessible(page, "sign-in")
    console.sign_in()
    expect(page.get_by_role("heading", name="No CA certificate yet")).to_be_visible()
    assert_accessible(page, "empty list")

    console.button("Upload CA").click()
    assert_accessible(page, "upload")
    workbench.path("notes.cer").write_text("Not a certificate at all.")
    console.choose_files(workbench.path("notes.cer"), workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()
    expect(console.dialog.get_by_text("Cannot be uploaded", exact=True)).to_be_visible()
    assert_accessible(page, "upload, checked")
    console.dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(console.dialog.get_by_text("Uploaded", exact=True)).to_be_visible()
    console.close_dialog()
    assert_accessible(page, "list")

    page.get_by_role("button", name="Verify Certificate").first.click()
    expect(console.code).to_be_visible()
    for tab in ("OpenSSL", "One command", "HSM or KMS"):
        console.dialog.get_by_role("tab", name=tab).click()
        assert_accessible(page, f"verification, {tab}")
    console.dialog.get_by_role("tab", name="OpenSSL").click()
    console.dialog.get_by_role("button", name="Generate Verification Code").click()
    console.choose_files(workbench.path("notes.cer"))
    expect(console.dialog.get_by_role("alert")).to_be_visible()
    assert_accessible(page, "verification, failed")
    for command in console.commands():
        workbench.openssl(command)
    console.upload_proof(workbench.path("verificationCert.crt"))
    assert_accessible(page, "verified")
    console.close_dialog()

    page.get_by_role("link", name=workbench.root_name()).click()
    expect(console.button("Delete")).to_be_visible()
    assert_accessible(page, "detail")
    console.button("Delete").click()
    assert_accessible(page, "delete")
    console.close_dialog()
    console.open("#/ca-certificates/" + "0" * 64)
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page, "no such certificate")
    page.get_by_role("button", name="中文").click()
    console.open("#/ca-certificates")
    expect(page.get_by_role("heading", name="设备 CA 证书", level=1)).to_be_visible()
    assert_accessible(page, "list in Chinese")


def _session(page: Page) -> dict[str, Any]:
    """Return what the tab remembers of its session."""
    found: dict[str, Any] = page.evaluate(
        "JSON.parse(Object.entries(sessionStorage).find(([name]) => name.startsWith('oidc.user:'))[1])"
    )
    return found


def _change_session(page: Page, **changes: object) -> None:
    """Change what the tab remembers of its session, as time or an administrator would."""
    page.evaluate(
        """session => {
            const key = Object.keys(sessionStorage).find((name) => name.startsWith('oidc.user:'));
            sessionStorage.setItem(key, JSON.stringify(session));
        }""",
        _session(page) | changes,
    )


def _forged(token: str, **claims: object) -> str:
    """Return a token with claims changed and a signature that no longer holds."""
    header, payload, signature = token.split(".")
    changed = json.loads(base64.urlsafe_b64decode(payload + "==")) | claims
    encoded = base64.urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()
    return f"{header}.{encoded}.{signature[::-1]}"


def _keep_the_time_of_sign_in(page: Page) -> None:
    """Let renewed tokens say when the person signed in, as OpenID Connect (Core 12.2) and Cognito have it.

    The emulator puts the time of the renewal there, which the OIDC client refuses. The tokens that the page gets are
    changed, and changed back on their way to the API, which would see that they were.
    """
    sign_in_time = json.loads(base64.urlsafe_b64decode(_session(page)["id_token"].split(".")[1] + "=="))["auth_time"]
    genuine: dict[str, str] = {}

    def renew(route: Route) -> None:
        tokens = route.fetch().json()
        changed = _forged(tokens["id_token"], auth_time=sign_in_time)
        genuine[f"Bearer {changed}"] = f"Bearer {tokens['id_token']}"
        route.fulfill(json=tokens | {"id_token": changed})

    def call(route: Route) -> None:
        sent = route.request.headers
        route.continue_(headers=sent | {"authorization": genuine.get(sent["authorization"], sent["authorization"])})

    page.route("**/oauth2/token", renew)
    page.route("**/ca-certificates?*", call)
