"""Who may call: tokens that are none, and tenants that see nothing of each other."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from device_ca.api.roles import ROLES_OF_ROUTES
from tests.acceptance.test_refusals import refusal
from tests.support.routes import ID_ROUTES, PUBLIC_ROUTES, TENANT_ROUTES, Route

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from tests.acceptance.deployment import Tenant

JSON = {"Content-Type": "application/json"}
BODY = b'{"enabled": true}'


def _segment(claims: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _claims(token: str) -> dict[str, object]:
    payload = token.split(".")[1]
    claims: dict[str, object] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def _forgeries(tokens: list[Mapping[str, str]]) -> dict[str, str | None]:
    header, payload, signature = tokens[0]["IdToken"].split(".")
    claims = _claims(tokens[0]["IdToken"])
    return {
        "none": None,
        "no token": "",
        "no JWT": "not.a.token",
        "another's claims": f"{header}.{tokens[1]['IdToken'].split('.')[1]}.{signature}",
        "another tenant": f"{header}.{_segment(claims | {'custom:tenant': 'other'})}.{signature}",
        "unsigned": f"{_segment({'alg': 'none'})}.{payload}.",
        "expired": f"{header}.{_segment(claims | {'exp': 1})}.{signature}",
        "another client": f"{header}.{_segment(claims | {'aud': 'another'})}.{signature}",
        "an access token": tokens[0]["AccessToken"],
    }


@pytest.mark.parametrize("route", TENANT_ROUTES, ids=str)
def test_no_route_takes_a_token_that_is_none(
    anonymous: httpx.Client, tokens: list[Mapping[str, str]], route: Route
) -> None:
    for kind, token in _forgeries(tokens).items():
        headers = JSON if token is None else JSON | {"Authorization": f"Bearer {token}".strip()}
        answer = anonymous.request(route.method, route.path.replace("{id}", "0" * 64), headers=headers, content=BODY)
        assert refusal(answer) == (401, "unauthorized"), kind


@pytest.mark.parametrize("route", ID_ROUTES, ids=str)
def test_another_tenants_certificate_is_like_none(alice: Tenant, bob: Tenant, certificate: bytes, route: Route) -> None:
    registered = alice.register(certificate)
    kind = {"Content-Type": "application/json" if route.json_body else "application/octet-stream"}
    body = route.json_body or certificate
    answers = [
        bob.request(route.method, route.path.replace("{id}", certificate_id), headers=kind, content=body)
        for certificate_id in (registered["id"], "0" * 64)
    ]
    assert [refusal(answer) for answer in answers] == [(404, "ca_certificate_not_found")] * 2
    assert alice.get(f"/ca-certificates/{registered['id']}").json() == registered


@pytest.mark.parametrize("route", TENANT_ROUTES, ids=str)
def test_a_reader_reads_and_changes_nothing(alice: Tenant, reader: Tenant, certificate: bytes, route: Route) -> None:
    registered = alice.register(certificate)
    answer = _ask(reader, route, registered["id"], certificate)
    if "reader" in ROLES_OF_ROUTES[str(route)]:
        assert answer.status_code not in {401, 403}
    else:
        assert refusal(answer) == (403, "forbidden")
    assert alice.get(f"/ca-certificates/{registered['id']}").json() == registered


@pytest.mark.parametrize("route", TENANT_ROUTES, ids=str)
def test_an_administrator_may_ask_for_everything(alice: Tenant, bob: Tenant, certificate: bytes, route: Route) -> None:
    """One is an administrator by the claim, the other because there is none."""
    for administrator in (alice, bob):
        registered = administrator.register(certificate)
        assert _ask(administrator, route, registered["id"], certificate).status_code not in {401, 403}


def _ask(tenant: Tenant, route: Route, certificate_id: str, certificate: bytes) -> httpx.Response:
    path = route.path.replace("{id}", certificate_id).replace("{subscriptionId}", "0" * 32)
    octets = {"Content-Type": "application/octet-stream"}
    return tenant.request(route.method, path, headers=octets, content=b"" if route.method == "GET" else certificate)


def test_a_list_is_the_tenants_own(alice: Tenant, bob: Tenant, certificate: bytes) -> None:
    registered = alice.register(certificate)
    seen = {item["id"] for item in bob.get("/ca-certificates", params={"limit": 100}).json()["items"]}
    assert registered["id"] not in seen
    assert bob.register(certificate)["id"] == registered["id"]


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer dcrt_" + "0" * 49, "Basic YTpi"])
def test_the_subscribed_trust_store_asks_for_a_token_of_its_own(
    anonymous: httpx.Client, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for path in ("/truststore/subscribed", "/truststore/subscribed/crls"):
        assert refusal(anonymous.get(path, headers=headers)) == (401, "unauthorized")


def test_a_subscription_opens_the_trust_store_and_nothing_else(
    anonymous: httpx.Client, alice: Tenant, bob: Tenant
) -> None:
    made = alice.post("/truststore/subscriptions", json={"name": "acceptance"}).json()
    bearer = {"Authorization": f"Bearer {made['token']}"}
    path = f"/truststore/subscriptions/{made['id']}"
    try:
        own, subscribed = alice.get("/truststore"), anonymous.get("/truststore/subscribed", headers=bearer)
        assert (subscribed.status_code, subscribed.content) == (200, own.content)
        known = anonymous.get("/truststore/subscribed", headers=bearer | {"If-None-Match": subscribed.headers["ETag"]})
        assert known.status_code == 304
        lists = anonymous.get("/truststore/subscribed/crls", headers=bearer, follow_redirects=True)
        assert (lists.status_code, lists.headers["Content-Type"]) == (200, "application/x-pem-file")
        for route in ("/truststore", "/ca-certificates", "/events", "/truststore/subscriptions"):
            assert refusal(anonymous.get(route, headers=bearer)) == (401, "unauthorized")
        assert made["id"] in alice.get("/truststore/subscriptions").text
        assert made["id"] not in bob.get("/truststore/subscriptions").text
        assert refusal(bob.delete(path)) == (404, "subscription_not_found")
    finally:
        assert alice.delete(path).status_code == 204
    assert refusal(anonymous.get("/truststore/subscribed", headers=bearer)) == (401, "unauthorized")


@pytest.mark.parametrize(
    "route", [route for route in PUBLIC_ROUTES if not route.path.startswith("/truststore/subscribed")], ids=str
)
def test_public_routes_need_no_token(anonymous: httpx.Client, route: Route) -> None:
    answer = anonymous.get(route.path.replace("{file+}", "console.js"), follow_redirects=True)
    assert answer.status_code == 200
