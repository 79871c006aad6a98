"""The console's function: its files, their headers, and the configuration that it reads from the parameter store."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from device_ca.stores import console_configuration
from functions.console import app
from tests.support.events import LambdaContext, event_of
from tests.support.programs import required_program

if TYPE_CHECKING:
    from collections.abc import Iterator

CONSOLE = Path(app.__file__).parent
PARAMETER = "/registry/console"
HOSTED_UI = "https://device-ca.auth.us-east-1.amazoncognito.com"
STORED = {
    "region": "us-east-1",
    "userPoolId": "us-east-1_pool",
    "userPoolClientId": "client",
    "hostedUiUrl": HOSTED_UI,
    "consoleUrl": "https://api.example.com/v1/console/",
    "filesUrl": "https://registry-bucket.s3.us-east-1.amazonaws.com",
}
LARGEST_FIRST_VIEW = 200_000
FIRST_VIEW = re.compile(r'(?:src|href)="([^"]+)"')


def _forget() -> None:
    console_configuration._read_configuration.cache_clear()  # noqa: SLF001


@pytest.fixture(autouse=True)
def parameter(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    assert aws is None
    monkeypatch.setenv("CONSOLE_CONFIG_PARAMETER", PARAMETER)
    _forget()
    boto3.client("ssm").put_parameter(Name=PARAMETER, Type="String", Value=json.dumps(STORED))
    yield
    _forget()


def get(file: str | None = None, *, path: str = "/console/", headers: dict[str, str] | None = None) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "resource": "/console" if file is None else "/console/{file+}",
        "path": path if file is None else f"/console/{file}",
        "pathParameters": None if file is None else {"file": file},
        "headers": headers,
        "multiValueHeaders": headers and {name: [value] for name, value in headers.items()},
    }
    context: Any = LambdaContext()
    answer = app.lambda_handler(event_of("get_jwks") | changes, context)
    return {**answer, "headers": {name: value for name, (value,) in answer["multiValueHeaders"].items()}}


def links_of(index: dict[str, Any]) -> list[str]:
    return FIRST_VIEW.findall(index["body"])


def test_everything_that_the_index_links_to_is_there_and_never_changes() -> None:
    links = links_of(get())
    assert {Path(link).name for link in links} >= {"console.js", "console.css", "theme_on_load.js"}
    for link in links:
        answer = get(link)
        assert answer["statusCode"] == 200, link
        assert answer["headers"]["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_links_hold_with_and_without_a_slash_at_the_end() -> None:
    assert [f"console/{link}" for link in links_of(get())] == links_of(get(path="/console"))


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_first_view_is_small(language: str) -> None:
    index = get()
    parts = [index, get("config.json"), get(f"texts.{language}.json"), *(get(link) for link in links_of(index))]
    assert sum(len(part["body"].encode()) for part in parts) < LARGEST_FIRST_VIEW


def test_a_name_without_the_digest_is_revalidated() -> None:
    assert get("console.css")["headers"]["Cache-Control"] == "no-cache"
    assert get()["headers"]["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("file", "content_type"),
    [
        (None, "text/html; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("console.js", "text/javascript; charset=utf-8"),
        ("console.css", "text/css; charset=utf-8"),
        ("later.css", "text/css; charset=utf-8"),
        ("texts.zh-CN.json", "application/json"),
        ("rules.zh-CN.json", "application/json"),
        ("favicon.svg", "image/svg+xml"),
        ("licences.txt", "text/plain; charset=utf-8"),
        ("config.json", "application/json"),
        ("openapi.json", "application/json"),
    ],
)
def test_each_file_says_what_it_is(file: str | None, content_type: str) -> None:
    headers = get(file)["headers"]
    assert headers["Content-Type"] == content_type
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "file", ["app.py", "../app.py", "source/main.jsx", "0123456789abcdef/console.js", "nothing.js", "x/index.html", "/"]
)
def test_nothing_else_is_served(file: str) -> None:
    answer = get(file)
    assert answer["statusCode"] == 404
    problem = json.loads(answer["body"])
    assert (problem["code"], problem["title"]) == ("route_not_found", "Route not found")


@pytest.mark.parametrize("file", [None, "console.js", "config.json"])
def test_a_known_file_is_not_sent_again(file: str | None) -> None:
    entity_tag = get(file)["headers"]["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', entity_tag)
    for known in (entity_tag, f"W/{entity_tag}", f'"other", {entity_tag}', "*"):
        answer = get(file, headers={"if-none-match": known})
        assert (answer["statusCode"], answer["body"]) == (304, "")
        assert answer["headers"]["ETag"] == entity_tag
    assert get(file, headers={"If-None-Match": '"other"'})["statusCode"] == 200


def test_the_page_may_load_its_own_files_and_reach_cognito_and_the_bucket_and_no_more() -> None:
    headers = get()["headers"]
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == f"'self' {HOSTED_UI} {STORED['filesUrl']}"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_page_is_served_while_an_update_has_not_come_to_the_parameter() -> None:
    before = {name: value for name, value in STORED.items() if name != "filesUrl"}
    boto3.client("ssm").put_parameter(Name=PARAMETER, Type="String", Value=json.dumps(before), Overwrite=True)
    assert f"connect-src 'self' {HOSTED_UI};" in get()["headers"]["Content-Security-Policy"]


def test_the_configuration_names_cognitos_endpoints() -> None:
    assert json.loads(get("config.json")["body"]) == {
        "region": "us-east-1",
        "userPoolId": "us-east-1_pool",
        "clientId": "client",
        "consoleUrl": "https://api.example.com/v1/console/",
        "filesUrl": "https://registry-bucket.s3.us-east-1.amazonaws.com",
        "issuer": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool",
        "authorizationEndpoint": f"{HOSTED_UI}/oauth2/authorize",
        "tokenEndpoint": f"{HOSTED_UI}/oauth2/token",
        "revocationEndpoint": f"{HOSTED_UI}/oauth2/revoke",
        "logoutEndpoint": f"{HOSTED_UI}/logout",
    }


def test_the_parameter_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert get("config.json")["statusCode"] == 200
    boto3.client("ssm").delete_parameter(Name=PARAMETER)
    assert get("config.json")["statusCode"] == 200
    # Without it there would have been no answer.
    monkeypatch.setenv("CONSOLE_CONFIG_PARAMETER", "/another")
    assert get("config.json")["statusCode"] == 503


@pytest.mark.parametrize("file", [None, "config.json"])
@pytest.mark.parametrize("value", ["no JSON", "[]", '{"region": "us-east-1"}'])
def test_a_parameter_that_cannot_be_read_is_a_problem_to_try_again(file: str | None, value: str) -> None:
    boto3.client("ssm").put_parameter(Name=PARAMETER, Type="String", Value=value, Overwrite=True)
    answer = get(file)
    assert answer["statusCode"] == 503
    assert answer["headers"]["Retry-After"] == "2"
    assert json.loads(answer["body"])["code"] == "service_unavailable"


def test_the_built_files_are_what_the_locked_tools_make_of_the_sources(tmp_path: Path) -> None:
    required_program("npm")
    subprocess.run([CONSOLE / "source" / "build.sh", tmp_path], check=True, capture_output=True, timeout=300)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert built == {path.name: path.read_bytes() for path in (CONSOLE / "static").iterdir()}
