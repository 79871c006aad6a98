"""A rule that nothing asks, or that no test breaks, is found."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from device_ca.messages.en import ENGLISH

TESTS = Path(__file__).parents[1]
RULES = TESTS.parent / "layers" / "device_ca" / "python" / "device_ca" / "rules"
# Name every rule, whether it is broken or not.
TABLES = {"test_judgement_corpus.py"}


@pytest.mark.parametrize("module", sorted(RULES.glob("*.py")), ids=lambda path: path.name)
def test_every_rule_is_asked(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("_")}
    used = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    unused = functions - used.keys()
    assert not unused, f"add to the tuple in rules/{module.name}, in the order of the rules: {unused}"


def test_every_rule_is_broken_by_a_test() -> None:
    broken = {word for path in TESTS.rglob("test_*.py") if path.name not in TABLES for word in _words(path)}
    unbroken = ENGLISH.rule_titles.keys() - broken
    assert not unbroken, f"add a certificate that breaks it alone to tests/unit/test_admission.py, say: {unbroken}"


def _words(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
