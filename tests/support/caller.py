"""A caller of the handlers: events in, answers out, as API Gateway would bring them."""

from __future__ import annotations

import base64
import importlib.util
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.events import Event, LambdaContext, event
from tests.support.own_requests import let_each_request_see_its_own_event, run_alone
from tests.support.routes import ROUTES

if TYPE_CHECKING:
    from tests.support.authority import Authority

_FOLDER = Path(__file__).parents[2] / "functions"
FUNCTIONS = tuple(route.function for route in ROUTES if route.function != "console")

let_each_request_see_its_own_event()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a problem document."""
        assert self.headers["Content-Type"] == "application/problem+json"
        document = self.json
        assert document["status"] == self.status
        assert document["type"] == f"urn:problem:device-ca:{document['code']}"
        return str(document["code"])

    @property
    def rules(self) -> set[str]:
        """The rules that a problem document lists as broken."""
        return {violation["rule"] for violation in self.json["violations"]}


def invoke(function: str, lambda_event: Event) -> Answer:
    """Call a function's handler with an event."""
    return _answer(importlib.import_module(f"functions.{function}.app"), lambda_event)


def invoke_alone(function: str, lambda_event: Event) -> Answer:
    """Call the handler in a module of its own: on Lambda each of two requests at once has its own process."""
    spec = importlib.util.spec_from_file_location("app", _FOLDER / function / "app.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return _answer(module, lambda_event)


def _answer(module: Any, lambda_event: Event) -> Answer:
    answer = run_alone(module.lambda_handler, lambda_event, LambdaContext())
    body = answer["body"] or ""
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"]
    return Answer(answer["statusCode"], headers, content)


@dataclass(frozen=True)
class Caller:
    """One tenant's calls of the routes."""

    tenant: str = "acme"
    role: str | None = None

    @property
    def claims(self) -> dict[str, str]:
        """What the authorizer says of the caller."""
        role = {} if self.role is None else {"custom:role": self.role}
        return {"custom:tenant": self.tenant, "sub": "s", "email": "alice@example.com", **role}

    def as_reader(self) -> Caller:
        """Return a reader of the same tenant."""
        return replace(self, role="reader")

    def call(self, function: str, **changes: Any) -> Answer:
        return self.send(function, event(function, claims=self.claims, **changes))

    def send(self, function: str, lambda_event: Event) -> Answer:
        return invoke(function, lambda_event)

    def upload(self, file: bytes, query: dict[str, str] | None = None) -> Answer:
        content_type = "application/octet-stream"
        return self.call("upload_certificate", body=file, content_type=content_type, query=query or {})

    def register(self, file: bytes) -> str:
        """Upload a certificate that must be accepted, and return its id."""
        answer = self.upload(file)
        assert answer.status == 201, answer.body
        return str(answer.json["id"])

    def list(self, **query: str) -> Answer:
        return self.call("list_certificates", query=query)

    def get(self, certificate_id: str) -> Answer:
        return self.call("get_certificate", certificate_id=certificate_id)

    def update(self, certificate_id: str, change: object, if_match: str | None = None) -> Answer:
        headers = {"If-Match": if_match} if if_match else {}
        body = json.dumps(change).encode()
        return self.call("update_certificate", certificate_id=certificate_id, body=body, headers=headers)

    def download(self, certificate_id: str) -> Answer:
        return self.call("download_certificate", certificate_id=certificate_id)

    def delete(self, certificate_id: str) -> Answer:
        return self.call("delete_certificate", certificate_id=certificate_id)

    def generate_code(self, certificate_id: str) -> Answer:
        return self.call("generate_verification_code", certificate_id=certificate_id)

    def get_code(self, certificate_id: str) -> Answer:
        return self.call("get_verification_code", certificate_id=certificate_id)

    def get_csr(self, certificate_id: str) -> Answer:
        return self.call("get_signing_request", certificate_id=certificate_id)

    def trust(self, ca: Authority) -> None:
        """Register a CA and prove possession of its key."""
        self.register(ca.pem)
        answer = self.verify(ca.id, ca.prove(self.generate_code(ca.id).json["code"]))
        assert answer.status == 200, answer.body

    def trust_store(self, **headers: str) -> Answer:
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("get_truststore", headers={"Accept": "*/*"} | changed)

    def subscribe(self, name: str = "broker") -> Answer:
        body = json.dumps({"name": name}).encode()
        return self.call("create_subscription", body=body, content_type="application/json")

    def subscriptions(self) -> Answer:
        return self.call("list_subscriptions")

    def unsubscribe(self, subscription_id: str) -> Answer:
        return self.call("delete_subscription", subscription_id=subscription_id)

    def subscribed(self, token: str, **headers: str) -> Answer:
        """Get the trust store as the bearer of a subscription's token, whoever that is."""
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        request = event("get_subscribed_truststore", headers={"Authorization": f"Bearer {token}"} | changed)
        return self.send("get_subscribed_truststore", request)

    def trusted_lists(self, **headers: str) -> Answer:
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("get_truststore_crls", headers=changed)

    def subscribed_lists(self, token: str, **headers: str) -> Answer:
        """Get the revocation lists as the bearer of a subscription's token, whoever that is."""
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        request = event("get_subscribed_crls", headers={"Authorization": f"Bearer {token}"} | changed)
        return self.send("get_subscribed_crls", request)

    def check(self, file: bytes, content_type: str = "application/octet-stream", **query: str) -> Answer:
        return self.call("check_device_certificate", body=file, content_type=content_type, query=query)

    def revoke(self, ca: Authority, *serial_numbers: int, **changes: Any) -> Answer:
        """Put a list of the CA, each time a newer one."""
        return self.put_list(ca.id, ca.revocation_list(*serial_numbers, **changes))

    def put_list(self, certificate_id: str, file: bytes, **changes: Any) -> Answer:
        content_type = "application/octet-stream"
        parts = {"certificate_id": certificate_id, "body": file, "content_type": content_type} | changes
        return self.call("put_revocation_list", **parts)

    def offer_upload(self, certificate_id: str, size: object) -> Answer:
        """Ask for a URL that takes a list of so many octets."""
        parts = {"certificate_id": certificate_id, "body": json.dumps({"size": size}).encode()}
        return self.call("create_revocation_list_upload", **parts)

    def put_upload(self, certificate_id: str, upload: object, **changes: Any) -> Answer:
        """Have the list of an upload taken."""
        body = json.dumps({"upload": upload}).encode()
        return self.put_list(certificate_id, body, content_type="application/json", **changes)

    def get_list(self, certificate_id: str, **headers: str) -> Answer:
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("get_revocation_list", certificate_id=certificate_id, headers=changed)

    def delete_list(self, certificate_id: str, if_match: str | None = None) -> Answer:
        headers = {"If-Match": if_match} if if_match else {}
        return self.call("delete_revocation_list", certificate_id=certificate_id, headers=headers)

    def receipt(self, certificate_id: str) -> Answer:
        return self.call("get_receipt", certificate_id=certificate_id)

    def events(self, certificate_id: str, **query: str) -> Answer:
        return self.call("list_certificate_events", certificate_id=certificate_id, query=query)

    def all_events(self, **query: str) -> Answer:
        return self.call("list_events", query=query)

    def verify(self, certificate_id: str, proof: bytes, content_type: str = "application/octet-stream") -> Answer:
        return self.call("verify_certificate", certificate_id=certificate_id, body=proof, content_type=content_type)


class LoneCaller(Caller):
    """One whose requests may come at the same time as others."""

    def send(self, function: str, lambda_event: Event) -> Answer:
        return invoke_alone(function, lambda_event)
