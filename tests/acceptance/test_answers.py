"""Forms of answers: pages, compression, odd requests, languages; and the console with its sign-in page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.tools.local_stack.guide import Workbench

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.deployment import Deployment, Tenant


def test_pages_hold_everything_once_newest_first(alice: Tenant, tmp_path: Path) -> None:
    uploaded = []
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        bench = Workbench(folder)
        bench.make_root_ca(f"Acceptance page {number}")
        uploaded.append(alice.register(bench.path("rootCA.cer").read_bytes())["id"])
    seen: list[str] = []
    cursor: str | None = None
    while cursor or not seen:
        page = alice.get("/ca-certificates", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
    assert len(seen) == len(set(seen))
    assert [found for found in seen if found in uploaded] == uploaded[::-1]


def test_another_tenants_cursor_is_none(alice: Tenant, bob: Tenant, tmp_path: Path) -> None:
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        bench = Workbench(folder)
        bench.make_root_ca(f"Acceptance cursor {number}")
        alice.register(bench.path("rootCA.cer").read_bytes())
    cursor = alice.get("/ca-certificates", params={"limit": 1}).json()["nextCursor"]
    assert bob.get("/ca-certificates", params={"limit": 1, "cursor": cursor}).status_code == 400


@pytest.mark.parametrize("encoding", ["gzip", "identity", "br;q=0.1", "nonsense"])
def test_an_answer_in_any_encoding_is_the_same(alice: Tenant, certificate: bytes, encoding: str) -> None:
    alice.register(certificate)
    answers = [alice.get("/ca-certificates", headers={"Accept-Encoding": name}) for name in (encoding, "identity")]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("accept", ["", "application/json", "text/html, */*;q=0.1", "a" * 4000])
def test_a_list_is_json_whatever_is_accepted(alice: Tenant, accept: str) -> None:
    answer = alice.get("/ca-certificates", headers={"Accept": accept})
    assert answer.headers["Content-Type"] == "application/json"
    assert "items" in answer.json()


def test_answers_are_kept_by_no_cache(alice: Tenant) -> None:
    assert alice.get("/ca-certificates").headers["Cache-Control"] == "no-store"


def test_no_answer_is_taken_for_another_type(alice: Tenant, certificate: bytes) -> None:
    registered = alice.register(certificate)
    for path in ("/ca-certificates", f"/ca-certificates/{registered['id']}/file", "/truststore", "/ca-certificates/x"):
        assert alice.get(path).headers["X-Content-Type-Options"] == "nosniff", path


def test_the_console_is_there_and_signs_in_somewhere(deployment: Deployment) -> None:
    page = httpx.get(deployment.console_url, follow_redirects=True, timeout=60)
    assert (page.status_code, page.headers["Content-Type"].partition(";")[0]) == (200, "text/html")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    configuration = httpx.get(f"{deployment.console_url.rstrip('/')}/config.json", timeout=60).json()
    assert configuration["clientId"] == deployment.client_id
    sign_in = httpx.get(
        configuration["authorizationEndpoint"],
        params={
            "client_id": deployment.client_id,
            "response_type": "code",
            "scope": "openid",
            "redirect_uri": configuration["consoleUrl"],
            "state": "acceptance",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256",
        },
        follow_redirects=True,
        timeout=60,
    )
    assert sign_in.status_code == 200
    assert "password" in sign_in.text.lower()
