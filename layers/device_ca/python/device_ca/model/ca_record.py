"""What the registry keeps of a CA certificate, and how a caller sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from device_ca.clock import is_past, rfc3339
from device_ca.messages.rendering import Language, render
from device_ca.model.registered_ca import RegisteredCa
from device_ca.model.revocation_list import RevocationListRecord
from device_ca.violation import Violation

Status = Literal["pending_verification", "verified"]
ProofKind = Literal["verification_certificate", "signature"]
PENDING: Status = "pending_verification"
VERIFIED: Status = "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaRecord:
    """A CA certificate of one tenant.

    Attributes:
        id: SHA-256 of the certificate's DER, 64 lower-case hex digits.
        file_version: The S3 version of its file.
        proof_version: The S3 version that holds the accepted proof, once verified.
        subject_digest: Digest of the subject, normalised for comparison.
        der: The certificate; empty in records of release 1.0.0 that had no room for it, so that only the file has it.
        spki: DER of the SubjectPublicKeyInfo, the key that proofs are checked with.
        key_digest: SHA-256 of the key, the same however certificates encode it.
        proof_kind: What the accepted proof is, once verified by one.
        possession_carried_from: Id of the verified CA of the same key whose possession carried over.
        enabled: Whether its owner lets it be trusted; it is trusted only once verified.
        name: What its owner calls it.
        crl: Its revocation list, if it has one.
        revision: 1 at upload, one more after every change.
    """

    id: str
    status: Status
    file_name: str | None
    file_size: int
    file_version: str
    subject: str
    issuer: str
    serial_number: str
    not_before: datetime
    not_after: datetime
    key_algorithm: str
    signature_algorithm: str
    subject_key_identifier: str | None
    authority_key_identifier: str | None
    self_signed: bool
    path_length: int | None
    subject_digest: str
    der: bytes
    spki: bytes
    key_digest: str
    uploaded_at: datetime
    verified_at: datetime | None = None
    proof_version: str | None = None
    proof_kind: ProofKind | None = None
    superior_ca_id: str | None = None
    possession_carried_from: str | None = None
    warnings: tuple[Violation, ...] = field(default=())
    enabled: bool = True
    name: str | None = None
    crl: RevocationListRecord | None = None
    revision: int = 1

    @property
    def entity_tag(self) -> str:
        """The strong entity tag: another one after every change, and after deletion and a new upload."""
        return f'"{self.revision}-{self.uploaded_at.isoformat(timespec="microseconds")}"'

    def is_trusted(self, now: datetime) -> bool:
        """Say whether certificates that this CA issued are to be trusted at ``now``.

        notBefore is not checked: admission let it lie five minutes ahead at most.
        """
        return self.status == VERIFIED and self.enabled and not is_past(self.not_after, now)

    @property
    def registered_ca(self) -> RegisteredCa:
        """This CA as the judgements need it."""
        return RegisteredCa(
            id=self.id,
            subject=self.subject,
            subject_digest=self.subject_digest,
            subject_key_identifier=self.subject_key_identifier,
            spki=self.spki,
            not_after=self.not_after,
        )

    def representation(self, language: Language) -> dict[str, Any]:
        """Return the JSON object of the HTTP contract, its texts in a language."""
        return {
            "id": self.id,
            "status": self.status,
            "enabled": self.enabled,
            "name": self.name,
            "fileName": self.file_name,
            "fileSize": self.file_size,
            "subject": self.subject,
            "issuer": self.issuer,
            "serialNumber": self.serial_number,
            "notBefore": rfc3339(self.not_before),
            "notAfter": rfc3339(self.not_after),
            "keyAlgorithm": self.key_algorithm,
            "signatureAlgorithm": self.signature_algorithm,
            "subjectKeyIdentifier": self.subject_key_identifier,
            "authorityKeyIdentifier": self.authority_key_identifier,
            "selfSigned": self.self_signed,
            "pathLength": self.path_length,
            "superiorCaId": self.superior_ca_id,
            "possessionCarriedFrom": self.possession_carried_from,
            "crl": self.crl.representation() if self.crl else None,
            "warnings": render(self.warnings, language),
            "uploadedAt": rfc3339(self.uploaded_at),
            "verifiedAt": rfc3339(self.verified_at) if self.verified_at else None,
        }


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What a caller changes.

    Attributes:
        values: The new value of each attribute that changes; None takes it away.
    """

    values: Mapping[str, Any]

    @property
    def enabled(self) -> bool | None:
        """Whether it is enabled from now on; None leaves it as it is."""
        return self.values.get("enabled")

    def applied_to(self, record: CaRecord) -> CaRecord:
        """Return the record after this change."""
        return replace(record, **self.values, revision=record.revision + 1)
