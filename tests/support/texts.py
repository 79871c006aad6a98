"""That whatever a judgement says can be read in every language."""

import json
import string
from collections.abc import Iterable

from device_ca.messages.rendering import CATALOGUES, render
from device_ca.violation import Violation

LONGEST_TEXT = 3000
# What names a text, and what a hint may or may not use.
_NEED_NOT_BE_USED = {"reason", "remedy", "fileName", "number"}


def fields(template: str) -> set[str]:
    """Return the names of a template's fields."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def check_texts(violations: Iterable[Violation]) -> None:
    """Check that each violation has its texts in every language, and that these speak of all its parameters."""
    for violation in violations:
        parameters = violation.parameters
        key = f"{violation.rule}.{parameters['reason']}" if "reason" in parameters else violation.rule
        json.dumps(parameters)
        for language, catalogue in CATALOGUES.items():
            remedy = str(parameters.get("remedy", key))
            assert key in catalogue.messages, f"add {key} to the messages in {language}"
            assert remedy in catalogue.hints, f"add {remedy} to the hints in {language}"
            message, hint = catalogue.messages[key], catalogue.hints[remedy]
            used = fields(message) | fields(hint)
            assert used - {"file"} <= parameters.keys(), f"{key} in {language} speaks of parameters that are missing"
            unused = parameters.keys() - used - _NEED_NOT_BE_USED
            assert not unused, f"{key} in {language} does not speak of {unused}"
            text = render([violation], language)[0]
            assert 0 < len(str(text["message"])) < LONGEST_TEXT
            assert 0 < len(str(text["hint"])) < LONGEST_TEXT
            json.dumps(text, ensure_ascii=False).encode()
