"""The console's texts are whole in both languages, and its built files are those of its sources."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import cast, get_args

import pytest

from device_ca.api import problems
from device_ca.model.audit_event import EventType
from device_ca.registry.verification_commands import verification_commands
from tests.support.routes import TEMPLATE

REPOSITORY = Path(__file__).parents[2]
CONSOLE = REPOSITORY / "functions" / "console"
SOURCE = CONSOLE / "source"
# A language's texts: one, or one for each of its plural categories (Unicode CLDR).
PLURAL_CATEGORIES = {"en": {"one", "other"}, "zh-CN": {"other"}}
# Families whose keys are made at run time, by tNamed.
NAMED_KEY = re.compile(r"(problem|commands|state|column)\.(\w+)")
LITERAL_KEY = re.compile(r"\bt\(\s*'([a-z0-9_.]+)'")
PLACEHOLDER = re.compile(r"\{(\w+)\}")

type Text = str | dict[str, str]
type Catalogue = dict[str, dict[str, Text]]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return cast("Catalogue", json.loads((SOURCE / "catalogue.json").read_text("utf-8")))


def _sources() -> str:
    paths = [path for path in SOURCE.rglob("*") if path.suffix in {".js", ".jsx"}]
    assert len(paths) > 20
    return "\n".join(path.read_text("utf-8") for path in sorted(paths))


def _forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def test_every_text_is_there_in_both_languages(catalogue: Catalogue) -> None:
    for key, texts in catalogue.items():
        assert set(texts) == set(PLURAL_CATEGORIES), key
        for language, text in texts.items():
            assert all(form.strip() for form in _forms(text)), f"{key} is empty in {language}"
            if isinstance(text, dict):
                assert set(text) == PLURAL_CATEGORIES[language], f"{key} in {language}"


def test_the_languages_have_the_same_placeholders(catalogue: Catalogue) -> None:
    for key, texts in catalogue.items():
        found = {frozenset(PLACEHOLDER.findall(form)) for text in texts.values() for form in _forms(text)}
        assert len(found) == 1, f"{key}: {found}"


def test_texts_that_depend_on_a_number_do_so_in_both_languages(catalogue: Catalogue) -> None:
    for key, texts in catalogue.items():
        assert len({isinstance(text, dict) for text in texts.values()}) == 1, key


def test_no_chinese_text_was_left_in_english(catalogue: Catalogue) -> None:
    names = {f"commands.{way}" for way in ("openssl", "windows", "gitBash", "stepCa", "cfssl", "vault")}
    for key in catalogue.keys() - names:
        for form in _forms(catalogue[key]["zh-CN"]):
            assert re.search(r"[\u4e00-\u9fff]", form), key


def test_every_key_that_the_sources_use_exists(catalogue: Catalogue) -> None:
    assert set(LITERAL_KEY.findall(_sources())) - catalogue.keys() == set()


def test_every_key_is_used(catalogue: Catalogue) -> None:
    used = set(LITERAL_KEY.findall(_sources()))
    unused = catalogue.keys() - used
    assert {key for key in unused if not NAMED_KEY.fullmatch(key)} == set()


def test_every_problem_of_the_api_has_a_text(catalogue: Catalogue) -> None:
    gateway = json.dumps(TEMPLATE["Resources"]["Api"]["Properties"]["GatewayResponses"])
    codes = set(re.findall(r"urn:problem:device-ca:(\w+)", gateway))
    codes |= {problem.code for problem in problems.PROBLEMS.values()} | {problems.UNFORESEEN.code}
    assert codes - {key.removeprefix("problem.") for key in catalogue} == set()


def test_every_event_of_a_trail_has_a_text() -> None:
    source = (SOURCE / "views" / "event_text.js").read_text("utf-8")
    assert set(get_args(EventType)) - set(re.findall(r"^    (\w+): ", source, re.MULTILINE)) == set()


def test_every_way_to_prove_has_a_title(catalogue: Catalogue) -> None:
    # The console shows the signature without a digest in the tab of the signature, for the keys that need it.
    ways = verification_commands("0" * 64, "code").keys() - {"signatureWithoutDigest"}
    assert {f"commands.{way}" for way in ways} - catalogue.keys() == set()


def test_every_built_file_is_made_of_the_committed_sources() -> None:
    lines = (SOURCE / "built.sha256").read_text("utf-8").splitlines()
    recorded = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    folders = (SOURCE, CONSOLE / "static")
    present = {
        path.relative_to(CONSOLE).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.name != "built.sha256"
    }
    stale = {name for name in recorded.keys() | present.keys() if recorded.get(name) != present.get(name)}
    assert stale == set(), "run functions/console/source/build.sh"
