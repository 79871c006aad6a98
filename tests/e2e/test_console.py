"""The console in a real browser: the whole guide, and what goes wrong on the way."""

from __future__ import annotations

import base64
import json
import re
import shlex
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.e2e.console_page import Console, assert_accessible, assert_no_wider_than_window

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    page.get_by_label("Main").get_by_role("link", name="Device CA Certificate").click()
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
    press_until("Ready request", role="tab")
    page.keyboard.press("ArrowRight")
    expect(console.dialog.get_by_role("tab", name="Three commands of the guide")).to_be_focused()
    for command in console.commands():
        workbench.openssl(command)
    press_until("Choose the verification certificate")
    choose_by_keyboard(workbench.path("verificationCert.crt"))
    expect(console.dialog.get_by_role("heading", name="Verified")).to_be_visible()
    page.keyboard.press("Escape")
    # The button that opened the pop-up has gone with the verification.
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_session_is_renewed_in_silence(console: Console) -> None:
    _keep_the_time_of_sign_in(console.page)
    _change_session(console.page, expires_at=1)
    console.page.reload()
    expect(console.page.get_by_role("heading", name="No CA certificate yet")).to_be_visible()
    assert any("grant_type=refresh_token" in (r.post_data or "") for r in console.requests)


def test_a_session_that_cannot_be_renewed_leads_back_after_sign_in(console: Console) -> None:
    console.open("#/ca-certificates?status=verified")
    _change_session(console.page, expires_at=1, refresh_token="spent")
    console.page.reload()
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


def test_a_new_tab_is_signed_in_and_out_with_the_others(new_console: Callable[..., Console]) -> None:
    console = new_console()
    console.sign_in()
    context = console.page.context
    page = context.new_page()
    page.goto(console.url)
    expect(page.get_by_role("heading", name="No CA certificate yet")).to_be_visible()
    console.button("Sign out").click()
    expect(console.button("Sign in")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_no_link_of_the_help_is_dead(console: Console) -> None:
    page = console.page
    console.open("#/help")
    page.get_by_role("link", name="Its OpenAPI document").click()
    address = page.url
    document = json.loads(page.locator("body").inner_text())
    assert "/ca-certificates/{id}/verification" in document["paths"]
    # Its server is this API, by an address relative to its own (OpenAPI 3.1, 4.8.5).
    server = urljoin(address, document["servers"][0]["url"])
    assert server.rstrip("/") == console.outputs.api_url.rstrip("/")


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_no_view_is_cut_off_at_400_percent(
    new_console: Callable[..., Console], workbench: Workbench, language: str
) -> None:
    """WCAG 2.2, 1.4.10: what has 1280 by 1024 pixels has 320 by 256 when it is magnified four times."""
    console = new_console(viewport={"width": 320, "height": 256}, locale=language)
    page = console.page
    console.open()
    expect(console.main.get_by_role("button")).to_be_visible()
    assert_no_wider_than_window(page, "sign-in")
    console.main.get_by_role("button").click()
    page.get_by_label("Username").fill(console.user.username)
    page.get_by_label("Password").fill(console.user.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for place in ("truststore", "device-check", "activity", "access", "help", "nowhere", "ca-certificates?upload=1"):
        console.open(f"#/{place}")
        expect(page.get_by_role("heading", level=1)).to_be_attached()
        assert_no_wider_than_window(page, place)
    console.dialog.locator("summary").click()
    field = console.dialog.locator("textarea")
    assert field.evaluate("field => field.offsetWidth / field.closest('details').offsetWidth") > 0.99
    console.choose_files(workbench.path("rootCA.cer"))
    console.dialog.locator("footer .button-primary").click()
    console.dialog.locator(".next-step .button").click()
    expect(console.code).to_be_visible()
    assert_no_wider_than_window(page, "verification")
    console.close_dialog()
    page.locator("tbody a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(workbench.root_name())
    assert_no_wider_than_window(page, "detail")
    page.go_back()
    page.locator("tbody input[type=checkbox]").check()
    expect(page.get_by_role("group").last).to_be_visible()
    assert_no_wider_than_window(page, "list with a chosen certificate")


def test_each_tab_is_named_after_what_it_shows(console: Console) -> None:
    page = console.page
    expect(page).to_have_title("Device CA Certificate · Developer Center")
    for place, title in (("#/truststore", "Trust store"), ("#/device-check", "Try a device certificate")):
        console.open(place)
        expect(page).to_have_title(f"{title} · Developer Center")


@pytest.mark.thorough
def test_no_view_has_an_accessibility_violation(new_console: Callable[..., Console], workbench: Workbench) -> None:
    console = new_console()
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
    console.unfold_other_ways()
    for tab in ("Three commands of the guide", "Ready request", "Windows", "HSM or KMS"):
        console.dialog.get_by_role("tab", name=tab, exact=True).first.click()
        assert_accessible(page, f"verification, {tab}")
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
