"""Every text in both languages; that judgements give them what they speak of, ``check_texts`` sees to."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from unicodedata import category

import pytest

from device_ca.api.negotiation import preferred_language
from device_ca.api.problems import PROBLEMS, UNFORESEEN
from device_ca.excerpt import excerpt, unseen_characters
from device_ca.messages.en import ENGLISH
from device_ca.messages.rendering import CATALOGUES, problem_detail, problem_title, render
from device_ca.violation import Json, Violation
from tests.support.texts import fields

LAYER = Path(__file__).parents[2] / "layers" / "device_ca" / "python" / "device_ca"
ERRORS = {error.__name__: problem.code for error, problem in PROBLEMS.items()}
# What the renderer itself gives to a text.
GIVEN = {"file"}


def nodes() -> Iterator[ast.AST]:
    for path in sorted(LAYER.rglob("*.py")):
        if path.parent.name != "messages":
            yield from ast.walk(ast.parse(path.read_text("utf-8")))


def words() -> set[str]:
    """Return every string constant of the layer outside its texts."""
    return {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def calls(*names: str) -> Iterator[ast.Call]:
    for node in nodes():
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
            yield node


@pytest.mark.parametrize("part", ["rule_titles", "messages", "hints", "titles", "details"])
def test_the_languages_have_the_same_texts_with_the_same_fields(part: str) -> None:
    english: Mapping[str, str] = getattr(ENGLISH, part)
    for language, catalogue in CATALOGUES.items():
        texts: Mapping[str, str] = getattr(catalogue, part)
        missing, strange = english.keys() - texts.keys(), texts.keys() - english.keys()
        assert not missing, f"add to {part} in {language}: {missing}"
        assert not strange, f"{part} in {language} has what English has not: {strange}"
        for key, text in texts.items():
            assert text.strip(), f"{key} is empty in {language}"
            assert fields(text) == fields(english[key]), f"{key} in {language}"


def test_every_chinese_text_is_chinese() -> None:
    chinese = CATALOGUES["zh-CN"]
    for texts in (chinese.rule_titles, chinese.messages, chinese.hints, chinese.titles, chinese.details):
        for key, text in texts.items():
            assert any("\u4e00" <= character <= "\u9fff" for character in text), key


def test_every_rule_in_the_code_has_its_texts_and_every_text_a_rule() -> None:
    used = {call.args[0].value for call in calls("Violation") if isinstance(call.args[0], ast.Constant)}
    for name, keys in (("_RULE_TITLES", ENGLISH.rule_titles), ("_MESSAGES", ENGLISH.messages)):
        rules = {key.partition(".")[0] for key in keys}
        assert not used - rules, f"add to {name} in messages/en.py, and in zh.py: {used - rules}"
        assert not rules - used, f"{name} in messages/en.py has what is no rule: {rules - used}"


def test_every_reason_and_every_remedy_is_used() -> None:
    reasons = {key.partition(".")[2] for key in (*ENGLISH.messages, *ENGLISH.details)} - {""}
    remedies = {key for key in ENGLISH.hints if key not in ENGLISH.messages}
    assert (reasons | remedies) - words() == set()


def test_every_rule_or_remedy_has_a_hint() -> None:
    for call in calls("Violation"):
        if isinstance(call.args[0], ast.Constant) and len(call.args) == 1:
            assert call.args[0].value in ENGLISH.hints


def test_every_problem_has_a_title_and_a_detail() -> None:
    codes = {problem.code for problem in PROBLEMS.values()} | {UNFORESEEN.code}
    assert ENGLISH.titles.keys() == codes
    assert {key.partition(".")[0] for key in ENGLISH.details} == codes
    for language in CATALOGUES:
        assert {problem_title(code, language) for code in codes}


def test_every_error_that_is_raised_has_its_detail_and_gives_what_that_speaks_of() -> None:
    used = set()
    for call in calls(*(ERRORS.keys() - {"StoreUnavailable"})):
        code = ERRORS[ast.unparse(call.func).rpartition(".")[2]]
        reasons = [str(argument.value) for argument in call.args if isinstance(argument, ast.Constant)]
        key = f"{code}.{reasons[0]}" if reasons else code
        given = {keyword.arg for keyword in call.keywords}
        assert key in ENGLISH.details, key
        assert fields(ENGLISH.details[key]) == given, key
        used.add(key)
    assert {key for key in ENGLISH.details if "." in key} <= used


def test_a_hint_is_given_once() -> None:
    broken = [Violation(rule, {"remedy": "issue_root_again"}) for rule in ("not_a_ca", "empty_subject")]
    for language, catalogue in CATALOGUES.items():
        first, second = (str(text["hint"]) for text in render([*broken, Violation("public_root_ca")], language)[:2])
        assert "openssl" in first
        assert second == catalogue.same_remedy.format(rule="not_a_ca")


@pytest.mark.parametrize(
    ("file_name", "shown"),
    [
        ("my ca.pem", "-in 'my ca.pem' "),
        ("ca.pem", "-in ca.pem "),
        ("-ca.pem", "-in ./-ca.pem "),
        ("$(id).pem", "-in '$(id).pem' "),
        ("a\u202eb.pem", "-in 'a\\u202eb.pem' "),
        (None, "-in FILE "),
    ],
)
def test_a_hint_names_the_callers_own_file(file_name: str | None, shown: str) -> None:
    violation = Violation("several_certificates", {"count": 2, "subjects": ["CN=a", "CN=b"], "fileName": file_name})
    for language in CATALOGUES:
        assert shown in str(render([violation], language)[0]["hint"])


def test_no_parameter_hides_or_misleads() -> None:
    hostile: dict[str, Json] = {"subjects": ["CN=a\u202eb", "CN=\u200b" * 1000], "count": 2}
    text = render([Violation("several_certificates", hostile)], "en")[0]
    assert "\\u202e" in str(text["message"])
    assert unseen_characters(str(text)) == []
    assert len(str(text)) < 3000


def test_a_warning_of_an_older_record_is_shown_in_its_own_words() -> None:
    stored = [Violation("expires_soon", {"message": "It ends."}), Violation("forgotten", {})]
    assert [text["message"] for text in render(stored, "zh-CN")] == ["It ends.", "forgotten"]


@pytest.mark.parametrize(
    "character", ["\0", "\x1b", "\x7f", "\x85", "\u200b", "\u2028", "\u202e", "\u2066", "\u3164", "\U000e0041"]
)
def test_an_excerpt_shows_what_cannot_be_seen(character: str) -> None:
    assert unseen_characters(f"a{character}b") == [excerpt(character)]
    assert excerpt(character) == character.encode("unicode_escape").decode()


def test_whatever_unicode_calls_unseen_is_unseen() -> None:
    categories = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    unseen = [chr(code) for code in range(sys.maxunicode + 1) if category(chr(code)) in categories]
    # Default_Ignorable_Code_Point, as DerivedCoreProperties.txt of Unicode 16 has it.
    ranges = "ad 34f 61c 115f-1160 17b4-17b5 180b-180f 200b-200f 202a-202e 2060-206f 3164 fe00-fe0f feff ffa0 fff0-fff8"
    for first, _, last in (text.partition("-") for text in f"{ranges} 1bca0-1bca3 1d173-1d17a e0000-e0fff".split()):
        unseen += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    assert [character for character in unseen if not unseen_characters(character)] == []


@pytest.mark.parametrize("text", ["Bosch", "Müller & Söhne", "华为", "日本 国", "Ελλάς", "قطر", "emoji 🏭", "a\u00a0b"])
def test_an_excerpt_leaves_what_can_be_seen(text: str) -> None:
    assert excerpt(text) == text


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("fr", "en"),
        ("zh", "zh-CN"),
        ("ZH-hans", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("zh-CN, en", "zh-CN"),
        ("en, zh-CN", "en"),
        ("fr, zh;q=0.1", "zh-CN"),
        ("zh;q=0", "en"),
        ("zh;q=0.5, *", "en"),
        ("*;q=0, en;q=0", "en"),
        ("en;q=0, *;q=0.5", "zh-CN"),
        ("zh; q=0.9, en ;q = 0.8", "zh-CN"),
        ("zh;q=nan, en;q=0.5", "zh-CN"),
        (";;;,,,q=1", "en"),
    ],
)
def test_the_language_is_the_one_that_the_caller_prefers(header: str | None, expected: str) -> None:
    assert preferred_language(header) == expected


def test_a_detail_is_given_its_values() -> None:
    for language in CATALOGUES:
        detail = problem_detail(
            "malformed_request", "parameter", {"parameter": "limit", "found": "0", "expected": "1 - 100"}, language
        )
        assert "limit" in detail
        assert "1 - 100" in detail
