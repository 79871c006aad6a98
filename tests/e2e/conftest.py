"""One local stack for all end-to-end tests of a session, and clients for it."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from tests.local_stack import LocalStack, LocalStackError, StackOutputs, checkout
from tests.local_stack.aws import emulator_client
from tests.local_stack.guide import Workbench
from tests.local_stack.ports import free_port
from tests.local_stack.users import sign_in


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    folder = checkout.LOCAL / "e2e" / os.environ.get("PYTEST_XDIST_WORKER", "main")
    stack = LocalStack(free_port(), folder, outputs_file=folder / "outputs.json")
    try:
        stack.__enter__()
    except LocalStackError as error:
        pytest.fail(error.explanation(), pytrace=False)
    try:
        yield stack
    finally:
        stack.__exit__(None, None, None)


@pytest.fixture(scope="session")
def outputs(stack: LocalStack) -> StackOutputs:
    return stack.outputs


@pytest.fixture(scope="session")
def tokens(outputs: StackOutputs) -> dict[str, str]:
    """The ID token of each demo user's tenant."""
    return {user.tenant: sign_in(outputs, user) for user in outputs.users}


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
def workbench(tmp_path: Path, request: pytest.FixtureRequest) -> Workbench:
    """A folder with a root CA of the test's own."""
    bench = Workbench(tmp_path)
    bench.make_root_ca(f"Root of {request.node.name}"[:64])
    return bench


def _client(outputs: StackOutputs, token: str | None = None) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=outputs.api_url, headers=headers, timeout=60, trust_env=False)
