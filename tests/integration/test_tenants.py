"""No tenant sees or changes what is another's, whatever its token claims."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_ca.api.paging import PageQuery, encode_cursor, read_page_query
from device_ca.api.tenants import tenant_of
from device_ca.errors import MalformedRequest
from tests.integration.scenarios import Scenario
from tests.support.caller import Answer, Caller, invoke
from tests.support.events import event
from tests.support.routes import ID_ROUTES, PUBLIC_ROUTES, TENANT_ROUTES, Route

if TYPE_CHECKING:
    from tests.support.events import Event

pytestmark = pytest.mark.usefixtures("stores")

UNKNOWN_ID = "ab" * 32
# Claims that would be the victim's keys, or reach into them, if they were put into keys as they are.
IMITATIONS = {
    "another tenant": "globex",
    "partition key": "TENANT#acme",
    "sort key": "acme#CA",
    "path": "../acme",
    "path from within": "x/../acme",
    "object key": "acme/",
    "case": "ACME",
    "white space": "acme ",
    "null byte": "acme\x00",
    "homoglyph": "\u0430cme",
    "combining": "acme\u0301",
    "full width": "\uff41cme",
    "line feed": "acme\n",
    "wildcard": "*",
    "two kilobytes": "acme" * 512,
    "digest": tenant_of({"sub": "acme "}),
}


def without_request_id(answer: Answer) -> tuple[int, Any, dict[str, str]]:
    body = answer.json
    assert body.pop("requestId")
    return answer.status, body, answer.headers


def everything(stores: dict[str, str], tenant: str) -> tuple[list[Any], list[Any]]:
    """Return the items and the versions of files that are a tenant's."""
    items = boto3.client("dynamodb").query(
        TableName=stores["TABLE_NAME"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"TENANT#{tenant}"}},
    )["Items"]
    versions = boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"], Prefix=f"{tenant}/")
    return items, [(version["Key"], version["VersionId"]) for version in versions.get("Versions", [])]


def as_caller(request: Event, **claims: str) -> Event:
    request["requestContext"]["authorizer"] = {"claims": claims}
    return request


def test_no_other_route_goes_without_a_token_of_cognito() -> None:
    own_token = {"/truststore/subscribed", "/truststore/subscribed/crls"}
    public = own_token | {"/console", "/console/{file+}", "/.well-known/jwks.json"}
    assert {route.path for route in PUBLIC_ROUTES} == public


@pytest.mark.parametrize("route", TENANT_ROUTES, ids=str)
def test_who_is_nobody_is_refused(route: Route, stores: dict[str, str]) -> None:
    """API Gateway lets none of these through; a function does not rely on it."""
    victim = Scenario(route, "acme").prepare()
    before = everything(stores, "acme")
    no_authorizer = victim.request()
    del no_authorizer["requestContext"]["authorizer"]
    nobody = [
        no_authorizer,
        as_caller(victim.request()),
        as_caller(victim.request(), **{"custom:tenant": "", "sub": ""}),
        as_caller(victim.request(), **{"custom:tenant": "acme", "sub": "s", "token_use": "access"}),
        as_caller(victim.request(), username="acme", client_id="acme", sub="acme", token_use="access"),
        as_caller(victim.request(), **{"custom:tenant": "acme", "token_use": ""}),
    ]
    for request in nobody:
        answer = invoke(route.function, request)
        assert (answer.status, answer.code) == (401, "unauthorized")
    assert everything(stores, "acme") == before


@pytest.mark.parametrize("route", ID_ROUTES, ids=str)
def test_anothers_id_answers_exactly_as_an_unknown_one(route: Route, stores: dict[str, str]) -> None:
    victim = Scenario(route, "acme").prepare()
    before = everything(stores, "acme")
    unknown = invoke(route.function, victim.request(certificate_id=UNKNOWN_ID))
    assert (unknown.status, unknown.code) == (404, "ca_certificate_not_found")
    for name, claim in IMITATIONS.items():
        foreign = invoke(route.function, as_caller(victim.request(), **{"custom:tenant": claim, "sub": "s"}))
        assert without_request_id(foreign) == without_request_id(unknown), name
    assert everything(stores, "acme") == before


@pytest.mark.parametrize("route", [route for route in TENANT_ROUTES if not route.has_id], ids=str)
def test_a_claim_that_imitates_a_key_reaches_nothing_of_anothers(route: Route, stores: dict[str, str]) -> None:
    victim = Scenario(route, "acme", state="verified").prepare()
    before = everything(stores, "acme")
    for name, claim in IMITATIONS.items():
        answer = invoke(route.function, as_caller(victim.request(), **{"custom:tenant": claim, "sub": "s"}))
        if route.function == "upload_certificate":
            assert answer.status == 201, name  # the same certificate, its own
            assert answer.json["status"] == "pending_verification"
        else:
            assert victim.ca.id.encode() not in answer.body, name
    assert everything(stores, "acme") == before


def test_a_subject_stands_for_a_missing_tenant_and_for_no_other() -> None:
    ca = Scenario(TENANT_ROUTES[0], "acme", state="uploaded").prepare().ca
    for claims in ({"sub": "s"}, {"custom:tenant": "", "sub": "s"}):
        answer = invoke("get_certificate", event("get_certificate", certificate_id=ca.id, claims=claims))
        assert answer.status == 404


@pytest.fixture
def cursors() -> dict[str, str]:
    """The cursors of acme's lists; globex has two certificates too, of the very same ids."""
    acme = Caller("acme")
    for _ in range(2):
        ca = Scenario(TENANT_ROUTES[0], "acme", state="verified").prepare().ca
        Caller("globex").register(ca.pem)
    return {
        "all": acme.list(limit="1").json["nextCursor"],
        "verified": acme.list(limit="1", status="verified").json["nextCursor"],
    }


def test_a_cursor_is_good_for_its_own_list_alone(cursors: dict[str, str]) -> None:
    acme, globex = Caller("acme"), Caller("globex")
    assert acme.list(cursor=cursors["all"]).status == 200
    for answer in (
        globex.list(cursor=cursors["all"]),
        globex.list(cursor=cursors["verified"], status="verified"),
        acme.list(cursor=cursors["all"], status="verified"),
        acme.list(cursor=cursors["verified"]),
        acme.list(cursor=cursors["verified"], status="pending_verification"),
    ):
        assert (answer.status, answer.code) == (400, "malformed_request")


def test_a_cursor_made_with_all_knowledge_stays_in_the_makers_list(cursors: dict[str, str]) -> None:
    """Nothing in a cursor is secret: who reads this code can make one for any position, of the own list."""
    raw = base64.urlsafe_b64decode(cursors["all"] + "==")
    position = raw[16:].decode()
    globex = Caller("globex")
    own = {item["id"]: item["status"] for item in globex.list().json["items"]}
    answer = globex.list(cursor=encode_cursor("globex", None, position))
    assert answer.status == 200
    assert {item["id"]: item["status"] for item in answer.json["items"]}.items() <= own.items()
    for elsewhere in ("TENANT#acme#", "../", "CODE#", position.replace("#", "\n"), position + "#", "a\nb"):
        assert globex.list(cursor=encode_cursor("globex", None, elsewhere)).status == 400


@given(st.text(max_size=200) | st.binary(max_size=120).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_text_that_the_registry_did_not_make_is_a_cursor(text: str) -> None:
    try:
        found = read_page_query("acme", None, {"cursor": text})
    except MalformedRequest:
        return
    assert isinstance(found, PageQuery)
    assert found.after
    assert encode_cursor("acme", None, found.after).rstrip("=") == text.rstrip("=")
