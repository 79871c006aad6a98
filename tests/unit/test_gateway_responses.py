"""What API Gateway answers by itself is a problem document like the functions' own, whatever the type of its answer."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import botocore.session
import pytest

from device_ca.api.problems import CONTENT_TYPE
from device_ca.messages.en import ENGLISH
from tests.support.routes import TEMPLATE

RESPONSES: dict[str, Any] = TEMPLATE["Resources"]["Api"]["Properties"]["GatewayResponses"]
# The status of API Gateway's own for each type; None for what answers the types that the template does not name.
STATUSES = {
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "DEFAULT_4XX": None,
    "DEFAULT_5XX": None,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}
# No route asks for a signature or a session of AWS's own; a failure on the way to a function may be tried again.
CHANGED = {
    "DEFAULT_4XX": 404,
    "DEFAULT_5XX": 503,
    "EXPIRED_TOKEN": 401,
    "INVALID_SIGNATURE": 404,
    "MISSING_AUTHENTICATION_TOKEN": 404,
}
TITLES = ENGLISH.titles


@cache
def known_types() -> frozenset[str]:
    model: Any = botocore.session.get_session().get_service_model("apigateway")
    return frozenset(model.shape_for("GatewayResponseType").enum)


def response(kind: str) -> dict[str, Any]:
    """Return what the template has for a type, or for all of its class."""
    found: dict[str, Any] = RESPONSES[kind if kind in RESPONSES else f"DEFAULT_{str(STATUSES[kind])[0]}XX"]
    return found


def document(kind: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(response(kind)["ResponseTemplates"]["application/json"])
    return parsed


def test_the_types_are_those_of_api_gateway() -> None:
    assert STATUSES.keys() == known_types()
    assert RESPONSES.keys() <= known_types()


@pytest.mark.parametrize("kind", STATUSES)
def test_each_answer_is_a_problem_document(kind: str) -> None:
    problem = document(kind)
    assert list(problem) == ["type", "title", "status", "detail", "code", "requestId", "violations"]
    assert problem["type"] == f"urn:problem:device-ca:{problem['code']}"
    assert problem["title"] == TITLES.get(problem["code"], problem["title"])
    assert problem["detail"]
    assert (problem["requestId"], problem["violations"]) == ("$context.requestId", [])


@pytest.mark.parametrize("kind", STATUSES)
def test_the_status_is_that_of_the_answer(kind: str) -> None:
    status = document(kind)["status"]
    assert status == response(kind)["StatusCode"]
    assert status == CHANGED.get(kind, STATUSES[kind] if kind in RESPONSES else CHANGED["DEFAULT_5XX"])


@pytest.mark.parametrize("kind", STATUSES)
def test_the_headers_say_what_the_body_is_and_what_to_do(kind: str) -> None:
    headers = response(kind)["ResponseParameters"]["Headers"]
    status = response(kind)["StatusCode"]
    assert headers["Content-Type"] == f"'{CONTENT_TYPE}'"
    assert ("Retry-After" in headers) is (status in (429, 503))
    assert ("WWW-Authenticate" in headers) is (status == 401)
