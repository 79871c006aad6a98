"""What happened to a CA certificate, or to a subscription: who, when, what, by which request, with which outcome.

One event is a row of the certificate's audit trail and, on the event bus, a notification. It names things and never
holds them: no verification code, token, key or certificate.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from device_ca.clock import rfc3339
from device_ca.model.ca_record import CaRecord, RecordChange, Status
from device_ca.model.revocation_list import RevocationListRecord
from device_ca.model.subscription import Subscription
from device_ca.model.verification_code import VerificationCode

EventType = Literal[
    "CaCertificateUploaded",
    "VerificationCodeGenerated",
    "VerificationFailed",
    "CaCertificateVerified",
    "CaCertificateUpdated",
    "CaCertificateDeleted",
    "CaCertificateExpiringSoon",
    "RevocationListUpdated",
    "RevocationListDeleted",
    "RevocationListExpiringSoon",
    "RevocationListExpired",
    "SubscriptionCreated",
    "SubscriptionDeleted",
]
Outcome = Literal["succeeded", "refused"]
# Ten events must fit into one call of the event bus, 256 kB, whatever a certificate's subject is.
_MAX_SUBJECT_LENGTH = 1024


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change comes from.

    Attributes:
        at: When it was asked for.
        actor: The claim ``sub`` of who asked; None for the registry itself.
        request_id: Id of the request, as in logs and answers.
        actor_name: What people call who asked, an e-mail address as a rule; for the tenant's own trail alone.
    """

    at: datetime
    actor: str | None = None
    request_id: str | None = None
    actor_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One event.

    Attributes:
        actor_name: What people called the actor then. It stays in the tenant's own trail, as long as that is kept, and
            off the event bus, whose subscribers may be others: it is personal data.
        certificate_id: None where it is about no certificate.
        id: 32 lower-case hex digits, the same however often the event is delivered.
        details: What is particular to the type; fit for JSON, its names are those of the HTTP contract.
    """

    type: EventType
    certificate_id: str | None
    at: datetime
    actor: str | None
    request_id: str | None
    outcome: Outcome = "succeeded"
    details: Mapping[str, Any] = field(default_factory=dict)
    actor_name: str | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    def trail_representation(self) -> dict[str, Any]:
        """Return the JSON object of the tenant's own trail."""
        return {**self.representation(), "actorName": self.actor_name}

    def representation(self) -> dict[str, Any]:
        """Return the JSON object of the event bus."""
        return {
            "id": self.id,
            "type": self.type,
            "certificateId": self.certificate_id,
            "at": rfc3339(self.at),
            "actor": self.actor,
            "requestId": self.request_id,
            "outcome": self.outcome,
            "details": dict(self.details),
        }


@dataclass(frozen=True, slots=True)
class ExpiringCa:
    """The attributes of a CA certificate that the index of expiry holds."""

    id: str
    status: Status
    subject: str
    not_after: datetime


@dataclass(frozen=True, slots=True)
class DueList:
    """A CA's revocation list, as far as the index of lists holds it."""

    certificate_id: str
    subject: str
    crl: RevocationListRecord


def ca_certificate_uploaded(record: CaRecord, origin: Origin) -> AuditEvent:
    """Return the event that a CA certificate entered the registry."""
    details = _description(record) | {"possessionCarriedFrom": record.possession_carried_from}
    return _event("CaCertificateUploaded", record.id, origin, details)


def verification_code_generated(certificate_id: str, code: VerificationCode, origin: Origin) -> AuditEvent:
    """Return the event that a code was generated: until when it is valid, and never the code."""
    return _event("VerificationCodeGenerated", certificate_id, origin, {"expiresAt": rfc3339(code.expires_at)})


def verification_failed(certificate_id: str, broken_rules: Sequence[str], origin: Origin) -> AuditEvent:
    """Return the event that a proof was refused."""
    return _event("VerificationFailed", certificate_id, origin, {"rules": list(broken_rules)}, "refused")


def ca_certificate_verified(record: CaRecord, origin: Origin) -> AuditEvent:
    """Return the event that a proof was accepted."""
    return _event("CaCertificateVerified", record.id, origin, _description(record))


def ca_certificate_updated(certificate_id: str, change: RecordChange, origin: Origin) -> AuditEvent:
    """Return the event that a CA certificate was enabled, disabled or named, with the new values."""
    return _event("CaCertificateUpdated", certificate_id, origin, change.values)


def ca_certificate_deleted(record: CaRecord, origin: Origin) -> AuditEvent:
    """Return the event that a CA certificate was deleted, with its last state."""
    return _event("CaCertificateDeleted", record.id, origin, _description(record))


def ca_certificate_expiring_soon(tenant: str, ca: ExpiringCa, days: int) -> AuditEvent:
    """Return the event that a CA certificate expires within so many days: always the same, id and time included."""
    seed = f"CaCertificateExpiringSoon#{tenant}#{ca.id}#{days}"
    return AuditEvent(
        id=hashlib.sha256(seed.encode()).hexdigest()[:32],
        type="CaCertificateExpiringSoon",
        certificate_id=ca.id,
        at=ca.not_after - timedelta(days=days),
        actor=None,
        request_id=None,
        details=_description(ca) | {"withinDays": days},
    )


def revocation_list_updated(certificate_id: str, crl: RevocationListRecord, origin: Origin) -> AuditEvent:
    """Return the event that a CA's revocation list was taken in."""
    return _event("RevocationListUpdated", certificate_id, origin, crl.representation())


def revocation_list_deleted(certificate_id: str, crl: RevocationListRecord, origin: Origin) -> AuditEvent:
    """Return the event that a CA's revocation list was deleted, and which."""
    return _event("RevocationListDeleted", certificate_id, origin, crl.representation())


def revocation_list_expiring_soon(tenant: str, found: DueList, days: int) -> AuditEvent:
    """Tell that the next list of a CA is due within so many days: the same event whoever makes it."""
    at = found.crl.next_update - timedelta(days=days)
    return _of_due_list("RevocationListExpiringSoon", tenant, found, at, {"withinDays": days})


def revocation_list_expired(tenant: str, found: DueList) -> AuditEvent:
    """Tell that a CA's list is out of date: brokers that are given it keep all devices of the CA out."""
    return _of_due_list("RevocationListExpired", tenant, found, found.crl.next_update, {})


def _of_due_list(type_: EventType, tenant: str, found: DueList, at: datetime, details: Mapping[str, Any]) -> AuditEvent:
    seed = f"{type_}#{tenant}#{found.certificate_id}#{found.crl.sha256}#{details}"
    return AuditEvent(
        id=hashlib.sha256(seed.encode()).hexdigest()[:32],
        type=type_,
        certificate_id=found.certificate_id,
        at=at,
        actor=None,
        request_id=None,
        details={"subject": found.subject[:_MAX_SUBJECT_LENGTH], **found.crl.representation(), **details},
    )


def subscription_created(subscription: Subscription, origin: Origin) -> AuditEvent:
    """Return the event that a subscription was created."""
    return _event("SubscriptionCreated", None, origin, _subscription_details(subscription))


def subscription_deleted(subscription: Subscription, origin: Origin) -> AuditEvent:
    """Return the event that a subscription was ended."""
    return _event("SubscriptionDeleted", None, origin, _subscription_details(subscription))


def _subscription_details(subscription: Subscription) -> dict[str, Any]:
    return {"subscriptionId": subscription.id, "name": subscription.name}


def _description(ca: CaRecord | ExpiringCa) -> dict[str, Any]:
    return {"status": ca.status, "subject": ca.subject[:_MAX_SUBJECT_LENGTH], "notAfter": rfc3339(ca.not_after)}


def _event(
    type_: EventType,
    certificate_id: str | None,
    origin: Origin,
    details: Mapping[str, Any],
    outcome: Outcome = "succeeded",
) -> AuditEvent:
    return AuditEvent(
        type=type_,
        certificate_id=certificate_id,
        at=origin.at,
        actor=origin.actor,
        request_id=origin.request_id,
        actor_name=origin.actor_name,
        outcome=outcome,
        details=details,
    )
