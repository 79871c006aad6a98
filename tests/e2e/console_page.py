"""The console as a person meets it: what one sees and does, apart from what the tests expect of it."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from tests.e2e.token_forge import claims_of
from tests.tools.local_stack.users import tokens_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page, Request, Route

    from tests.tools.local_stack import StackOutputs
    from tests.tools.local_stack.outputs import DemoUser

WIDE = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 780}
_AXE = Axe()
_WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# A theme changes colours alone, so the dark one is asked for nothing but contrast.
_LOOKS: tuple[tuple[dict[str, int], Literal["light", "dark"], dict[str, list[str]]], ...] = (
    (WIDE, "light", _WCAG),
    (PHONE, "light", _WCAG),
    (PHONE, "dark", {"runOnly": ["color-contrast"]}),
)


@dataclass
class Console:
    """One browser window on the console."""

    page: Page
    outputs: StackOutputs
    user: DemoUser

    def __post_init__(self) -> None:
        self.requests: list[Request] = []
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        # Playwright takes no bound method of a built-in type.
        self.requests.append(request)

    @property
    def url(self) -> str:
        assert self.outputs.console_url
        return self.outputs.console_url

    @property
    def foreign_requests(self) -> list[str]:
        """Requests to any other place than the stack itself."""
        home = urlsplit(self.url).netloc
        return [r.url for r in self.requests if not r.url.startswith("blob:") and urlsplit(r.url).netloc != home]

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, name: str) -> Locator:
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("link", name=name, exact=True))

    def open(self, place: str = "") -> None:
        self.page.goto(self.url + place)

    def sign_in(self, place: str = "") -> None:
        self.open(place)
        self.button("Sign in").click()
        self.fill_hosted_ui()

    def resume_session(self, place: str = "") -> None:
        """Open the console in a tab that has the user's session, as it is kept there when a page is loaded again."""
        configuration = self.page.goto(f"{self.url}/config.json")
        assert configuration
        tokens, client = tokens_of(self.outputs, self.user), configuration.json()
        session = {
            "id_token": tokens["IdToken"],
            "access_token": tokens["AccessToken"],
            "refresh_token": tokens["RefreshToken"],
            "token_type": tokens["TokenType"],
            "scope": "openid email profile",
            "profile": claims_of(tokens["IdToken"]),
            "expires_at": int(time.time()) + tokens["ExpiresIn"],
        }
        name = f"oidc.user:{client['issuer']}:{client['clientId']}"
        self.page.evaluate("([name, text]) => sessionStorage.setItem(name, text)", [name, json.dumps(session)])
        self.open(place)
        expect(self.button("Sign out")).to_be_visible()

    def fill_hosted_ui(self) -> None:
        """Fill in Cognito's own page, and come back from it."""
        self.page.get_by_label("Username").fill(self.user.username)
        self.page.get_by_label("Password").fill(self.user.password)
        self.button("Sign in").click()
        expect(self.button("Sign out")).to_be_visible()

    def choose_files(self, *files: Path) -> None:
        self.dialog.locator("input[type=file]").last.set_input_files(files)

    def drop(self, target: Locator, *files: Path) -> None:
        """Drop files on an element, as from the desktop."""
        transfer = self.page.evaluate_handle(
            """files => {
                const transfer = new DataTransfer();
                for (const [name, bytes] of files) transfer.items.add(new File([new Uint8Array(bytes)], name));
                return transfer;
            }""",
            [[file.name, list(file.read_bytes())] for file in files],
        )
        for event in ("dragover", "drop"):
            target.dispatch_event(event, {"dataTransfer": transfer})

    def paste(self, text: str) -> None:
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+V")

    def hold(self, url: re.Pattern[str]) -> list[Route]:
        """Keep requests from going on, and return the list that they are kept in."""
        held: list[Route] = []

        def keep(route: Route) -> None:
            held.append(route)

        self.page.route(url, keep)
        return held

    def filter(self, state: str) -> Locator:
        """Return the list's filter for a state; its name has the number of certificates after it."""
        return self.page.get_by_role("radio", name=re.compile(rf"^{state} \d+$"))

    def upload(self, file: Path) -> None:
        """Upload a file that must be accepted, and leave the dialog open."""
        self.button("Upload CA").click()
        self.choose_files(file)
        expect(self.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()
        self.dialog.get_by_role("button", name="Upload", exact=True).click()
        expect(self.dialog.get_by_text("Uploaded", exact=True)).to_be_visible()

    def upload_and_start_verification(self, file: Path) -> None:
        self.upload(file)
        self.dialog.get_by_role("button", name="Verify Certificate").click()
        expect(self.code).to_be_visible()

    def upload_proof(self, file: Path) -> None:
        """Upload a verification certificate that must be accepted."""
        self.choose_files(file)
        expect(self.dialog.get_by_role("heading", name="Verified")).to_be_visible()

    @property
    def code(self) -> Locator:
        return self.dialog.locator("output")

    def commands(self, tab: str = "Three commands of the guide") -> list[str]:
        """Open a tab of the verification pop-up, and return its command lines."""
        self.dialog.get_by_role("tab", name=tab, exact=True).click()
        blocks = self.dialog.get_by_role("tabpanel", name=tab, exact=True).locator("pre")
        expect(blocks.first).to_be_visible()
        return blocks.all_inner_texts()

    def unfold_other_ways(self) -> None:
        self.dialog.get_by_text("Other ways:", exact=False).click()

    def close_dialog(self) -> None:
        self.page.keyboard.press("Escape")
        expect(self.dialog).to_have_count(0)


def assert_accessible(page: Page, view: str) -> None:
    """Let axe look at a view, wide and on a phone, and see that it is no wider than its window."""
    shown = page.viewport_size
    assert shown
    for size, theme, rules in _LOOKS:
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        # Colours on their way from one theme to the other are nobody's.
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found = _AXE.run(page, options=rules).response["violations"]
        violations = [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found]
        assert violations == [], (view, size, theme)
        assert_no_wider_than_window(page, view)
    page.set_viewport_size(shown)


def assert_no_wider_than_window(page: Page, view: str) -> None:
    """See that nothing of a view is reached by scrolling sideways alone, nor cut off in its pop-up."""
    overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overhang <= 0, f"{view} is wider than the window"
    cut_off = page.evaluate("[...document.querySelectorAll('dialog')].some((box) => box.scrollWidth > box.clientWidth)")
    assert not cut_off, f"{view} is wider than its pop-up"
