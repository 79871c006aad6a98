"""Commands of the `aws` program in the documents, held against the services' own descriptions, which the SDK has."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import botocore.session
import pytest
from botocore import xform_name

from tests.unit.test_documents import DOCUMENTS

if TYPE_CHECKING:
    from botocore.model import OperationModel

_COMMAND = re.compile(r"\baws ([a-z][a-z0-9-]+) ([a-z]+(?:-[a-z0-9]+)+)((?:\\\n|[^`\n])*)")
_NESTED = re.compile(r"\$\([^()]*\)")
_OPTION = re.compile(r"(?<=\s)--([a-z][a-z0-9-]+)")
# Options of the program itself.
_OF_THE_PROGRAM = {"query", "output", "region", "profile"}
COMMANDS = [found.groups() for path in DOCUMENTS for found in _COMMAND.finditer(path.read_text())]


@cache
def _operations(service: str) -> dict[str, OperationModel]:
    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}


def test_there_are_commands_for_each_service_that_keeps_cas() -> None:
    assert {service for service, _, _ in COMMANDS} >= {"apigateway", "elbv2", "rolesanywhere", "iot", "events"}


@pytest.mark.parametrize(("service", "operation", "options"), COMMANDS)
def test_a_command_is_a_call_of_the_service(service: str, operation: str, options: str) -> None:
    assert operation in _operations(service)
    shape = _operations(service)[operation].input_shape
    assert shape is not None
    members = {xform_name(member, "-") for member in shape.members}
    # A flag has a form that switches it off.
    flags = {f"no-{xform_name(name, '-')}" for name, found in shape.members.items() if found.type_name == "boolean"}
    given = set(_OPTION.findall(_NESTED.sub("", options))) - _OF_THE_PROGRAM
    assert given <= members | flags
    assert {xform_name(member, "-") for member in shape.required_members} <= given
