"""Verify a CA certificate: judge the proof, store it, then consume the code."""

from datetime import datetime

from device_ca.certificates.uploaded_file import CertificateReading, kept_file, read_certificate_file
from device_ca.errors import (
    AlreadyVerified,
    CaCertificateNotFound,
    QuotaExceeded,
    VerificationCodeInactive,
    VerificationRejected,
)
from device_ca.model.audit_event import Origin, verification_failed
from device_ca.model.ca_record import VERIFIED, CaRecord, ProofKind
from device_ca.model.uploaded_file import UploadedFile, UploadedSignature
from device_ca.rules.possession import ProofJudgement, judge_signature_proof, judge_verification_certificate
from device_ca.stores.code_store import CodeStore, IssuedCodes
from device_ca.stores.file_store import FileStore, proof_key
from device_ca.stores.ledger import Ledger
from device_ca.stores.record_store import RecordStore


def verify(
    tenant: str,
    certificate_id: str,
    proof: UploadedFile | UploadedSignature,
    *,
    origin: Origin,
    records: RecordStore,
    codes: CodeStore,
    files: FileStore,
    ledger: Ledger,
) -> CaRecord:
    """Accept a proof of possession of a CA's private key.

    1. Read the certificate and its active code.
    2. Judge the proof.
    3. Store the proof.
    4. In one transaction the certificate becomes verified and the code goes.

    Returns:
        The record, now verified.

    Raises:
        CaCertificateNotFound: The tenant has no certificate of that id.
        AlreadyVerified: It is verified.
        VerificationCodeInactive: No code is active.
        VerificationRejected: The proof proves nothing.
        QuotaExceeded: The tenant has as many verified CAs, or did as much today, as it may.
    """
    now = origin.at
    # 1
    record, issued = codes.get(tenant, certificate_id)
    if record.status == VERIFIED:
        raise AlreadyVerified
    if issued is None or not issued.newest.is_active(now):
        raise VerificationCodeInactive
    # 2
    kind: ProofKind = "signature"
    content = proof.content
    if isinstance(proof, UploadedSignature):
        judgement = judge_signature_proof(
            proof.signature, proof.algorithm, ca=record.registered_ca, code=issued.newest.code, now=now
        )
    else:
        kind = "verification_certificate"
        reading = read_certificate_file(content)
        judgement = _judge_reading(tenant, reading, proof.file_name, record, issued, now=now, records=records)
        if reading.certificate:
            content = kept_file(content, reading.certificate)
    if not judgement.accepted:
        # Answer a refusal only once it is on record: someone may be guessing. A retry gets the same judgement.
        rules = [violation.rule for violation in judgement.violations]
        ledger.write(tenant, verification_failed(certificate_id, rules, origin))
        raise VerificationRejected(judgement.violations)
    # 3
    stored = files.put(proof_key(tenant, certificate_id), content)
    # 4
    try:
        return codes.consume(tenant, record, issued.newest.code, stored, kind, origin)
    except (AlreadyVerified, CaCertificateNotFound, QuotaExceeded, VerificationCodeInactive):
        files.delete([stored])
        raise


def _judge_reading(
    tenant: str,
    reading: CertificateReading,
    file_name: str | None,
    record: CaRecord,
    issued: IssuedCodes,
    *,
    now: datetime,
    records: RecordStore,
) -> ProofJudgement:
    def judge(other_cas: list[CaRecord]) -> ProofJudgement:
        return judge_verification_certificate(
            reading,
            ca=record.registered_ca,
            code=issued.newest.code,
            file_name=file_name,
            replaced_codes=issued.replaced,
            other_cas=[other.registered_ca for other in other_cas],
            now=now,
        )

    judgement = judge([])
    if reading.certificate and any(violation.rule == "issuer_mismatch" for violation in judgement.violations):
        # Only a refusal needs this read: it tells the caller which CA did sign.
        return judge(records.with_subject(tenant, reading.certificate.issuer_digest))
    return judgement
