"""What the documents say is there: links, routes, alarms, the tests that hold the threat model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.routes import TEMPLATE

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = [
    *sorted(
        path
        for folder in (".github", "events", "functions", "layers", "tests")
        for path in (REPOSITORY / folder).rglob("*.md")
        if "node_modules" not in path.parts
    ),
    REPOSITORY / "README.md",
    REPOSITORY / "CHANGELOG.md",
]
README = (REPOSITORY / "README.md").read_text()
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_LONGEST_README = 160


def _anchors(document: Path) -> set[str]:
    """Return the anchors that code hosts give a document's headings."""
    headings = _HEADING.findall(document.read_text())
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_links_lead_somewhere(document: Path) -> None:
    for link in _LINK.findall(document.read_text()):
        if "://" in link:
            continue
        target, _, anchor = link.partition("#")
        path = (document.parent / target).resolve() if target else document
        assert path.exists(), f"{document.name} links to {link}"
        assert not anchor or anchor in _anchors(path), f"{document.name} links to {link}"


def test_readme_is_for_newcomers() -> None:
    assert len(README.splitlines()) <= _LONGEST_README


def test_operating_explains_every_alarm() -> None:
    text = (REPOSITORY / "functions" / "OPERATING.md").read_text()
    alarms = [name for name, found in TEMPLATE["Resources"].items() if found["Type"] == "AWS::CloudWatch::Alarm"]
    assert [name for name in alarms if f"`{name.removesuffix('Alarm')}`" not in text] == []


def test_the_idle_cost_is_reckoned_with_all_that_is_paid_idle() -> None:
    text = (REPOSITORY / "functions" / "OPERATING.md").read_text()
    kinds = [found["Type"] for found in TEMPLATE["Resources"].values()]
    alarms = kinds.count("AWS::CloudWatch::Alarm")
    idle = next(part for part in text.split("\n\n") if part.startswith("Idle it is"))
    assert f"{alarms} alarms" in idle, "reckon the idle cost of OPERATING.md and of README.md anew"
    assert f"{alarms * 0.1:.2f}" in idle
    paid = [kinds.count(kind) for kind in ("AWS::CloudWatch::Dashboard", "AWS::KMS::Key", "AWS::SQS::Queue")]
    assert paid == [1, 1, 4], "reckon the idle cost of OPERATING.md and of README.md anew"
    # A dashboard, the alarms, the key, and the polling of the queue.
    dollars = 3 + alarms * 0.1 + 1 + 0.33
    assert f"Idle it is {dollars:.2f}" in idle
    assert dollars <= 6


def test_each_row_of_the_threat_model_names_the_tests_that_hold_it() -> None:
    text = (REPOSITORY / ".github" / "SECURITY.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert rows
    for row in rows:
        tests = re.findall(r"`(tests/[^`]+)`", row.split(" | ")[-1])
        if not set(row) <= set("|- "):
            assert tests, f"no test holds: {row}"
            assert [test for test in tests if not (REPOSITORY / test).is_file()] == []


def test_every_published_event_is_described() -> None:
    text = (REPOSITORY / "events" / "README.md").read_text()
    schemas = [path.stem for path in (REPOSITORY / "events" / "schemas").glob("*.json")]
    assert [name for name in schemas if f"`{name}`" not in text] == []


def test_every_kind_of_item_is_described() -> None:
    text = (REPOSITORY / "layers" / "README.md").read_text()
    stores = (REPOSITORY / "layers" / "device_ca" / "python" / "device_ca" / "stores").glob("*.py")
    kinds = {kind for path in stores for kind in re.findall(r'"sk": f?"([A-Z]+)', path.read_text())}
    assert kinds >= {"CA", "KEY", "NAME", "USAGE"}
    assert [kind for kind in sorted(kinds) if f"`{kind}" not in text] == []
