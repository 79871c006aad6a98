"""Files in the console: what is sent, what never leaves the browser, and what is made of a file that is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.media_types import RAW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    from tests.e2e.console_page import Console
    from tests.tools.local_stack.guide import Workbench

PRIVATE_FILES = {
    "PKCS #8": "openssl pkcs8 -topk8 -nocrypt -in rootCA.key -outform DER -out private.cer",
    "PKCS #8, encrypted": "openssl pkcs8 -topk8 -in rootCA.key -passout pass:x -outform DER -out private.cer",
    "PKCS #1": "openssl rsa -in rootCA.key -traditional -outform DER -out private.cer",
    "SEC 1": "openssl ecparam -name prime256v1 -genkey -noout -outform DER -out private.cer",
    "PKCS #12": "openssl pkcs12 -export -in rootCA.cer -inkey rootCA.key -passout pass:x -out private.cer",
    "PEM": "cp rootCA.key private.cer",
    "PEM, beside the certificate": "sh -c 'cat rootCA.cer rootCA.key > private.cer'",
    "DER, behind the certificate": "sh -c 'openssl x509 -in rootCA.cer -outform DER > private.cer;"
    " openssl pkcs8 -topk8 -nocrypt -in rootCA.key -outform DER >> private.cer'",
    "Base64 without armour": "sh -c 'grep -v -- ----- rootCA.key > private.cer'",
    "UTF-16": "sh -c 'iconv -t UTF-16 rootCA.key > private.cer'",
}
NOT_SENT = re.compile("it has not left this computer")


@pytest.fixture
def pending(api: httpx.Client, workbench: Workbench) -> str:
    """The id of the workbench's root CA, uploaded."""
    content = workbench.path("rootCA.cer").read_bytes()
    answer = api.post("/ca-certificates?fileName=rootCA.cer", content=content, headers=RAW)
    identifier: str = answer.json()["id"]
    return identifier


def _posts(console: Console) -> list[str]:
    return [request.url for request in console.requests if request.method == "POST" and "/ca-cert" in request.url]


def test_no_private_key_or_key_store_leaves_the_browser(console: Console, workbench: Workbench, pending: str) -> None:
    page = console.page
    files: list[Path] = []
    for name, command in PRIVATE_FILES.items():
        workbench.openssl(command)
        files.append(workbench.path("private.cer").rename(workbench.path(re.sub(r"\W+", "-", name) + ".cer")))

    console.button("Upload CA").click()
    console.choose_files(*files)
    expect(console.dialog.get_by_text(NOT_SENT)).to_have_count(len(files))
    store = console.dialog.get_by_role("listitem").filter(has_text="PKCS-12.cer").first
    expect(store).to_contain_text("openssl pkcs12 -in store.p12 -nokeys")
    console.close_dialog()

    console.open(f"#/ca-certificates?verify={pending}")
    expect(console.code).to_be_visible()
    for file in files:
        console.choose_files(file)
        expect(console.dialog.get_by_role("alert")).to_contain_text(NOT_SENT)
        expect(console.dialog.get_by_role("alert")).to_contain_text(file.name)

    console.open("#/device-check")
    expect(console.button("Choose a device certificate")).to_be_visible()
    for file in files:
        console.main.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_role("alert")).to_contain_text(NOT_SENT)
        expect(page.get_by_role("alert")).to_contain_text(file.name)
    assert [url for url in _posts(console) if not url.endswith("/verification-code")] == []


def test_certificates_are_not_taken_for_keys(console: Console, workbench: Workbench) -> None:
    workbench.openssl("openssl x509 -in rootCA.cer -outform DER -out binary.cer")
    workbench.openssl("sh -c 'grep -v -- ----- rootCA.cer > bare.cer'")
    console.button("Upload CA").click()
    console.choose_files(workbench.path("rootCA.cer"), workbench.path("binary.cer"), workbench.path("bare.cer"))
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_have_count(3)


def test_every_broken_rule_stands_beside_its_file(console: Console, workbench: Workbench) -> None:
    leaf = "-addext basicConstraints=critical,CA:FALSE -addext keyUsage=digitalSignature"
    workbench.openssl(f"openssl req -x509 -newkey rsa:1024 -nodes -keyout d.key -out d.pem -days 9 -subj /CN=d {leaf}")
    workbench.path("notes.cer").write_text("Not a certificate at all.")
    workbench.path("large.pem").write_bytes(b"-" * 1_048_577)
    expected = {
        "d.pem": ["Not a CA certificate", "Key not accepted", "Key usage forbids signing certificates"],
        "notes.cer": ["Not a certificate"],
        "large.pem": ["The file is larger than 1 MB."],
    }
    console.button("Upload CA").click()
    console.choose_files(*map(workbench.path, expected))
    for file, titles in expected.items():
        item = console.dialog.get_by_role("listitem").filter(has=console.page.locator("strong", has_text=file))
        expect(item.get_by_text("Cannot be uploaded", exact=True)).to_be_visible()
        for title in titles:
            expect(item.get_by_text(title, exact=True)).to_be_visible()
    # One remedy a file, however many rules it breaks.
    expect(console.dialog.get_by_text("How to mend it:")).to_have_count(2)
    expect(console.dialog.get_by_role("button", name="Upload", exact=True)).to_be_disabled()


def test_a_bundle_is_split_into_its_certificates(console: Console, workbench: Workbench) -> None:
    first = workbench.path("rootCA.cer").read_text()
    workbench.make_root_ca("Second root")
    workbench.path("bundle.pem").write_text(f"# two of them\n{first}{workbench.path('rootCA.cer').read_text()}")
    console.button("Upload CA").click()
    console.choose_files(workbench.path("bundle.pem"))
    console.dialog.get_by_role("button", name="Split it into its 2 certificates").click()
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_have_count(2)
    expect(console.dialog.get_by_text("bundle-1.pem", exact=True)).to_be_visible()
    console.dialog.get_by_role("button", name="Upload 2 files").click()
    expect(console.dialog.get_by_text("Uploaded", exact=True)).to_have_count(2)


def test_the_certificate_alone_is_taken_out_of_a_file_with_its_key(console: Console, workbench: Workbench) -> None:
    both = workbench.path("both.pem")
    both.write_text(workbench.path("rootCA.cer").read_text() + workbench.path("rootCA.key").read_text())
    console.button("Upload CA").click()
    console.choose_files(both)
    expect(console.dialog.get_by_text(NOT_SENT)).to_be_visible()
    assert _posts(console) == []
    console.dialog.get_by_role("button", name="Take the certificate alone").click()
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()
    assert not any("PRIVATE KEY" in (request.post_data or "") for request in console.requests)


def test_a_file_with_another_extension_is_taken_under_a_fitting_name(console: Console, workbench: Workbench) -> None:
    workbench.path("rootCA.txt").write_bytes(workbench.path("rootCA.cer").read_bytes())
    console.button("Upload CA").click()
    console.choose_files(workbench.path("rootCA.txt"))
    console.dialog.get_by_role("button", name="Take it as rootCA.pem").click()
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()


def test_files_are_dropped_and_pasted_anywhere(console: Console, workbench: Workbench, pending: str) -> None:
    page = console.page
    pem = workbench.path("rootCA.cer").read_text()
    workbench.make_root_ca("Dropped")
    dropped = workbench.path("rootCA.cer").rename(workbench.path("dropped.cer"))

    console.drop(page.locator("body"), dropped)
    expect(console.dialog.get_by_text("dropped.cer", exact=True)).to_be_visible()
    console.drop(console.dialog.locator("footer"), dropped)
    console.paste(pem)
    expect(console.dialog.get_by_text("Pasted certificate", exact=True)).to_be_visible()
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_have_count(2)
    expect(console.dialog.get_by_text("Already there", exact=True)).to_be_visible()
    console.dialog.get_by_text("Paste PEM text instead").click()
    console.dialog.get_by_label("PEM text of the certificate").fill(pem[:400])
    console.dialog.get_by_role("button", name="Check this text").click()
    expect(console.dialog.get_by_text("Cannot be uploaded", exact=True)).to_be_visible()
    console.close_dialog()

    console.open(f"#/ca-certificates?verify={pending}")
    expect(console.code).to_be_visible()
    gifts: list[Callable[[], None]] = [
        lambda: console.drop(console.dialog.locator("header"), dropped),
        lambda: console.drop(page.locator("body"), dropped),
        lambda: console.paste(dropped.read_text()),
    ]
    for give in gifts:
        with page.expect_response(re.compile(r"/verification(\?|$)")) as answer:
            give()
        assert answer.value.status == 422
        expect(console.dialog.get_by_role("alert")).to_contain_text("was not accepted as proof")
        expect(console.dialog.get_by_role("heading", name="Certificate Verification")).to_be_visible()


@pytest.mark.parametrize("place", ["#/truststore", "#/help", "#/nowhere", "#/ca-certificates?upload=1"])
def test_no_place_lets_the_browser_open_a_dropped_file(console: Console, place: str) -> None:
    console.open(place)
    target = console.page.get_by_role("heading").first
    expect(target).to_be_visible()
    prevented = target.evaluate(
        """element => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(['x'], 'x.cer'));
            const options = {dataTransfer: transfer, bubbles: true, cancelable: true};
            return ['dragover', 'drop'].every((type) => !element.dispatchEvent(new DragEvent(type, options)));
        }"""
    )
    assert prevented


def test_a_file_that_is_dropped_beside_a_question_goes_nowhere(
    console: Console, workbench: Workbench, pending: str
) -> None:
    console.open(f"#/ca-certificates/{pending}")
    console.button("Delete").click()
    before = len(_posts(console))
    console.drop(console.dialog, workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_role("heading", name="Delete this CA certificate?")).to_be_visible()
    console.close_dialog()
    expect(console.button("Delete")).to_be_visible()
    assert len(_posts(console)) == before


def test_the_same_file_twice_leads_to_the_one_that_is_there(
    console: Console, workbench: Workbench, api: httpx.Client
) -> None:
    console.button("Upload CA").click()
    console.choose_files(workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()
    # Somebody else is faster.
    content = workbench.path("rootCA.cer").read_bytes()
    api.post("/ca-certificates", content=content, headers=RAW).raise_for_status()
    console.dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(console.dialog.get_by_text("Already there")).to_be_visible()
    console.dialog.get_by_role("button", name="Open it").click()
    expect(console.page.get_by_role("heading", name=workbench.root_name(), level=1)).to_be_visible()
    assert re.search(r"#/ca-certificates/[0-9a-f]{64}$", console.page.url)

    console.open()
    console.row(workbench.root_name()).wait_for()
    console.button("Upload CA").click()
    console.choose_files(workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_text("Already there")).to_be_visible()
    expect(console.dialog.get_by_role("button", name="Upload", exact=True)).to_be_disabled()


def test_an_upload_that_is_closed_goes_on_and_tells_its_outcome(console: Console, workbench: Workbench) -> None:
    held = console.hold(re.compile(r"/ca-certificates\?fileName=rootCA.cer$"))
    console.button("Upload CA").click()
    console.choose_files(workbench.path("rootCA.cer"))
    console.dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(console.dialog).to_contain_text("You may close this")
    console.close_dialog()
    assert len(held) == 1
    held[0].continue_()
    expect(console.page.get_by_text("rootCA.cer: uploaded").first).to_be_visible()
    expect(console.row(workbench.root_name())).to_be_visible()


def test_an_upload_that_does_not_get_through_is_no_refusal(
    console: Console, workbench: Workbench, pending: str
) -> None:
    console.open(f"#/ca-certificates?verify={pending}")
    expect(console.code).to_be_visible()
    console.page.route(re.compile(r"/verification\?"), lambda route: route.abort())
    console.choose_files(workbench.path("rootCA.cer"))
    alert = console.dialog.get_by_role("alert")
    expect(alert).to_contain_text("rootCA.cer could not be sent")
    expect(alert).to_contain_text("The server could not be reached.")
    expect(alert).not_to_contain_text("not accepted")


@pytest.fixture
def verified(api: httpx.Client, workbench: Workbench, pending: str) -> str:
    """The id of the workbench's root CA, verified."""
    code = api.post(f"/ca-certificates/{pending}/verification-code").json()["code"]
    proof = api.post(f"/ca-certificates/{pending}/verification", content=workbench.prove(code), headers=RAW)
    assert proof.status_code == 200
    return pending


def test_a_renewal_is_announced_before_it_is_uploaded(
    console: Console, workbench: Workbench, api: httpx.Client, verified: str
) -> None:
    workbench.openssl("openssl req -x509 -config rootCA.cnf -key rootCA.key -out renewed.cer -days 5000")
    console.page.reload()
    console.row(workbench.root_name()).wait_for()
    # The key may be disabled by somebody else, and the console does not know.
    api.patch(f"/ca-certificates/{verified}", json={"enabled": False}).raise_for_status()
    console.button("Upload CA").click()
    console.choose_files(workbench.path("renewed.cer"))
    expect(console.dialog.get_by_text("Ready to upload", exact=True)).to_be_visible()
    expect(
        console.dialog.get_by_text("Its key is proven, but prove it for this certificate as well", exact=True)
    ).to_be_visible()
    expect(console.dialog).not_to_contain_text("A renewal of")
    console.close_dialog()

    api.patch(f"/ca-certificates/{verified}", json={"enabled": True}).raise_for_status()
    console.button("Upload CA").click()
    console.choose_files(workbench.path("renewed.cer"))
    expect(console.dialog).to_contain_text(f"A renewal of {workbench.root_name()}")
    console.dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(console.dialog).to_contain_text("so it is verified already")


def test_a_quota_is_told_before_a_file_is_uploaded(console: Console, workbench: Workbench, api: httpx.Client) -> None:
    workbench.openssl("openssl ecparam -name prime256v1 -genkey -noout -out shared.key")
    for number in range(51):
        make = f"openssl req -x509 -config rootCA.cnf -key shared.key -days 9 -subj /CN={number} -out {number}.cer"
        workbench.openssl(make)
    for number in range(50):
        content = workbench.path(f"{number}.cer").read_bytes()
        api.post("/ca-certificates", content=content, headers=RAW).raise_for_status()
    console.button("Upload CA").click()
    console.choose_files(workbench.path("50.cer"))
    expect(console.dialog.get_by_role("alert")).to_contain_text("50")
    expect(console.dialog.get_by_text("Not sent", exact=True)).to_be_visible()
    expect(console.dialog.get_by_role("button", name="Upload", exact=True)).to_be_disabled()
