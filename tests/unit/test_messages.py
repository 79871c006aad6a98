"""Every text in both languages, with every parameter that the code gives it."""

import ast
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from device_ca.messages.en import ENGLISH
from device_ca.messages.rendering import CATALOGUES

LAYER = Path(__file__).parents[2] / "layers" / "device_ca" / "python" / "device_ca"
HINTED_BY_REMEDY = {"reason", "remedy"}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def calls(*names: str) -> Iterator[ast.Call]:
    for path in sorted(LAYER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                if name in names:
                    yield node


def literals(name: str) -> set[str]:
    """Return the constants that stand for a parameter anywhere in the layer: {"reason": "own_key"}."""
    found: set[str] = set()
    for path in LAYER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            pairs = zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ()
            found |= {
                value.value
                for key, value in pairs
                if isinstance(key, ast.Constant)
                and key.value == name
                and isinstance(value, ast.Constant)
                and isinstance(value.value, str)
            }
    return found


@pytest.mark.parametrize("part", ["messages", "hints", "titles", "details"])
def test_the_languages_have_the_same_texts_with_the_same_fields(part: str) -> None:
    english: Mapping[str, str] = getattr(ENGLISH, part)
    for language, catalogue in CATALOGUES.items():
        texts: Mapping[str, str] = getattr(catalogue, part)
        assert texts.keys() == english.keys(), language
        for key, text in texts.items():
            assert text.strip(), f"{key} is empty in {language}"
            assert fields(text) == fields(english[key]), f"{key} in {language}"


def test_every_chinese_text_is_chinese() -> None:
    chinese = CATALOGUES["zh-CN"]
    for texts in (chinese.messages, chinese.hints, chinese.titles, chinese.details):
        for key, text in texts.items():
            assert any("\u4e00" <= character <= "\u9fff" for character in text), key


def test_every_rule_in_the_code_has_a_text_and_every_text_a_rule() -> None:
    used = {call.args[0].value for call in calls("Violation") if isinstance(call.args[0], ast.Constant)}
    assert {key.partition(".")[0] for key in ENGLISH.messages} == used, (
        "add the rule's texts to messages/en.py and zh.py"
    )


def test_every_message_has_a_hint_or_a_remedy() -> None:
    remedies = {key for key in ENGLISH.hints if key not in ENGLISH.messages}
    assert literals("remedy") <= remedies
