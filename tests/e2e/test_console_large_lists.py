"""Revocation lists in the console that no request and no answer of the API holds: they go and come by the bucket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.bucket_origin import BucketOrigin
from tests.e2e.console_page import Console
from tests.support.authority import Authority
from tests.support.revocation_lists import long_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx
    from playwright.sync_api import Locator, Playwright, Route

    from tests.tools.local_stack import StackOutputs
    from tests.tools.local_stack.guide import Workbench
    from tests.tools.local_stack.outputs import DemoUser

MEBIBYTE = 1 << 20


@pytest.fixture
def bucket(outputs: StackOutputs, workbench: Workbench) -> Iterator[BucketOrigin]:
    workbench.openssl("openssl req -x509 -newkey rsa:2048 -nodes -keyout s3.key -out s3.crt -days 2 -subj /CN=s3")
    with BucketOrigin(outputs, workbench.path("s3.crt"), workbench.path("s3.key")) as bucket:
        yield bucket


@pytest.fixture
def console(
    playwright: Playwright,
    browser_options: dict[str, Any],
    outputs: StackOutputs,
    user: DemoUser,
    bucket: BucketOrigin,
) -> Iterator[Console]:
    """A window in which the URLs that the API gives lead to the bucket's own address."""
    arguments = [*browser_options["args"], f"--host-resolver-rules=MAP {bucket.host}:443 127.0.0.1:{bucket.port}"]
    browser = playwright.chromium.launch(**{**browser_options, "args": arguments})
    page = browser.new_context(locale="en-US", ignore_https_errors=True).new_page()

    def move_upload(route: Route) -> None:
        answer = route.fetch()
        offered = answer.json()
        route.fulfill(response=answer, json=offered | {"url": bucket.moved(offered["url"])})

    def move_redirection(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        moved = {"location": bucket.moved(answer.headers["location"])} if answer.status == 303 else {}
        route.fulfill(response=answer, headers=answer.headers | moved)

    page.route(re.compile("/crl/uploads$"), move_upload)
    page.route(
        re.compile("/crls?$"),
        lambda route: route.fallback() if route.request.method == "PUT" else move_redirection(route),
    )
    console = Console(page, outputs, user)
    console.sign_in()
    yield console
    browser.close()


def _download(console: Console, button: str, target: Path) -> bytes:
    with console.page.expect_download() as download:
        console.button(button).click()
    download.value.save_as(target)
    return target.read_bytes()


def _panel(console: Console) -> Locator:
    return console.page.get_by_role("region", name="Revocation list")


def test_a_list_above_5_mb_goes_up_and_comes_down(
    console: Console, authority: Authority, api: httpx.Client, bucket: BucketOrigin, tmp_path: Path
) -> None:
    crl = long_list(authority, 6 * MEBIBYTE)
    file = tmp_path / "large.crl"
    file.write_bytes(crl)
    console.open(f"#/ca-certificates/{authority.id}")
    console.button("Upload a revocation list").click()
    console.choose_files(file)
    expect(console.dialog).to_have_count(0)
    entries = api.get(f"/ca-certificates/{authority.id}").json()["crl"]["entries"]
    expect(_panel(console)).to_contain_text(f"{entries:,} certificates")
    assert [method for method, _ in bucket.requests] == ["PUT"]
    assert _download(console, "Download list", tmp_path / "again.crl") == crl
    published = tmp_path / "crls.pem"
    console.open("#/truststore")
    expect(console.button("Download revocation lists (PEM)")).to_be_visible()
    while b"X509 CRL" not in (content := _download(console, "Download revocation lists (PEM)", published)):
        console.page.wait_for_timeout(500)
    assert content.count(b"-----BEGIN X509 CRL-----") == 1
    assert len(content) > 6 * MEBIBYTE
    assert [method for method, _ in bucket.requests] == ["PUT", "GET", "GET"]
    # S3 refuses a request that has a token beside the signature of its URL.
    assert [names & {"authorization", "cookie"} for _, names in bucket.requests] == [set()] * 3


def test_a_large_list_that_is_refused_says_why(
    console: Console, authority: Authority, api: httpx.Client, tmp_path: Path
) -> None:
    file = tmp_path / "other.crl"
    file.write_bytes(long_list(Authority(authority.common_name), 5 * MEBIBYTE))
    console.open(f"#/ca-certificates/{authority.id}")
    console.button("Upload a revocation list").click()
    console.choose_files(file)
    alert = console.dialog.get_by_role("alert")
    expect(alert).to_contain_text("other.crl was not accepted as a revocation list")
    expect(alert).to_contain_text("The list is not signed by this CA's key")
    assert api.get(f"/ca-certificates/{authority.id}").json()["crl"] is None


def test_a_bucket_that_does_not_take_the_file_is_told(console: Console, authority: Authority, tmp_path: Path) -> None:
    file = tmp_path / "large.crl"
    file.write_bytes(long_list(authority, 5 * MEBIBYTE))
    console.page.route(re.compile(r"/crl-uploads/"), lambda route: route.abort())
    console.open(f"#/ca-certificates/{authority.id}")
    console.button("Upload a revocation list").click()
    console.choose_files(file)
    expect(console.dialog.get_by_role("alert")).to_contain_text("large.crl could not be sent")
