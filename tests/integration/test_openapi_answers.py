"""What the handlers really answer is what the OpenAPI document says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.integration.scenarios import REFUSED, Scenario, variants_of
from tests.support.authority import Authority
from tests.support.caller import Caller, invoke
from tests.support.routes import ROUTES, Route
from tests.tools.openapi import document
from tests.tools.openapi.document import openapi_path

if TYPE_CHECKING:
    from tests.support.caller import Answer

pytestmark = pytest.mark.usefixtures("stores")
DOCUMENT = document()
API_ROUTES = [route for route in ROUTES if route.function != "console"]
CASES = [(route, variant) for route in API_ROUTES for variant in variants_of(route)]


def check(route: Route, answer: Answer) -> None:
    """Validate status, content type, headers and body."""
    response = DOCUMENT["paths"][openapi_path(route)][route.method.lower()]["responses"][str(answer.status)]
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    assert {name.lower() for name in response.get("headers", {})} <= {name.lower() for name in answer.headers}
    if "content" not in response:
        assert answer.body == b""
        return
    content_type = answer.headers["Content-Type"].partition(";")[0]
    schema = response["content"][content_type]["schema"]
    if content_type.endswith("json"):
        whole: dict[str, Any] = {**schema, "components": DOCUMENT["components"]}
        Draft202012Validator(whole, format_checker=FormatChecker()).validate(answer.json)


@pytest.mark.parametrize(("route", "variant"), CASES, ids=str)
def test_good_requests(route: Route, variant: str) -> None:
    scenario = Scenario(route, "acme", variant=variant).prepare()
    answer = invoke(route.function, scenario.request())
    assert answer.status == 422 if variant == REFUSED else answer.status < 300
    check(route, answer)


@pytest.mark.parametrize("route", [route for route in API_ROUTES if not route.is_public], ids=str)
def test_refusals(route: Route) -> None:
    scenario = Scenario(route, "acme").prepare()
    requests = [
        scenario.request(claims={}),
        scenario.request(body=b"\x00", content_type="application/json"),
        scenario.request(body=b"x", content_type="text/html"),
        scenario.request(body=b"x", content_type="application/octet-stream"),
        scenario.request(headers={"If-Match": '"0-x"', "Accept": "image/png"}),
        scenario.request(query={"limit": "0", "dryRun": "x", "fileName": "x" * 300}),
    ]
    if route.has_id:
        requests += [scenario.request(certificate_id="0" * 64), scenario.request(certificate_id="0")]
    for request in requests:
        check(route, invoke(route.function, request))


@pytest.mark.parametrize("accept", ["application/json", "application/pem-certificate-chain"])
def test_the_trust_store_in_either_form(accept: str) -> None:
    route = next(route for route in ROUTES if route.function == "get_truststore")
    scenario = Scenario(route, "acme").prepare()
    check(route, invoke(route.function, scenario.request(headers={"Accept": accept})))


def test_a_dry_run() -> None:
    route = next(route for route in ROUTES if route.function == "upload_certificate")
    registered = Authority()
    Caller("acme").register(registered.pem)
    for body in (b"nothing", Scenario(route, "acme").ca.pem, registered.pem):
        request = Scenario(route, "acme").request(body=body, query={"dryRun": "true"})
        answer = invoke(route.function, request)
        assert answer.status == 200
        check(route, answer)
