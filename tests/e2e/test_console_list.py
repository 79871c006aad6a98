"""The list of the console: found, sorted, chosen and come back to, however many certificates there are."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.support.media_types import RAW

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from playwright.sync_api import Locator, Route

    from tests.e2e.console_page import Console
    from tests.tools.local_stack.guide import Workbench


def _make_ca(workbench: Workbench, common_name: str, days: int = 3650) -> Path:
    """Make another CA certificate, quickly: on an elliptic curve."""
    name = re.sub(r"\W+", "-", common_name)
    workbench.openssl(
        "openssl req -x509 -config rootCA.cnf -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        f" -keyout {name}.key -out {name}.cer -days {days} -subj {shlex.quote(f'/CN={common_name}/O=Example')}"
    )
    return workbench.path(f"{name}.cer")


def _upload(api: httpx.Client, file: Path) -> dict[str, Any]:
    answer = api.post("/ca-certificates", params={"fileName": file.name}, content=file.read_bytes(), headers=RAW)
    assert answer.status_code == 201, answer.text
    certificate: dict[str, Any] = answer.json()
    return certificate


def _rows(console: Console) -> Locator:
    return console.page.get_by_role("row").filter(has=console.page.get_by_role("link"))


def _time(distance: timedelta) -> str:
    return f"{datetime.now(UTC) + distance:%Y-%m-%dT%H:%M:%SZ}"


def _many(template: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Return a tenant's worth of certificates, newest first, after the pattern of a real one."""
    return [
        template
        | {
            "id": f"{number:064x}",
            "subject": f"CN=Line {number:04},O=Example",
            "serialNumber": f"{number:010x}",
            "subjectKeyIdentifier": f"{number:040x}",
            "status": "verified" if number % 3 else "pending_verification",
            "enabled": number % 7 != 0,
            "notAfter": _time(timedelta(days=number - 10, hours=1)),
            "uploadedAt": _time(timedelta(minutes=-number)),
        }
        for number in range(1, count + 1)
    ]


def _serve(console: Console, items: list[dict[str, Any]]) -> None:
    """Let the list's pages come from here: thousands of uploads would take the stack an hour."""

    def answer(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        start, limit = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
        end = start + limit
        page = {"items": items[start:end], "nextCursor": str(end) if end < len(items) else None}
        route.fulfill(json=page)

    console.page.route(re.compile(r"/ca-certificates\?(cursor|limit)"), answer)


@pytest.fixture
def template(api: httpx.Client, workbench: Workbench) -> dict[str, Any]:
    return _upload(api, workbench.path("rootCA.cer"))


def test_all_pages_are_loaded_searched_and_sorted(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    page = console.page
    for number in range(103):
        _upload(api, _make_ca(workbench, f"Batch CA {number:03}", days=30 if number == 102 else 3650 + number))
    page.reload()
    expect(page.get_by_text("103 certificates", exact=True)).to_be_visible()
    expect(_rows(console).first).to_contain_text("Batch CA 102")
    expect(_rows(console).first).to_contain_text("Expires in 29 days")
    # The oldest stands on the second page of the API.
    page.get_by_role("searchbox").fill("batch 000")
    expect(_rows(console)).to_have_count(1)
    expect(page.get_by_text("1 of 103 certificates")).to_be_visible()
    expect(page).to_have_url(re.compile(r"q=batch\+000"))
    page.get_by_role("searchbox").fill("nothing like it")
    expect(page.get_by_text("No certificate matches.")).to_be_visible()
    page.get_by_role("searchbox").fill("")

    expect(console.filter("Expiring")).to_have_accessible_name("Expiring 1")
    console.filter("Expiring").check()
    expect(_rows(console)).to_have_count(1)
    console.filter("All").check()
    console.button("Expires").click()
    expect(page.get_by_role("columnheader", name="Expires")).to_have_attribute("aria-sort", "ascending")
    expect(_rows(console).first).to_contain_text("Batch CA 102")
    expect(_rows(console).nth(1)).to_contain_text("Batch CA 000")
    console.button("Expires").click()
    expect(_rows(console).first).to_contain_text("Batch CA 101")
    page.reload()
    expect(page.get_by_role("columnheader", name="Expires")).to_have_attribute("aria-sort", "descending")


def test_back_from_a_ca_finds_the_list_as_it_was(console: Console, template: dict[str, Any]) -> None:
    page = console.page
    _serve(console, _many(template, 1_000))
    page.route(re.compile(r"/ca-certificates/[0-9a-f]{64}"), lambda route: route.fulfill(status=404, json={}))
    console.open("#/ca-certificates?q=line&status=verified")
    page.reload()
    expect(page.get_by_text("667 of 1,000 certificates")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    link = page.get_by_role("link", name="Line 0500", exact=True)
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    expect(link).to_be_visible()
    link.click()
    expect(page).to_have_url(re.compile(r"#/ca-certificates/[0-9a-f]{64}$"))
    page.go_back()
    expect(link).to_be_in_viewport()
    expect(link).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("line")
    expect(console.filter("Verified")).to_be_checked()

    link.click()
    page.get_by_label("Breadcrumb").get_by_role("link").click()
    expect(link).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"q=line&status=verified$"))


def test_five_thousand_rows_answer_at_once(console: Console, template: dict[str, Any]) -> None:
    page = console.page
    _serve(console, _many(template, 5_000))
    page.reload()
    expect(page.get_by_text("5,000 certificates", exact=True)).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert _rows(console).count() < 60
    expect(page.get_by_role("table")).to_have_attribute("aria-rowcount", "5001")
    expect(console.filter("Expired")).to_have_accessible_name("Expired 9")
    expect(console.filter("Disabled")).to_have_accessible_name("Disabled 714")
    milliseconds = page.evaluate(
        """async () => {
            const field = document.querySelector('input[type=search]');
            const began = performance.now();
            for (const text of ['l', 'li', 'lin', 'line', 'line 4', 'line 49', 'line 499']) {
                field.value = text;
                field.dispatchEvent(new InputEvent('input', {bubbles: true}));
                await new Promise(requestAnimationFrame);
            }
            return performance.now() - began;
        }"""
    )
    expect(page.get_by_text("15 of 5,000 certificates")).to_be_visible()
    assert milliseconds < 7 * 200, "a keystroke takes longer than people call instant"
    page.get_by_role("searchbox").fill("")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_role("link", name="Line 5000", exact=True)).to_be_visible()


def test_an_expired_certificate_stands_out(console: Console, template: dict[str, Any]) -> None:
    # The registry takes no expired certificate; it becomes one with time.
    _serve(console, [template | {"notAfter": _time(timedelta(days=-1, hours=-1))}])
    console.page.reload()
    expect(_rows(console)).to_contain_text("Expired yesterday")
    console.filter("Expired").check()
    expect(_rows(console)).to_have_count(1)


def test_a_refresh_that_fails_moves_nothing(console: Console, template: dict[str, Any]) -> None:
    page = console.page
    _serve(console, _many(template, 300))
    page.reload()
    expect(page.get_by_text("300 certificates", exact=True)).to_be_visible()
    page.evaluate("scrollTo(0, 40)")
    row = _rows(console).first
    before = row.bounding_box()
    problem = {"code": "internal_error", "status": 500, "requestId": "r-1"}
    page.route(re.compile(r"/ca-certificates\?limit"), lambda route: route.fulfill(status=500, json=problem))
    console.button("Refresh").click()
    expect(page.get_by_role("alert")).to_contain_text("The certificates could not be loaded.")
    expect(page.get_by_role("alert")).to_contain_text("r-1")
    assert row.bounding_box() == before
    page.unroute(re.compile(r"/ca-certificates\?limit"))
    console.button("Try again").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("300 certificates", exact=True)).to_be_visible()


def test_chosen_certificates_are_disabled_enabled_and_deleted(
    console: Console, workbench: Workbench, api: httpx.Client
) -> None:
    page = console.page
    content = workbench.path("rootCA.cer").read_bytes()
    root = api.post("/ca-certificates?fileName=rootCA.cer", content=content, headers=RAW).json()
    code = api.post(f"/ca-certificates/{root['id']}/verification-code").json()["code"]
    api.post(f"/ca-certificates/{root['id']}/verification", content=workbench.prove(code), headers=RAW)
    others = [_upload(api, _make_ca(workbench, f"Other {number}")) for number in range(3)]
    page.reload()
    for name in (workbench.root_name(), "Other 1"):
        page.get_by_role("checkbox", name=f"Choose {name}", exact=True).check()
    bar = page.get_by_role("group", name="2 certificates chosen")
    bar.get_by_role("button", name="Disable").click()
    expect(console.dialog).to_contain_text(f"1 CA leaves the trust store at once: {workbench.root_name()}.")
    console.dialog.get_by_role("button", name="Disable").click()
    expect(console.dialog).to_contain_text("2 certificates done.")
    expect(console.dialog.get_by_text("Done", exact=True)).to_have_count(3)
    console.button("Done").click()
    expect(console.filter("Disabled")).to_have_accessible_name("Disabled 2")
    assert api.get(f"/ca-certificates/{root['id']}").json()["enabled"] is False

    page.get_by_role("checkbox", name="Choose all 4 certificates").check()
    bar = page.get_by_role("group", name="4 certificates chosen")
    bar.get_by_role("button", name="Enable").click()
    expect(console.dialog.get_by_role("heading", name="Enable 2 CA certificates?")).to_be_visible()
    console.dialog.get_by_role("button", name="Enable").click()
    expect(console.dialog).to_contain_text("2 certificates done.")
    console.button("Done").click()

    # One is refused, and the others are told apart from it.
    page.get_by_role("checkbox", name="Choose all 4 certificates").check()
    refused = others[0]["id"]
    problem = {"code": "service_unavailable", "status": 503}
    page.route(re.compile(f"/ca-certificates/{refused}$"), lambda route: route.fulfill(status=503, json=problem))
    page.get_by_role("group", name="4 certificates chosen").get_by_role("button", name="Delete").click()
    console.button("Delete certificate").click()
    expect(console.dialog).to_contain_text("3 certificates done.")
    expect(console.dialog).to_contain_text("1 failed.")
    failed = console.dialog.get_by_role("listitem").filter(has_text="Other 0")
    expect(failed).to_contain_text("The service is not available at the moment.")
    console.button("Done").click()
    expect(_rows(console)).to_have_count(1)
    assert [item["id"] for item in api.get("/ca-certificates").json()["items"]] == [refused]


def test_a_name_that_ends_in_a_blank_has_no_backslash(
    console: Console, workbench: Workbench, api: httpx.Client
) -> None:
    _upload(api, _make_ca(workbench, "Blank at its end "))
    console.page.reload()
    link = console.page.get_by_role("link", name=re.compile("^Blank at its end"))
    expect(link).to_be_visible()
    assert "\\" not in link.inner_text()
    link.click()
    heading = console.page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Blank at its end")
    assert "\\" not in heading.inner_text()


def test_the_api_is_asked_in_the_language_of_the_console(console: Console, workbench: Workbench) -> None:
    workbench.path("notes.cer").write_text("Not a certificate at all.")

    def language_of(request_path: str) -> str | None:
        return next(r for r in reversed(console.requests) if request_path in r.url).headers.get("accept-language")

    expect(console.page.get_by_role("heading", name="No CA certificate yet")).to_be_visible()
    assert language_of("/ca-certificates?") == "en"
    console.button("中文").click()
    expect(console.page.get_by_role("heading", name="设备 CA 证书", level=1)).to_be_visible()
    console.button("上传 CA").click()
    console.choose_files(workbench.path("notes.cer"))
    expect(console.dialog.get_by_text("无法上传", exact=True)).to_be_visible()
    assert language_of("dryRun=true") == "zh-CN"
