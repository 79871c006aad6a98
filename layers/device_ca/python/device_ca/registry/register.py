"""Register a CA certificate: judge it, store its file, then its record."""

from datetime import datetime
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.uploaded_file import kept_file, read_certificate_file
from device_ca.errors import CaCertificateAlreadyExists, CertificateRejected, QuotaExceeded
from device_ca.model.audit_event import Origin
from device_ca.model.ca_record import PENDING, CaRecord
from device_ca.model.uploaded_file import UploadedFile
from device_ca.rules.admission import Admission, judge_ca_certificate
from device_ca.rules.admission_rules import ambiguous_issuer
from device_ca.stores.file_store import FileStore, ca_file_key
from device_ca.stores.new_records import NewRecords
from device_ca.stores.record_store import RecordStore


class Forecast(NamedTuple):
    """What would become of an upload.

    Attributes:
        admission: the judgement about the certificate.
        record: the certificate as it would enter, or as it was read where it would not; None where nothing was read.
        conflict: what would keep it out, where no rule does.
    """

    admission: Admission
    record: CaRecord | None
    conflict: CaCertificateAlreadyExists | QuotaExceeded | None = None


def judge_upload(
    tenant: str, file: UploadedFile, *, now: datetime, records: RecordStore, new_records: NewRecords
) -> Admission:
    """Judge an uploaded file against the rules of admission and the tenant's own superior CAs.

    A self-signed certificate has no superior CA, so only the others cost a read: intermediates, and a CA that carries
    on its own name under a new key that the old one signed.

    Whether it could be told from the tenant's other CAs is found out by the transaction that adds it. It is asked here
    where there will be none, because another rule is broken: every broken rule is reported.
    """
    reading = read_certificate_file(file.content)
    certificate = reading.certificate
    superior_cas: list[CaRecord] = []
    if certificate and not certificate.self_signed:
        superior_cas = records.with_subject(tenant, certificate.issuer_digest)
        # Of several certificates of the key that signed, one that is trusted is the better superior CA.
        superior_cas.sort(key=lambda ca: not ca.is_trusted(now))
    admission = judge_ca_certificate(
        reading, file_name=file.file_name, now=now, superior_cas=[ca.registered_ca for ca in superior_cas]
    )
    if certificate and not admission.accepted:
        other_id = new_records.ambiguous_with(tenant, _record(file, admission, certificate, "", now))
        if other_id:
            found = ambiguous_issuer(certificate.subject, other_id)
            return admission._replace(violations=(*admission.violations, found))
    return admission


def register(
    tenant: str,
    file: UploadedFile,
    admission: Admission,
    *,
    origin: Origin,
    records: RecordStore,
    new_records: NewRecords,
    files: FileStore,
) -> CaRecord:
    """Store an admitted certificate, and nothing else of its file: the file first, the record second.

    A crash between the two leaves a file that no record names; the next try puts its own version on top of it, and
    ``orphaned_files`` removes it.

    Returns:
        The record as it entered: verified already where possession of its key carries over to it.

    Raises:
        CertificateRejected: The admission found broken rules, or the certificate could be taken for another CA.
        CaCertificateAlreadyExists: The tenant has this certificate.
        QuotaExceeded: The tenant has as many certificates of this key, or of this name, as it may have.
    """
    certificate = admission.certificate
    if not admission.accepted or certificate is None:
        raise CertificateRejected(admission.violations)
    key = ca_file_key(tenant, certificate.id)
    content = kept_file(file.content, certificate)
    stored = files.put_if_absent(key, content)
    if stored is None:
        if records.exists(tenant, certificate.id):
            raise CaCertificateAlreadyExists(certificate.id)
        stored = files.put(key, content)
    record = _record(file, admission, certificate, stored.version, origin.at)
    try:
        return new_records.add(tenant, record, origin)
    except (CaCertificateAlreadyExists, CertificateRejected, QuotaExceeded):
        files.delete([stored])
        raise


def foretell(
    tenant: str, file: UploadedFile, admission: Admission, *, now: datetime, new_records: NewRecords
) -> Forecast:
    """Say what ``register`` would do with a file, and do nothing."""
    certificate = admission.certificate
    record = _record(file, admission, certificate, "", now) if certificate else None
    if record is None or not admission.accepted:
        return Forecast(admission, record)
    try:
        return Forecast(admission, new_records.foretell(tenant, record, now))
    except CertificateRejected as rejected:
        return Forecast(admission._replace(violations=rejected.violations), record)
    except (CaCertificateAlreadyExists, QuotaExceeded) as conflict:
        return Forecast(admission, record, conflict)


def _record(
    file: UploadedFile, admission: Admission, certificate: Certificate, file_version: str, now: datetime
) -> CaRecord:
    return CaRecord(
        id=certificate.id,
        status=PENDING,
        file_name=file.file_name,
        file_size=len(file.content),
        file_version=file_version,
        subject=certificate.subject,
        issuer=certificate.issuer,
        serial_number=certificate.serial_number,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        key_algorithm=certificate.key_algorithm,
        signature_algorithm=certificate.signature_algorithm,
        subject_key_identifier=certificate.subject_key_identifier,
        authority_key_identifier=certificate.authority_key_identifier,
        self_signed=certificate.self_signed,
        path_length=certificate.path_length,
        subject_digest=certificate.subject_digest,
        der=certificate.der,
        spki=certificate.spki,
        key_digest=certificate.key_digest,
        uploaded_at=now,
        superior_ca_id=admission.superior_ca.id if admission.superior_ca else None,
        warnings=admission.warnings,
    )
