"""Records of CA certificates, as the registry would keep them."""

from dataclasses import replace
from typing import Any

from device_ca.certificates.certificate import read_certificate
from device_ca.model.ca_record import VERIFIED, CaRecord
from tests.support.certificates import NOW


def ca_record(certificate: bytes, **changes: Any) -> CaRecord:
    """Return the record of a verified CA, with what is given put in its place."""
    read = read_certificate(certificate)
    record = CaRecord(
        id=read.id,
        status=VERIFIED,
        file_name=None,
        file_size=len(certificate),
        file_version="1",
        subject=read.subject,
        issuer=read.issuer,
        serial_number=read.serial_number,
        not_before=read.not_before,
        not_after=read.not_after,
        key_algorithm=read.key_algorithm,
        signature_algorithm=read.signature_algorithm,
        subject_key_identifier=read.subject_key_identifier,
        authority_key_identifier=read.authority_key_identifier,
        self_signed=read.self_signed,
        path_length=read.path_length,
        subject_digest=read.subject_digest,
        der=certificate,
        spki=read.spki,
        key_digest=read.key_digest,
        uploaded_at=NOW,
        verified_at=NOW,
    )
    return replace(record, **changes)
