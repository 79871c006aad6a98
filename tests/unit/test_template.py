"""What SAM makes of template.yaml, where a mistake would show only after a deployment."""

from __future__ import annotations

import pytest

from tests.support.routes import TEMPLATE
from tests.support.translation import translate

LAYERS = [
    name for name, resource in TEMPLATE["Resources"].items() if resource["Type"] == "AWS::Serverless::LayerVersion"
]
FUNCTIONS = [
    name for name, resource in TEMPLATE["Resources"].items() if resource["Type"] == "AWS::Serverless::Function"
]


def _published(packages: dict[str, str]) -> dict[str, str]:
    """Return which version each function's alias names, given where `sam deploy` has put the packages."""
    return {
        name: resource["Properties"]["FunctionVersion"]["Fn::GetAtt"][0]
        for name, resource in translate(packages).items()
        if resource["Type"] == "AWS::Lambda::Alias"
    }


@pytest.mark.parametrize("layer", LAYERS)
def test_another_layer_is_another_version_of_every_function(layer: str) -> None:
    """Otherwise a deployment of another layer would change nothing: requests go to the version that the alias names."""
    before, after = _published({}), _published({layer: "another"})
    assert len(before) == len(FUNCTIONS)
    assert {name for name in before if before[name] == after[name]} == set()
