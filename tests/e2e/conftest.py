"""Clients for the local stack of a session: HTTP's, the SDK's, and a browser."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from mypy_boto3_dynamodb import DynamoDBClient
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.e2e.console_page import WIDE, Console
from tests.e2e.local_functions import environment, forget_clients
from tests.support.authority import Authority
from tests.support.media_types import RAW
from tests.support.programs import required_program
from tests.tools.local_stack import StackOutputs
from tests.tools.local_stack.aws import emulator_client
from tests.tools.local_stack.guide import Workbench
from tests.tools.local_stack.outputs import DemoUser
from tests.tools.local_stack.users import create_users, sign_in

# The shell is Chromium without windows: the same engine for half the processor time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Chromium says so of every answer that is an error, expected or not, and of a request that a test lets fail.
ERROR_ANSWER = re.compile(r"Failed to load resource: (the server responded with a status of [45]\d\d|net::ERR_FAILED)")


@pytest.fixture(scope="session")
def tokens(outputs: StackOutputs) -> dict[str, str]:
    """The ID token of each demo user's tenant."""
    return {user.tenant: sign_in(outputs, user) for user in outputs.users if user.role != "reader"}


@pytest.fixture(scope="session")
def anonymous(outputs: StackOutputs) -> Iterator[httpx.Client]:
    with _client(outputs) as client:
        yield client


@pytest.fixture(scope="session")
def acme(outputs: StackOutputs, tokens: dict[str, str]) -> Iterator[httpx.Client]:
    with _client(outputs, tokens["acme"]) as client:
        yield client


@pytest.fixture(scope="session")
def globex(outputs: StackOutputs, tokens: dict[str, str]) -> Iterator[httpx.Client]:
    with _client(outputs, tokens["globex"]) as client:
        yield client


@pytest.fixture(scope="session")
def dynamodb(outputs: StackOutputs) -> DynamoDBClient:
    client: DynamoDBClient = emulator_client("dynamodb", endpoint_url=outputs.aws_endpoint_url, region=outputs.region)
    return client


@pytest.fixture
def functions_here(outputs: StackOutputs, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let handlers run in this process, on the stores of the running system."""
    for name, value in environment(outputs).items():
        monkeypatch.setenv(name, value)
    forget_clients()
    yield
    forget_clients()


@pytest.fixture
def workbench(tmp_path: Path, request: pytest.FixtureRequest) -> Workbench:
    """A folder with a root CA of the test's own."""
    bench = Workbench(tmp_path)
    bench.make_root_ca(f"Root of {request.node.name}"[:64])
    return bench


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers: there can be but one in a process."""
    # A busy machine is slow, and what is waited for comes at once on one that is not.
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser_options() -> dict[str, Any]:
    # Chromium's own sandbox is not to be had as root, as in a container; what it opens is our own page.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": required_program(*BROWSERS), "args": arguments}


@pytest.fixture(scope="session")
def browser(playwright: Playwright, browser_options: dict[str, Any]) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**browser_options)
    yield browser
    browser.close()


@pytest.fixture
def user(outputs: StackOutputs, request: pytest.FixtureRequest) -> DemoUser:
    """A user with a tenant of the test's own, so that its list is empty at first."""
    test = re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")
    name = f"{test[:40]}-{uuid4().hex[:8]}"
    user = DemoUser(f"{name}@example.com", "Local-demo-console-1", name)
    cognito = emulator_client("cognito-idp", endpoint_url=outputs.aws_endpoint_url, region=outputs.region)
    create_users(cognito, outputs.user_pool_id, [user])
    return user


@pytest.fixture
def make_reader(outputs: StackOutputs, user: DemoUser) -> Callable[[], None]:
    """Give the user the role of a reader from the next sign-in on."""
    cognito = emulator_client("cognito-idp", endpoint_url=outputs.aws_endpoint_url, region=outputs.region)

    def make() -> None:
        cognito.admin_update_user_attributes(
            UserPoolId=outputs.user_pool_id,
            Username=user.username,
            UserAttributes=[{"Name": "custom:role", "Value": "reader"}],
        )

    return make


@pytest.fixture
def new_console(browser: Browser, outputs: StackOutputs, user: DemoUser) -> Iterator[Callable[..., Console]]:
    """Open windows of which none may report an error, or ask anything of anybody else."""
    contexts, consoles, complaints = [], [], []

    def open_window(**options: Any) -> Console:
        context = browser.new_context(
            permissions=["clipboard-read", "clipboard-write"], **{"viewport": WIDE, "locale": "en-US"} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        console = Console(page, outputs, user)
        consoles.append(console)
        return console

    yield open_window
    for context in contexts:
        context.close()
    assert [complaint for complaint in complaints if not ERROR_ANSWER.match(complaint)] == []
    assert [url for console in consoles for url in console.foreign_requests] == []


@pytest.fixture
def console(new_console: Callable[..., Console]) -> Console:
    """A window with the user signed in."""
    console = new_console()
    console.resume_session()
    return console


@pytest.fixture
def api(outputs: StackOutputs, user: DemoUser) -> Iterator[httpx.Client]:
    with _client(outputs, sign_in(outputs, user)) as client:
        yield client


@pytest.fixture
def authority(api: httpx.Client) -> Authority:
    """A verified CA of the user's tenant."""
    authority = Authority()
    assert api.post("/ca-certificates", content=authority.pem, headers=RAW).status_code == httpx.codes.CREATED
    path = f"/ca-certificates/{authority.id}"
    proof = authority.prove(api.post(f"{path}/verification-code").json()["code"])
    assert api.post(f"{path}/verification", content=proof, headers=RAW).status_code == httpx.codes.OK
    return authority


def _client(outputs: StackOutputs, token: str | None = None) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=outputs.api_url, headers=headers, timeout=60, trust_env=False)
