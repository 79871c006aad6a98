"""The document: every route of template.yaml with its operation, and every problem that it may answer."""

import json
from collections import defaultdict
from http import HTTPStatus
from pathlib import Path
from typing import Any

from device_ca import errors
from device_ca.api.problems import CONTENT_TYPE, PROBLEMS, UNFORESEEN, Problem
from device_ca.api.roles import ROLES_OF_ROUTES
from device_ca.messages.en import ENGLISH
from tests.support.routes import ROUTES, Route
from tests.tools.openapi.operations import JSON, OPERATIONS, Operation
from tests.tools.openapi.schemas import SCHEMAS, Schema, reference

_REPOSITORY = Path(__file__).parents[3]
EXPORTED = _REPOSITORY / "events" / "openapi.json"
SERVED = _REPOSITORY / "functions" / "console" / "openapi.json"
# What API Gateway answers by itself, in the forms of template.yaml.
_THROTTLED = Problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests")
_DENIED = Problem(HTTPStatus.FORBIDDEN, "access_denied")
_TITLES = {**ENGLISH.titles, "too_many_requests": "Too many requests", "access_denied": "Access denied"}
_RETRIED = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_CA_ID: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "example": SCHEMAS["CaCertificate"]["examples"][0]["id"],
}
_SUBSCRIPTION: Schema = {
    "name": "subscriptionId",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "example": SCHEMAS["Subscription"]["examples"][0]["id"],
}
_FILE: Schema = {"name": "file", "in": "path", "required": True, "schema": {"type": "string"}}

DESCRIBED = [route for route in ROUTES if route.function in OPERATIONS]
"""Those that are left out fail a test, which says where to describe them."""


def openapi_path(route: Route) -> str:
    """Return the path as OpenAPI writes it, which has no name for all that follows."""
    return route.path.replace("+}", "}")


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    paths: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for route in DESCRIBED:
        paths[openapi_path(route)][route.method.lower()] = _operation(route, OPERATIONS[route.function])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Device CA Registry",
            "version": "1.0.0",
            "description": "Upload a device CA certificate, prove possession of its key, see it verified.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [
            {
                "url": "https://{api}.execute-api.{region}.amazonaws.com/{stage}",
                "description": "The output ApiUrl of the stack.",
                "variables": {
                    "api": {"default": "a1b2c3d4e5"},
                    "region": {"default": "eu-central-1"},
                    "stage": {"default": "v1"},
                },
            }
        ],
        "security": [{"idToken": []}],
        "paths": dict(paths),
        "components": {
            "schemas": SCHEMAS,
            "responses": _problem_responses(),
            "securitySchemes": {
                "idToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An ID token of the stack's Cognito user pool; its custom:tenant is the tenant.",
                },
                "subscription": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token of a subscription to the trust store.",
                },
            },
        },
    }


def exported_text() -> str:
    """Return the document as it is written to the file."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def served_text() -> str:
    """Return the document as the console serves it: beside its files, one folder below the API that it describes."""
    served = document() | {"servers": [{"url": "..", "description": "This API."}]}
    return json.dumps(served, ensure_ascii=False, separators=(",", ":")) + "\n"


def _operation(route: Route, operation: Operation) -> dict[str, Any]:
    in_path = {"{id}": _CA_ID, "{subscriptionId}": _SUBSCRIPTION, "{file+}": _FILE}
    parameters = [parameter for name, parameter in in_path.items() if name in route.path] + list(operation.parameters)
    described: dict[str, Any] = {
        "operationId": route.function + ("_file" if "{file+}" in route.path else ""),
        "summary": operation.summary,
        "parameters": parameters,
        "responses": _success(operation) | _problems(route, operation),
    }
    if operation.body:
        content = {media_type: {"schema": schema} for media_type, schema in operation.body.items()}
        described["requestBody"] = {"required": True, "content": content}
    if route.is_public:
        described["security"] = [{"subscription": []}] if errors.SubscriptionTokenInvalid in operation.problems else []
    return described


def _success(operation: Operation) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": operation.summary}
    if operation.answers:
        answer["content"] = {media_type: {"schema": schema} for media_type, schema in operation.answers.items()}
    if operation.headers:
        answer["headers"] = dict(operation.headers)
    others: dict[str, Any] = {str(status): {"description": told} for status, told in operation.others.items()}
    for status, schema in operation.other_answers.items():
        others[str(status)]["content"] = {JSON: {"schema": schema}}
    return {str(operation.status): answer} | others


def _problems(route: Route, operation: Operation) -> dict[str, Any]:
    """Refer to the answers with problems, by status."""
    return {
        str(status): {"$ref": f"#/components/responses/{_name(problems)}"}
        for status, problems in _problems_by_status(route, operation).items()
    }


def _problem_responses() -> dict[str, Any]:
    used = [_problems_by_status(route, OPERATIONS[route.function]) for route in DESCRIBED]
    responses = {_name(problems): _answer(status, problems) for one in used for status, problems in one.items()}
    return dict(sorted(responses.items()))


def _problems_by_status(route: Route, operation: Operation) -> dict[int, list[Problem]]:
    problems = [_THROTTLED, UNFORESEEN, *(PROBLEMS[error] for error in (*operation.problems, errors.StoreUnavailable))]
    if not route.is_public:
        problems += [PROBLEMS[errors.TenantMissing], _DENIED]
        if "reader" not in ROLES_OF_ROUTES.get(str(route), ()):
            problems.append(PROBLEMS[errors.Forbidden])
    if "{" in route.path:
        problems.append(PROBLEMS[errors.RouteNotFound])
    by_status: defaultdict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_status[problem.status.value].append(problem)
    return dict(sorted(by_status.items()))


def _name(problems: list[Problem]) -> str:
    return ".or.".join(dict.fromkeys(problem.code for problem in problems)) + f".{problems[0].status.value}"


def _answer(status: int, problems: list[Problem]) -> dict[str, Any]:
    codes = list(dict.fromkeys(problem.code for problem in problems))
    narrowed = {"properties": {"code": {"enum": codes}, "status": {"const": status}}}
    answer: dict[str, Any] = {
        "description": " or ".join(dict.fromkeys(_TITLES[problem.code] for problem in problems)),
        "content": {
            CONTENT_TYPE: {
                "schema": {"allOf": [reference("Problem"), narrowed]},
                "examples": {problem.code: {"value": _example(problem)} for problem in problems},
            }
        },
    }
    if status in _RETRIED:
        retry_after = {"description": "Seconds.", "schema": {"type": "string", "pattern": "^[0-9]+$"}}
        answer["headers"] = {"Retry-After": retry_after}
    return answer


def _example(problem: Problem) -> dict[str, Any]:
    rejected = problem.status == HTTPStatus.UNPROCESSABLE_ENTITY
    return {
        "type": f"urn:problem:device-ca:{problem.code}",
        "title": _TITLES[problem.code],
        "status": problem.status.value,
        "detail": f"{_TITLES[problem.code]}.",
        "code": problem.code,
        "requestId": "6f9d1f8e-5b0c-4c0e-9a52-0d6d0a9f3b71",
        "violations": SCHEMAS["Violation"]["examples"] if rejected else [],
    }
