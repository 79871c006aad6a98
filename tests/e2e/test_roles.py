"""Roles on the running system: what a reader asks for over HTTP with a token of Cognito."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from device_ca.api.roles import ROLES_OF_ROUTES
from tests.support.authority import Authority
from tests.support.routes import TENANT_ROUTES, Route
from tests.tools.local_stack.users import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tools.local_stack import StackOutputs

PEM = {"Content-Type": "application/x-pem-file"}


@pytest.fixture(scope="module")
def reader(outputs: StackOutputs) -> Iterator[httpx.Client]:
    """The reader of the tenant acme."""
    user = next(user for user in outputs.users if user.role == "reader")
    headers = {"Authorization": f"Bearer {sign_in(outputs, user)}"}
    with httpx.Client(base_url=outputs.api_url, headers=headers, timeout=60, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("route", TENANT_ROUTES, ids=str)
def test_a_reader_changes_nothing(acme: httpx.Client, reader: httpx.Client, route: Route) -> None:
    ca = Authority()
    assert acme.post("/ca-certificates", content=ca.pem, headers=PEM).status_code == 201
    path = route.path.replace("{id}", ca.id).replace("{subscriptionId}", "0" * 32)
    answer = reader.request(route.method, path, content=ca.pem if route.method in ("POST", "PUT") else b"", headers=PEM)
    code = answer.json().get("code") if answer.headers["Content-Type"] == "application/problem+json" else None
    assert (answer.status_code == 403) is (code == "forbidden") is ("reader" not in ROLES_OF_ROUTES[str(route)])
    assert acme.get(f"/ca-certificates/{ca.id}").json()["status"] == "pending_verification"
    assert [event["type"] for event in acme.get(f"/ca-certificates/{ca.id}/events").json()["items"]] == [
        "CaCertificateUploaded"
    ]
