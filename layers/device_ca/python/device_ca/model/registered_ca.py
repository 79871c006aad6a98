"""A CA certificate that is in the registry."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RegisteredCa:
    """A CA certificate of the tenant, as far as judgements need it.

    Attributes:
        id: SHA-256 of the certificate's DER, 64 hex digits.
        subject: as RFC 4514 writes it.
        subject_digest: SHA-256 of the subject normalised for comparison, 64 hex digits.
        subject_key_identifier: lower-case hex, or None.
        spki: DER of the SubjectPublicKeyInfo.
        not_after: aware, in UTC.
    """

    id: str
    subject: str
    subject_digest: str
    subject_key_identifier: str | None
    spki: bytes
    not_after: datetime
