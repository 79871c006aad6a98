"""What SAM makes of template.yaml."""

from __future__ import annotations

import os
from copy import deepcopy
from functools import cache
from typing import Any
from unittest.mock import patch

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from tests.support.routes import TEMPLATE


def translate(packages: dict[str, str]) -> dict[str, Any]:
    """Return the resources of CloudFormation's own types, given where `sam deploy` has put the packages."""
    template = deepcopy(TEMPLATE)
    for name, resource in template["Resources"].items():
        for uri in {"CodeUri", "ContentUri"} & resource.get("Properties", {}).keys():
            resource["Properties"][uri] = f"s3://packages/{packages.get(name, name)}"
    # The partition of the managed policies is that of the region.
    with patch.dict(os.environ, AWS_DEFAULT_REGION="us-east-1"):
        resources: dict[str, Any] = Translator({}, Parser()).translate(template, {})["Resources"]
    return resources


@cache
def translated_resources() -> dict[str, Any]:
    """Return the resources as of any one deployment."""
    return translate({})
