"""Putting violations and problems into the words of a language."""

import shlex
from collections.abc import Iterable, Mapping
from typing import Literal

from device_ca.excerpt import excerpt
from device_ca.messages.catalogue import Catalogue
from device_ca.messages.en import ENGLISH
from device_ca.messages.zh import CHINESE
from device_ca.violation import Json, Violation

type Language = Literal["en", "zh-CN"]

CATALOGUES: Mapping[Language, Catalogue] = {"en": ENGLISH, "zh-CN": CHINESE}
"""The catalogues by language tag (RFC 5646); the first is the default."""


def render(violations: Iterable[Violation], language: Language) -> list[dict[str, Json]]:
    """Return violations, or warnings, as the HTTP contract has them: rule, message, hint, parameters.

    A hint that is given already is not repeated: the later rule refers to the earlier one.
    """
    catalogue = CATALOGUES[language]
    given: dict[str, str] = {}
    rendered: list[dict[str, Json]] = []
    for violation in violations:
        message, hint = _texts(violation, catalogue)
        if hint in given:
            hint = catalogue.same_remedy.format(rule=given[hint])
        elif hint:
            given[hint] = violation.rule
        rendered.append(
            {"rule": violation.rule, "message": message, "hint": hint, "parameters": _shown(violation.parameters)}
        )
    return rendered


def problem_title(code: str, language: Language) -> str:
    """Return the title of the problem of this code."""
    return CATALOGUES[language].titles[code]


def problem_detail(code: str, reason: str, parameters: Mapping[str, Json], language: Language) -> str:
    """Return the detail of a problem."""
    details = CATALOGUES[language].details
    return (details.get(f"{code}.{reason}") or details[code]).format_map(_fields(parameters))


def _texts(violation: Violation, catalogue: Catalogue) -> tuple[str, str]:
    """Return message and hint; of a record whose finding has no text any more, the words stored with it, if any."""
    parameters = violation.parameters
    key = f"{violation.rule}.{parameters['reason']}" if "reason" in parameters else violation.rule
    fields = _fields(parameters)
    try:
        message = catalogue.messages[key].format_map(fields)
        hint = catalogue.hints[str(parameters.get("remedy", key))].format_map(fields)
    except KeyError:
        return fields.get("message", violation.rule), ""
    place = catalogue.place.format_map(fields) if "number" in parameters else ""
    return place + message, hint


def _fields(parameters: Mapping[str, Json]) -> dict[str, str]:
    """Return what stands for each field of a template; ``file`` is the caller's file as a shell wants it quoted."""
    file_name = parameters.get("fileName")
    file = shlex.quote(excerpt(file_name)) if isinstance(file_name, str) else "FILE"
    # A name that begins with a dash would be taken for an option.
    return {"file": f"./{file}" if file.startswith("-") else file} | {
        name: _text(value) for name, value in parameters.items()
    }


def _text(value: Json) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(_text, value))
    return excerpt(value) if isinstance(value, str) else str(value)


def _shown(value: Json) -> Json:
    """Return a value of JSON with every text in it as an excerpt."""
    if isinstance(value, str):
        return excerpt(value)
    if isinstance(value, Mapping):
        return {name: _shown(part) for name, part in value.items()}
    return list(map(_shown, value)) if isinstance(value, list | tuple) else value
