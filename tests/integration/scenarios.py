"""One good request of each route: the state that it needs, and the request itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from device_ca.stores.file_store import ca_file_key, crl_upload_key, file_store
from tests.support.authority import Authority
from tests.support.caller import Caller
from tests.support.events import Event, event

if TYPE_CHECKING:
    from tests.support.routes import Route

# How far a certificate has come before a route is called; a route that is not named here asks for a verified one.
_STATES = ("absent", "uploaded", "coded", "verified")
_STATE_BEFORE = {
    "upload_certificate": "absent",
    "generate_verification_code": "uploaded",
    "get_verification_code": "coded",
    "get_signing_request": "coded",
    "verify_certificate": "coded",
}
_NEED_A_LIST = {"get_revocation_list", "delete_revocation_list", "delete_certificate"}
# Good requests of a route that go other ways through it.
RENEWAL, INTERMEDIATE, INTERRUPTED, REFUSED = "renewal", "intermediate", "interrupted before", "refused proof"
UPLOADED = "uploaded"
_VARIANTS = {
    "upload_certificate": (RENEWAL, INTERMEDIATE, INTERRUPTED),
    "verify_certificate": (REFUSED,),
    "put_revocation_list": (UPLOADED,),
}
_UPLOAD_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def variants_of(route: Route) -> tuple[str, ...]:
    """Return the ways through a route; the empty one is the usual."""
    return ("", *_VARIANTS.get(route.function, ()))


@dataclass
class Scenario:
    """A tenant with one CA of its own, brought as far as a route needs it.

    Attributes:
        state: How far the CA is brought; empty for what the route needs.
        variant: One of ``variants_of`` the route.
    """

    route: Route
    tenant: str
    state: str = ""
    variant: str = ""
    ca: Authority = field(default_factory=Authority)
    proof: bytes = b""
    crl: bytes = b""
    subscription: dict[str, str] = field(default_factory=dict)

    @property
    def caller(self) -> Caller:
        """The tenant."""
        return Caller(self.tenant)

    @property
    def is_subscribed(self) -> bool:
        """Whether the request has the token of a subscription."""
        return self.route.function in ("get_subscribed_truststore", "get_subscribed_crls")

    def prepare(self) -> Scenario:
        """Bring the registry into the state before the request."""
        state = _STATES.index(self.state or _STATE_BEFORE.get(self.route.function, "verified"))
        if self.variant == RENEWAL:
            self._renew()
        if self.variant == INTERMEDIATE:
            self.ca = self._registered(Authority("Root")).issue_ca("Intermediate")
        if self.variant == INTERRUPTED:
            file_store().put(ca_file_key(self.tenant, self.ca.id), b"left by an upload that was interrupted")
        if state >= _STATES.index("uploaded"):
            self.caller.register(self.ca.pem)
        if state >= _STATES.index("coded"):
            self.proof = self.ca.prove(self.caller.generate_code(self.ca.id).json["code"])
        if state >= _STATES.index("verified"):
            answer = self.caller.verify(self.ca.id, self.proof)
            assert answer.status == 200, answer.body
        if self.is_subscribed or self.route.function == "delete_subscription":
            self.subscription = self.caller.subscribe().json
        if self.variant == REFUSED:
            self.proof = Authority(self.ca.common_name).prove("0" * 32)
        self._make_list()
        return self

    def _make_list(self) -> None:
        """Make the list that the route is to take, or that it needs to be there."""
        self.crl = self.ca.revocation_list(1)
        if self.route.function in _NEED_A_LIST and not self.state:
            answer = self.caller.put_list(self.ca.id, self.crl)
            assert answer.status == 200, answer.body
        if self.variant == UPLOADED:
            file_store().put(crl_upload_key(self.tenant, self.ca.id, _UPLOAD_ID), self.crl)

    def _registered(self, ca: Authority) -> Authority:
        self.caller.register(ca.pem)
        return ca

    def _renew(self) -> None:
        """Put the CA's renewal, under the same key, into its place; the CA itself is verified."""
        self.caller.register(self.ca.pem)
        self.caller.verify(self.ca.id, self.ca.prove(self.caller.generate_code(self.ca.id).json["code"]))
        self.ca = self.ca.renew()

    def request(self, **changes: Any) -> Event:
        """Return the event of the good request; ``changes`` are those of ``tests.support.events.event``."""
        parts: dict[str, Any] = {"claims": {"custom:tenant": self.tenant, "sub": "s"}}
        if self.route.has_id:
            parts["certificate_id"] = self.ca.id
        if self.route.function == "delete_subscription":
            parts["subscription_id"] = self.subscription["id"]
        if self.is_subscribed:
            parts["headers"] = {"Authorization": f"Bearer {self.subscription['token']}"}
        bodies = {
            "upload_certificate": self.ca.pem,
            "verify_certificate": self.proof,
            "put_revocation_list": self.crl,
        }
        if self.variant == UPLOADED:
            parts |= {"body": json.dumps({"upload": _UPLOAD_ID}).encode(), "content_type": "application/json"}
        elif self.route.function in bodies:
            parts |= {"body": bodies[self.route.function], "content_type": "application/octet-stream", "query": {}}
        elif self.route.method == "GET":
            parts["query"] = {}
        return event(self.route.function, **parts | changes)
