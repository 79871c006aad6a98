"""What SAM makes of template.yaml, where a mistake would show only after a deployment."""

from __future__ import annotations

from copy import deepcopy

import pytest
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from tests.support.routes import TEMPLATE

LAYERS = [
    name for name, resource in TEMPLATE["Resources"].items() if resource["Type"] == "AWS::Serverless::LayerVersion"
]
FUNCTIONS = [
    name for name, resource in TEMPLATE["Resources"].items() if resource["Type"] == "AWS::Serverless::Function"
]


def _published(packages: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return which version each function's alias names, given where `sam deploy` has put the packages."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    template = deepcopy(TEMPLATE)
    for name, resource in template["Resources"].items():
        for uri in {"CodeUri", "ContentUri"} & resource.get("Properties", {}).keys():
            resource["Properties"][uri] = f"s3://packages/{packages.get(name, name)}"
    translated = Translator({}, Parser()).translate(template, {})
    return {
        name: resource["Properties"]["FunctionVersion"]["Fn::GetAtt"][0]
        for name, resource in translated["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Alias"
    }


@pytest.mark.parametrize("layer", LAYERS)
def test_another_layer_is_another_version_of_every_function(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a deployment of another layer would change nothing: requests go to the version that the alias names."""
    before, after = _published({}, monkeypatch), _published({layer: "another"}, monkeypatch)
    assert len(before) == len(FUNCTIONS)
    assert {name for name in before if before[name] == after[name]} == set()
