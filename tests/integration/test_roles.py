"""Who may do what: every route with every role. A new route is tested by being in the template."""

from __future__ import annotations

import pytest

from device_ca.api.roles import ROLES_OF_ROUTES
from tests.integration.scenarios import Scenario
from tests.integration.test_tenants import everything
from tests.support.authority import Authority
from tests.support.caller import Caller, invoke
from tests.support.events import event_of
from tests.support.routes import TENANT_ROUTES, Route

pytestmark = pytest.mark.usefixtures("stores")
UNKNOWN_ROLES = ("", "Administrator", "administrator ", "auditor", "administrator,reader", "reader\n", "root")
# What a reader may do, as the issue of roles has it: everything that changes nothing.
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


def is_for_readers(route: Route) -> bool:
    return route.method not in CHANGES or route.function == "check_device_certificate"


READING = [route for route in TENANT_ROUTES if is_for_readers(route)]
CHANGING = [route for route in TENANT_ROUTES if not is_for_readers(route)]


@pytest.mark.parametrize("route", READING, ids=str)
def test_every_role_may_read(route: Route) -> None:
    scenario = Scenario(route, "acme").prepare()
    for role in (None, "administrator", "reader", *UNKNOWN_ROLES):
        assert invoke(route.function, scenario.request(claims=Caller("acme", role).claims)).status == 200


@pytest.mark.parametrize("role", [None, "administrator"])
@pytest.mark.parametrize("route", CHANGING, ids=str)
def test_an_administrator_may_change(route: Route, role: str | None) -> None:
    scenario = Scenario(route, "acme").prepare()
    assert invoke(route.function, scenario.request(claims=Caller("acme", role).claims)).status < 300


@pytest.mark.parametrize("route", CHANGING, ids=str)
def test_no_other_role_changes_anything(route: Route, stores: dict[str, str]) -> None:
    scenario = Scenario(route, "acme").prepare()
    before = everything(stores, "acme")
    for role in ("reader", *UNKNOWN_ROLES):
        answer = invoke(route.function, scenario.request(claims=Caller("acme", role).claims))
        assert (answer.status, answer.code) == (403, "forbidden")
    assert everything(stores, "acme") == before


def test_a_reader_may_try_an_upload(stores: dict[str, str]) -> None:
    reader, ca = Caller("acme", "reader"), Authority()
    before = everything(stores, "acme")
    assert reader.upload(ca.pem, {"dryRun": "true"}).json["accepted"] is True
    for query in ({"dryRun": "false"}, {"dryRun": "TRUE"}, {"dryrun": "true"}, {}):
        assert reader.upload(ca.pem, query).code == "forbidden"
    assert everything(stores, "acme") == before


def test_a_dry_run_of_anything_else_is_none(acme: Caller, ca: Authority) -> None:
    """Only an upload can be tried; elsewhere the parameter means nothing, and lets nobody in."""
    reader = Caller("acme", "reader")
    for function in ("delete_certificate", "update_certificate", "generate_verification_code", "verify_certificate"):
        answer = reader.call(function, certificate_id=ca.id, body=b"{}", query={"dryRun": "true"})
        assert answer.code == "forbidden"
    assert acme.get(ca.id).status == 200


def test_a_route_that_the_table_lacks_is_nobodys(monkeypatch: pytest.MonkeyPatch, acme: Caller) -> None:
    monkeypatch.delitem(ROLES_OF_ROUTES, "GET /ca-certificates")
    assert acme.list().status == 500


@pytest.mark.parametrize("function", ["get_jwks"])
def test_what_is_public_asks_for_no_role(function: str) -> None:
    assert invoke(function, event_of(function)).status == 200
