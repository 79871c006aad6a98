"""Revocation lists in the console: made by the commands that it shows, uploaded, told of when they are due, deleted."""

from __future__ import annotations

import re
import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from playwright.sync_api import expect

from tests.e2e.console_page import Console, assert_accessible
from tests.support.media_types import RAW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx
    from playwright.sync_api import Locator

    from tests.support.authority import Authority
    from tests.tools.local_stack.guide import Workbench

STEP = """\
#!/bin/sh
test "$*" = path && echo "$STEPPATH"
"""


@pytest.fixture
def ca(api: httpx.Client, workbench: Workbench) -> dict[str, Any]:
    """The workbench's root CA, verified."""
    content = workbench.path("rootCA.cer").read_bytes()
    certificate = api.post("/ca-certificates?fileName=rootCA.cer", content=content, headers=RAW).json()
    code = api.post(f"/ca-certificates/{certificate['id']}/verification-code").json()["code"]
    proof = workbench.prove(code)
    verified: dict[str, Any] = api.post(
        f"/ca-certificates/{certificate['id']}/verification", content=proof, headers=RAW
    ).json()
    assert verified["status"] == "verified"
    return verified


@pytest.fixture
def device(workbench: Workbench) -> Path:
    """The certificate of a device of the root CA."""
    workbench.openssl("openssl req -new -newkey rsa:2048 -nodes -keyout device.key -subj /CN=sensor-1 -out device.csr")
    workbench.openssl(
        "openssl x509 -req -in device.csr -CA rootCA.cer -CAkey rootCA.key -CAcreateserial -days 30 -out device.crt"
    )
    return workbench.path("device.crt")


def _panel(console: Console) -> Locator:
    return console.page.get_by_role("region", name="Revocation list")


def _open(console: Console, ca: dict[str, Any]) -> None:
    console.open(f"#/ca-certificates/{ca['id']}")
    expect(_panel(console)).to_be_visible()


def _run(workbench: Workbench, commands: list[str]) -> None:
    """Run command lines as they are shown, with the files and the program of step-ca where they say."""
    programs, step = workbench.path("programs"), workbench.path("step")
    for folder in (programs, step, step / "certs", step / "secrets"):
        folder.mkdir(exist_ok=True)
    (programs / "step").write_text(STEP)
    (programs / "step").chmod(0o755)
    (step / "certs" / "intermediate_ca.crt").write_bytes(workbench.path("rootCA.cer").read_bytes())
    (step / "secrets" / "intermediate_ca_key").write_bytes(workbench.path("rootCA.key").read_bytes())
    environment = {"PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin", "STEPPATH": str(step)}
    line = ["bash", "-euo", "pipefail", "-c", "\n".join(commands)]
    done = subprocess.run(line, cwd=workbench.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _make_list(console: Console, workbench: Workbench, tab: str = "OpenSSL") -> Path:
    _run(workbench, console.commands(tab))
    return workbench.path("revoked.crl")


@pytest.mark.parametrize("way", ["OpenSSL", "step-ca"])
def test_a_device_is_revoked_by_the_commands_as_they_are_shown(
    console: Console, ca: dict[str, Any], device: Path, workbench: Workbench, api: httpx.Client, way: str
) -> None:
    page = console.page
    _open(console, ca)
    expect(_panel(console)).to_contain_text("It has none.")
    console.button("Upload a revocation list").click()
    console.choose_files(_make_list(console, workbench, way))
    expect(console.dialog).to_have_count(0)
    expect(page.get_by_text(f"The revocation list of {workbench.root_name()} was taken.").first).to_be_visible()
    for text in ("1 certificate", "in 29 days", "CRL number (hex)"):
        expect(_panel(console)).to_contain_text(text)
    history = page.get_by_role("listitem").filter(has_text="Revocation list 1 taken: 1 certificate")
    expect(history).to_be_visible()
    kept = api.get(f"/ca-certificates/{ca['id']}").json()["crl"]
    assert (kept["number"], kept["entries"]) == ("1", 1)

    with page.expect_download() as download:
        console.button("Download list").click()
    download.value.save_as(workbench.path("again.crl"))
    workbench.openssl("openssl crl -in again.crl -inform DER -CAfile rootCA.cer -noout")

    console.open("#/device-check")
    console.main.locator("input[type=file]").set_input_files(device)
    expect(page.get_by_role("heading", name="Not trusted")).to_be_visible()
    expect(console.main).to_contain_text("is refused for 1 reason")
    expect(console.main.get_by_text("Revoked", exact=True).first).to_be_visible()


def test_without_a_list_a_device_is_let_in_with_a_warning(console: Console, ca: dict[str, Any], device: Path) -> None:
    assert ca["crl"] is None
    console.open("#/device-check")
    console.main.locator("input[type=file]").set_input_files(device)
    expect(console.page.get_by_role("heading", name="Trusted", exact=True)).to_be_visible()
    expect(console.page.get_by_role("heading", name="Worth knowing")).to_be_visible()


def test_a_newer_list_takes_the_place_and_an_older_one_does_not(
    console: Console, ca: dict[str, Any], device: Path, workbench: Workbench, api: httpx.Client
) -> None:
    assert device.exists()
    _open(console, ca)
    console.button("Upload a revocation list").click()
    first = _make_list(console, workbench).rename(workbench.path("first.crl"))
    console.drop(console.dialog.locator("header"), first)
    expect(_panel(console)).to_contain_text("1 certificate")
    # The files of before are there; where they are not, the registry's number says where to go on.
    workbench.path("crlnumber").unlink()
    workbench.path("index.txt").unlink()
    console.button("Upload a newer list").click()
    newer = _make_list(console, workbench)
    workbench.openssl("openssl crl -in revoked.crl -out pasted.pem")
    console.paste(workbench.path("pasted.pem").read_text())
    expect(console.dialog).to_have_count(0)
    assert api.get(f"/ca-certificates/{ca['id']}").json()["crl"]["number"] == "2"
    assert newer.exists()

    console.button("Upload a newer list").click()
    console.choose_files(first)
    alert = console.dialog.get_by_role("alert")
    expect(alert).to_contain_text("first.crl was not accepted as a revocation list")
    expect(alert.get_by_role("listitem")).to_have_count(1)
    workbench.make_root_ca("Another")
    console.choose_files(workbench.path("rootCA.cer"))
    expect(alert).to_contain_text("rootCA.cer was not accepted as a revocation list")
    assert api.get(f"/ca-certificates/{ca['id']}").json()["crl"]["number"] == "2"


def test_a_key_in_place_of_a_list_is_not_sent(console: Console, ca: dict[str, Any], workbench: Workbench) -> None:
    _open(console, ca)
    console.button("Upload a revocation list").click()
    gifts: list[Callable[[], None]] = [
        lambda: console.choose_files(workbench.path("rootCA.key")),
        lambda: console.drop(console.page.locator("body"), workbench.path("rootCA.key")),
        lambda: console.paste(workbench.path("rootCA.key").read_text()),
    ]
    for give in gifts:
        give()
        expect(console.dialog.get_by_role("alert")).to_contain_text("it has not left this computer")
    workbench.path("large.crl").write_bytes(bytes(20 * 1_048_576 + 1))
    console.choose_files(workbench.path("large.crl"))
    expect(console.dialog.get_by_role("alert")).to_contain_text("The list is larger than 20 MB.")
    assert [request.url for request in console.requests if request.method == "PUT"] == []


def test_deleting_a_list_is_told_before_it_is_done(
    console: Console, ca: dict[str, Any], device: Path, workbench: Workbench, api: httpx.Client
) -> None:
    assert device.exists()
    _open(console, ca)
    console.button("Upload a revocation list").click()
    console.choose_files(_make_list(console, workbench))
    console.button("Delete list").click()
    expect(console.dialog).to_contain_text("1 certificate that it revokes is let in again")
    console.dialog.get_by_role("button", name="Delete list").click()
    expect(_panel(console)).to_contain_text("It has none.")
    assert api.get(f"/ca-certificates/{ca['id']}").json()["crl"] is None
    expect(console.page.get_by_role("listitem").filter(has_text="Revocation list deleted")).to_be_visible()


def test_a_reader_sees_a_list_and_changes_nothing(
    new_console: Callable[..., Console],
    make_reader: Callable[[], None],
    authority: Authority,
    api: httpx.Client,
    tmp_path: Path,
) -> None:
    path, crl = f"/ca-certificates/{authority.id}", authority.revocation_list(5, 6, number=0x1A)
    taken = api.put(f"{path}/crl", content=crl, headers=RAW).json()
    make_reader()
    console = new_console()
    console.sign_in(f"#{path}")
    panel = _panel(console)
    for text in ("2 certificates", "Next list due", "Issued", "CRL number (hex)", "1a"):
        expect(panel).to_contain_text(text)
    for name in ("Upload a newer list", "Delete list"):
        button = panel.get_by_role("button", name=name)
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_accessible_description(re.compile("may look at everything and change nothing"))
        button.dispatch_event("click")
        expect(console.dialog).to_have_count(0)
    with console.page.expect_download() as download:
        console.button("Download list").click()
    download.value.save_as(tmp_path / "again.crl")
    assert (tmp_path / "again.crl").read_bytes() == crl
    assert api.get(path).json() == taken


@pytest.mark.parametrize(("days", "said"), [(-3, "List overdue"), (3, "Next list due"), (20, None)])
def test_a_list_that_is_due_is_seen_in_the_list_and_on_its_page(
    console: Console, ca: dict[str, Any], days: int, said: str | None
) -> None:
    """The registry takes no list that is overdue; it becomes one with time."""
    due = datetime.now(UTC) + timedelta(days=days, hours=1)
    issued = due - timedelta(days=30)
    crl = {"number": "1a", "entries": 2} | {
        name: f"{time:%Y-%m-%dT%H:%M:%SZ}" for name, time in (("thisUpdate", issued), ("nextUpdate", due))
    }
    page, certificate = console.page, ca | {"crl": crl}
    listed = {"items": [certificate], "nextCursor": None}
    page.route(re.compile(r"/ca-certificates\?"), lambda route: route.fulfill(json=listed))
    page.route(re.compile(f"/ca-certificates/{ca['id']}$"), lambda route: route.fulfill(json=certificate))
    page.reload()
    row = page.get_by_role("row").filter(has=page.get_by_role("link"))
    expect(row).to_contain_text("Verified")
    expect(row.get_by_text(re.compile("^(List overdue|Next list due)"))).to_have_count(1 if said else 0)
    row.get_by_role("link").click()
    expect(_panel(console)).to_contain_text("2 certificates")
    expect(page.get_by_text(re.compile("^(List overdue|Next list due) .* (day|ago)"))).to_have_count(2 if said else 0)
    if said:
        expect(page.get_by_text(re.compile(f"^{said}")).first).to_be_visible()


@pytest.mark.thorough
def test_no_view_about_revocation_has_an_accessibility_violation(
    new_console: Callable[..., Console],
    ca: dict[str, Any],
    device: Path,
    workbench: Workbench,
) -> None:
    assert device.exists()
    console = new_console()
    console.sign_in(f"#/ca-certificates/{ca['id']}")
    console.button("Upload a revocation list").click()
    file = _make_list(console, workbench)
    for tab in ("Vault", "AWS Private CA"):
        console.commands(tab)
        assert_accessible(console.page, f"upload, {tab}")
    console.choose_files(workbench.path("rootCA.cer"))
    expect(console.dialog.get_by_role("alert")).to_be_visible()
    assert_accessible(console.page, "a refused list")
    console.choose_files(file)
    expect(_panel(console)).to_contain_text("1 certificate")
    assert_accessible(console.page, "detail with a list")
    console.button("Delete list").click()
    assert_accessible(console.page, "delete a list")
    console.close_dialog()
    console.button("中文").click()
    expect(console.page.get_by_role("region", name="吊销列表")).to_be_visible()
    assert_accessible(console.page, "detail with a list in Chinese")


def test_the_command_of_aws_private_ca_has_the_parameters_of_the_service(console: Console, ca: dict[str, Any]) -> None:
    _open(console, ca)
    console.button("Upload a revocation list").click()
    revoke, _ = console.commands("AWS Private CA")
    client = boto3.client("acm-pca", region_name="us-east-1")
    shape = client.meta.service_model.operation_model("RevokeCertificate").input_shape
    words = shlex.split(revoke)
    given = {word.removeprefix("--") for word in words if word.startswith("--")}
    assert words[:3] == ["aws", "acm-pca", "revoke-certificate"]
    assert shape is not None
    assert given == {re.sub(r"(?<=.)([A-Z])", r"-\1", name).lower() for name in shape.required_members}
    assert words[words.index("--revocation-reason") + 1] in shape.members["RevocationReason"].enum
