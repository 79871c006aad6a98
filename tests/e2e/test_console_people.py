"""Who may do what in the console, and who did what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.console_page import PHONE, Console, assert_accessible
from tests.support.media_types import RAW

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.tools.local_stack.guide import Workbench

WHY = "Your role, reader, may look at everything and change nothing."


@pytest.fixture
def ca_id(api: httpx.Client, workbench: Workbench) -> str:
    """The id of the workbench's root CA, uploaded by an administrator."""
    content = workbench.path("rootCA.cer").read_bytes()
    answer = api.post("/ca-certificates?fileName=rootCA.cer", content=content, headers=RAW)
    identifier: str = answer.json()["id"]
    return identifier


@pytest.fixture
def reader(new_console: Callable[..., Console], make_reader: Callable[[], None], ca_id: str) -> Console:
    """A window of the user, who is a reader now."""
    del ca_id
    make_reader()
    console = new_console()
    console.sign_in()
    return console


def test_a_reader_is_told_why_a_button_is_not_for_them(reader: Console, workbench: Workbench, ca_id: str) -> None:
    page = reader.page
    reader.row(workbench.root_name()).wait_for()
    page.get_by_role("checkbox", name=f"Choose {workbench.root_name()}").check()
    changes = [
        reader.button("Upload CA"),
        reader.button(f"Verify Certificate {workbench.root_name()}"),
        page.get_by_role("group", name="1 certificate chosen").get_by_role("button", name="Delete"),
    ]
    for button in changes:
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_accessible_description(re.compile(WHY))
        button.dispatch_event("click")
        expect(reader.dialog).to_have_count(0)
    assert_accessible(page, "list of a reader")

    page.get_by_role("link", name=workbench.root_name()).click()
    for name in ("Rename", "Delete", "Disable", "Verify Certificate"):
        expect(reader.button(name)).to_have_accessible_description(re.compile(WHY))
    with page.expect_download():
        reader.button("Download").click()

    # A file is judged all the same, and goes no further.
    workbench.make_root_ca("Another")
    reader.drop(page.locator("body"), workbench.path("rootCA.cer"))
    reader.open("#/ca-certificates")
    reader.drop(page.locator("body"), workbench.path("rootCA.cer"))
    expect(reader.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()
    expect(reader.dialog.get_by_role("button", name="Upload", exact=True)).to_have_attribute("aria-disabled", "true")
    reader.close_dialog()
    reader.open(f"#/ca-certificates?verify={ca_id}")
    expect(reader.dialog.get_by_role("alert")).to_contain_text("Your role does not allow this.")

    reader.open("#/access")
    expect(reader.main).to_contain_text("Reader: may look at everything and change nothing")
    expect(reader.main).to_contain_text(reader.user.tenant)


def test_activity_tells_who_did_what_to_any_certificate(
    new_console: Callable[..., Console], api: httpx.Client, workbench: Workbench, ca_id: str
) -> None:
    name = workbench.root_name()
    workbench.make_root_ca("Soon gone")
    gone = api.post("/ca-certificates", content=workbench.path("rootCA.cer").read_bytes(), headers=RAW).json()
    api.delete(f"/ca-certificates/{gone['id']}").raise_for_status()
    console = new_console(viewport=PHONE)
    console.sign_in("#/activity")
    events = console.main.get_by_role("listitem")
    expect(events).to_have_count(3)
    for event, text in zip(events.all(), ("Deleted", "Uploaded", "Uploaded"), strict=True):
        expect(event).to_contain_text(text)
        expect(event).to_contain_text(console.user.username)
    expect(events.first).to_contain_text("Soon gone")
    assert_accessible(console.page, "activity")
    console.main.get_by_role("link", name=name).click()
    expect(console.page).to_have_url(re.compile(ca_id))
    expect(console.main.get_by_role("listitem").filter(has_text="Uploaded")).to_contain_text(console.user.username)


def test_a_broker_gets_a_subscription_of_its_own_and_loses_it(
    console: Console, anonymous: httpx.Client, workbench: Workbench, api: httpx.Client
) -> None:
    page = console.page
    content = workbench.path("rootCA.cer").read_bytes()
    ca = api.post("/ca-certificates", content=content, headers=RAW).json()
    code = api.post(f"/ca-certificates/{ca['id']}/verification-code").json()["code"]
    api.post(f"/ca-certificates/{ca['id']}/verification", content=workbench.prove(code), headers=RAW)

    console.open("#/access")
    expect(page.get_by_text("No broker has a subscription yet.")).to_be_visible()
    page.get_by_label("Name of a new subscription").fill("broker in hall 7")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The token of broker in hall 7", exact=False)).to_be_visible()
    console.button("Copy token of the subscription").click()
    token = page.evaluate("navigator.clipboard.readText()")
    assert_accessible(page, "access, with a new token")
    headers = {"Authorization": f"Bearer {token}"}
    assert anonymous.get("/truststore/subscribed", headers=headers).text == api.get("/truststore").text

    # It is shown this once.
    page.reload()
    item = console.main.get_by_role("listitem").filter(has_text="broker in hall 7")
    expect(item).to_contain_text("Created by")
    assert token not in console.main.inner_text()
    console.button("End broker in hall 7").click()
    console.dialog.get_by_role("button", name="End", exact=True).click()
    expect(item).to_have_count(0)
    assert anonymous.get("/truststore/subscribed", headers=headers).status_code == 401
    console.open("#/activity")
    expect(console.main).to_contain_text("Subscription to the trust store ended · broker in hall 7")
