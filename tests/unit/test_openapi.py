"""The exported OpenAPI document: complete, and in step with the template and the code."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from device_ca.api.problems import PROBLEMS
from device_ca.api.record_change import CHANGEABLE
from tests.support.ca_records import ca_record
from tests.support.certificates import build_certificate
from tests.support.routes import PUBLIC_ROUTES, TEMPLATE
from tests.tools.openapi import EXPORTED, SERVED, document, exported_text, served_text
from tests.tools.openapi.document import openapi_path

TESTS = Path(__file__).parents[1]
DOCUMENT = document()
METHODS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
PROBLEMS_OF_RESPONSES = {
    name: response["content"]["application/problem+json"]
    for name, response in DOCUMENT["components"]["responses"].items()
}


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})


def test_the_exported_document_is_current() -> None:
    assert EXPORTED.read_text() == exported_text(), "make openapi"
    assert SERVED.read_text() == served_text(), "make openapi"


def test_every_problem_of_the_code_and_of_the_gateway_is_documented() -> None:
    known = {problem.code for problem in PROBLEMS.values()} | {"internal_error"}
    for response in TEMPLATE["Resources"]["Api"]["Properties"]["GatewayResponses"].values():
        known |= set(re.findall(r'"code":"([a-z_]+)"', response["ResponseTemplates"]["application/json"]))
    documented = {code for content in PROBLEMS_OF_RESPONSES.values() for code in content["examples"]}
    assert documented == known


def test_a_ca_certificate_is_described_as_it_is_shown() -> None:
    shown = ca_record(build_certificate()).representation("en").keys()
    described = DOCUMENT["components"]["schemas"]["CaCertificate"]["properties"].keys()
    assert not shown - described, 'add to "CaCertificate" in tests/tools/openapi/schemas.py, then make openapi'
    assert not described - shown, "add to representation in model/ca_record.py"


def test_what_may_be_changed_is_stored_shown_described_and_told() -> None:
    record = ca_record(build_certificate())
    tests = (TESTS / "integration" / "test_changes.py").read_text("utf-8")
    told = json.loads((EXPORTED.parent / "schemas" / "CaCertificateUpdated.json").read_text("utf-8"))
    for place, names in {
        "the attributes of CaRecord in model/ca_record.py": {field.name for field in fields(record)},
        "representation in model/ca_record.py": record.representation("en").keys(),
        '"Change" in tests/tools/openapi/schemas.py, then make openapi': DOCUMENT["components"]["schemas"]["Change"][
            "properties"
        ].keys(),
        "details in events/schemas/CaCertificateUpdated.json": told["properties"]["details"]["properties"].keys(),
        "tests/integration/test_changes.py": set(re.findall(r'{"(\w+)": ', tests)),
    }.items():
        assert not CHANGEABLE.keys() - names, f"add to {place}"


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_schemas_are_schemas_and_examples_are_examples(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    validator_for(schema, default=Draft202012Validator).check_schema(schema)
    for example in schema.get("examples", []):
        validator(schema).validate(example)
    assert "examples" in schema or name == "Problem"


@pytest.mark.parametrize("name", PROBLEMS_OF_RESPONSES)
def test_examples_of_problems_are_of_their_schema(name: str) -> None:
    content = PROBLEMS_OF_RESPONSES[name]
    for code, example in content["examples"].items():
        validator(content["schema"]).validate(example["value"])
        assert example["value"]["code"] == code
        assert name.endswith(str(example["value"]["status"]))


def test_only_public_routes_go_without_a_token() -> None:
    public = {(openapi_path(route), route.method.lower()) for route in PUBLIC_ROUTES}
    assert {(path, method) for path, method in METHODS if "security" in DOCUMENT["paths"][path][method]} == public
