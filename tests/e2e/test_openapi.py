"""Schemathesis sends what the OpenAPI document allows and what it forbids; every answer is one that it documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.authority import Authority
from tests.tools.openapi import document

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from schemathesis import Case

    from tests.tools.local_stack import StackOutputs

SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
OPERATIONS = [
    result.ok()
    for result in SCHEMA.get_all_operations()
    if isinstance(result, Ok) and not result.ok().path.startswith("/console")
]
EXAMPLES_EACH = 50
CHECKS: list[Callable[..., bool | None]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def known_id(globex: httpx.Client) -> str:
    """Return the id of a certificate that is waiting for its proof."""
    ca = Authority()
    globex.post("/ca-certificates", content=ca.pem, headers={"Content-Type": "application/x-pem-file"})
    assert globex.post(f"/ca-certificates/{ca.id}/verification-code").status_code == 201
    return ca.id


@pytest.mark.thorough
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_answer_is_documented(
    operation: Any, outputs: StackOutputs, tokens: dict[str, str], known_id: str
) -> None:
    @given(case=operation.as_strategy(), is_known=st.booleans())
    @settings(
        max_examples=EXAMPLES_EACH,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Case[Any], *, is_known: bool) -> None:
        if is_known and "id" in case.path_parameters:
            case.path_parameters["id"] = known_id
        headers = {"Authorization": f"Bearer {tokens['globex']}"}
        answer = case.call(base_url=outputs.api_url, headers=headers, timeout=60)
        case.validate_response(answer, checks=CHECKS)

    send()
