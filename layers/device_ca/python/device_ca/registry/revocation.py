"""The revocation list of a CA: judge it, store its file, then put it into the CA's record."""

import hashlib

from device_ca.certificates.uploaded_list import read_revocation_list_file
from device_ca.errors import (
    CaCertificateNotFound,
    NotVerified,
    PreconditionFailed,
    RevocationListNotFound,
    RevocationListRejected,
)
from device_ca.model.audit_event import Origin
from device_ca.model.ca_record import CaRecord
from device_ca.model.entity_tags import EntityTags
from device_ca.model.revocation_list import RevocationListRecord
from device_ca.model.uploaded_file import UploadReference
from device_ca.registry.list_uploads import uploaded_file
from device_ca.rules.revocation_list_rules import judge_revocation_list
from device_ca.stores.file_store import FileStore, StoredFile, crl_key
from device_ca.stores.revocation_list_store import RevocationListStore


def put_revocation_list(
    tenant: str,
    certificate_id: str,
    file: bytes | UploadReference,
    *,
    if_match: EntityTags | None,
    origin: Origin,
    lists: RevocationListStore,
    files: FileStore,
) -> CaRecord:
    """Take a revocation list in the place of the CA's last one: the file first, the record second.

    The list that is there already is taken again without a change, so that a request may be repeated. An upload is
    deleted once its list is taken or refused.

    Returns:
        The CA's record as it stands afterwards.

    Raises:
        CaCertificateNotFound: The tenant has no CA of that id.
        PreconditionFailed: The CA is not in the state that ``if_match`` names.
        NotVerified: Possession of the CA's key is not proven.
        UploadNotFound: No file of that upload is there.
        FileTooLarge: The upload's file is larger than it may be.
        RevocationListRejected: The list breaks rules, or a newer one came first.
    """
    record = lists.verified_ca(tenant, certificate_id, if_match)
    if isinstance(file, bytes):
        return _take(tenant, record, file, if_match=if_match, origin=origin, lists=lists, files=files)
    with uploaded_file(tenant, certificate_id, file, files) as content:
        return _take(tenant, record, content, if_match=if_match, origin=origin, lists=lists, files=files)


def _take(
    tenant: str,
    record: CaRecord,
    file: bytes,
    *,
    if_match: EntityTags | None,
    origin: Origin,
    lists: RevocationListStore,
    files: FileStore,
) -> CaRecord:
    reading = read_revocation_list_file(file)
    revocation_list = reading.revocation_list
    digest = hashlib.sha256(revocation_list.der).hexdigest() if revocation_list else ""
    if record.crl and record.crl.sha256 == digest and not reading.violations:
        return record
    violations = judge_revocation_list(reading, record, now=origin.at)
    if violations or revocation_list is None or revocation_list.number is None or revocation_list.next_update is None:
        raise RevocationListRejected(violations)
    stored = files.put(crl_key(tenant, record.id), revocation_list.der)
    crl = RevocationListRecord(
        number=revocation_list.number,
        this_update=revocation_list.this_update,
        next_update=revocation_list.next_update,
        entries=revocation_list.entries,
        sha256=digest,
        size=len(revocation_list.der),
        version=stored.version,
    )
    try:
        return lists.put(tenant, record, crl, origin, if_match=if_match)
    except (CaCertificateNotFound, NotVerified, PreconditionFailed, RevocationListRejected):
        files.delete([stored])
        raise


def stored_list(tenant: str, record: CaRecord) -> tuple[RevocationListRecord, StoredFile]:
    """Return what is known of a CA's list, and its file.

    Raises:
        RevocationListNotFound: It has none.
    """
    if record.crl is None:
        raise RevocationListNotFound
    return record.crl, StoredFile(crl_key(tenant, record.id), record.crl.version)
