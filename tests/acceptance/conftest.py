"""Two tenants of a deployed registry, and a reader of the first; on the local stack where no other is named."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.acceptance.deployment import Deployment, Tenant
from tests.tools.local_stack.checkout import OUTPUTS_FILE
from tests.tools.local_stack.guide import Workbench
from tests.tools.local_stack.outputs import StackOutputs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@pytest.fixture(scope="session")
def deployment(request: pytest.FixtureRequest) -> Deployment:
    """The registry to ask: what the environment names, else what runs (`make run`), else a stack of the suite's own."""
    named = Deployment.of_environment()
    if named:
        return named
    if OUTPUTS_FILE.exists():
        return Deployment.of_outputs(StackOutputs.from_json(OUTPUTS_FILE.read_text()))
    return Deployment.of_outputs(request.getfixturevalue("outputs"))


@pytest.fixture(scope="session")
def tokens(deployment: Deployment) -> list[Mapping[str, str]]:
    """What each of the three users got at sign-in."""
    return [deployment.sign_in(name, password) for name, password in deployment.users]


@pytest.fixture(scope="session")
def alice(deployment: Deployment, tokens: list[Mapping[str, str]]) -> Iterator[Tenant]:
    """The first tenant."""
    yield from _tenant(deployment, tokens[0])


@pytest.fixture(scope="session")
def bob(deployment: Deployment, tokens: list[Mapping[str, str]]) -> Iterator[Tenant]:
    """The second tenant."""
    yield from _tenant(deployment, tokens[1])


@pytest.fixture(scope="session")
def reader(deployment: Deployment, tokens: list[Mapping[str, str]]) -> Iterator[Tenant]:
    """A user of the first tenant who may change nothing."""
    yield from _tenant(deployment, tokens[2])


def _tenant(deployment: Deployment, tokens: Mapping[str, str]) -> Iterator[Tenant]:
    with Tenant(deployment, tokens["IdToken"]) as tenant:
        yield tenant
        tenant.clean_up()


@pytest.fixture(scope="session")
def anonymous(deployment: Deployment) -> Iterator[httpx.Client]:
    """A caller without a token."""
    with httpx.Client(base_url=deployment.api_url, timeout=60) as client:
        yield client


@pytest.fixture
def workbench(tmp_path: Path, request: pytest.FixtureRequest) -> Workbench:
    """A folder with a CA of the test's own."""
    bench = Workbench(tmp_path)
    bench.make_root_ca(f"Acceptance {request.node.name}"[:64])
    return bench


@pytest.fixture
def certificate(workbench: Workbench) -> bytes:
    """The CA's certificate in PEM."""
    return workbench.path("rootCA.cer").read_bytes()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was asked and how it went, a row for each part of the suite."""
    outcomes: dict[str, Counter[str]] = {}
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            part, _, name = report.nodeid.partition("::")
            if "acceptance/" in part and name:
                outcomes.setdefault(part.rpartition("test_")[2].removesuffix(".py"), Counter())[outcome] += 1
    if not outcomes:
        return
    terminalreporter.section("acceptance")
    terminalreporter.write_line(f"{'part':<12}{'passed':>8}{'failed':>8}{'skipped':>8}")
    for part, counts in sorted(outcomes.items()):
        failed = counts["failed"] + counts["error"]
        terminalreporter.write_line(f"{part:<12}{counts['passed']:>8}{failed:>8}{counts['skipped']:>8}")
