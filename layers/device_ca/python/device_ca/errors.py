"""What can go wrong, as nouns. Nothing here knows HTTP: ``problems`` maps each to its answer, ``messages`` to words."""

from collections.abc import Sequence

from device_ca.violation import Json, Violation


class RegistryError(Exception):
    """Base of every failure that the registry foresees.

    Attributes:
        reason: Names the way in which it happened, where there are several.
        parameters: What was found and expected, by names in camelCase.
    """

    def __init__(self, reason: str = "", **parameters: Json) -> None:
        super().__init__(reason, parameters)
        self.reason = reason
        self.parameters = parameters


class MalformedRequest(RegistryError):
    """The request cannot be read: bad JSON, bad multipart, no file, a bad parameter."""


class RouteNotFound(RegistryError):
    """Nothing stands at the path."""


class UnsupportedMediaType(RegistryError):
    """The body's content type is none of those that carry a certificate file."""


class FileTooLarge(RegistryError):
    """The uploaded file is larger than the registry takes."""


class TenantMissing(RegistryError):
    """The identity carries no claim that names a tenant."""


class Forbidden(RegistryError):
    """The caller's role does not allow what is asked for."""


class CaCertificateNotFound(RegistryError):
    """The tenant has no CA certificate of that id; another tenant's is answered alike."""


class CaCertificateAlreadyExists(RegistryError):
    """The tenant has this certificate already."""

    def __init__(self, certificate_id: str) -> None:
        super().__init__()
        self.certificate_id = certificate_id


class QuotaExceeded(RegistryError):
    """A quota of the tenant is used up; ``reason`` names it."""


class SubscriptionNotFound(RegistryError):
    """The tenant has no subscription of that id; another tenant's is answered alike."""


class SubscriptionTokenInvalid(RegistryError):
    """The bearer token belongs to no subscription: unknown, deleted or malformed."""


class VerificationCodeNotFound(RegistryError):
    """A code was asked for and none is active."""


class VerificationCodeInactive(RegistryError):
    """A proof was sent while no code is active: none was generated, or it has expired."""


class AlreadyVerified(RegistryError):
    """The CA certificate is verified; it takes neither a code nor a proof."""


class NotVerified(RegistryError):
    """A receipt is asked for, or a revocation list sent, and the CA certificate is not verified."""


class UploadNotFound(RegistryError):
    """No file of that upload is in the bucket; another tenant's is answered alike."""


class RevocationListNotFound(RegistryError):
    """The CA certificate has no revocation list."""


class TrustStoreTooLarge(RegistryError):
    """The trust store is larger than one answer may be."""


class NotAcceptable(RegistryError):
    """The answer exists in none of the media types that the caller accepts."""


class PreconditionFailed(RegistryError):
    """The CA certificate is not in the state that the caller's If-Match names."""

    def __init__(self, entity_tag: str) -> None:
        super().__init__()
        self.entity_tag = entity_tag


class JudgementRefusal(RegistryError):
    """A judgement found broken rules."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__()
        self.violations = tuple(violations)


class CertificateRejected(JudgementRefusal):
    """The CA certificate breaks at least one rule of admission."""


class VerificationRejected(JudgementRefusal):
    """The verification certificate or signature does not prove possession of the CA's key."""


class RevocationListRejected(JudgementRefusal):
    """The revocation list breaks at least one rule."""


class StoreUnavailable(RegistryError):
    """A store did not answer, or not in time. The same request may be sent again.

    Attributes:
        cause: What happened, in words for the operator.
    """

    def __init__(self, cause: str) -> None:
        super().__init__()
        self.cause = cause

    def __str__(self) -> str:
        return self.cause
