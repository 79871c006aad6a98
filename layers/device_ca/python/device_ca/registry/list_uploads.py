"""Revocation lists too large for a request: their owner puts one into the bucket, and has it taken from there."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from device_ca.certificates.uploaded_file import MAX_UPLOADED_LIST_SIZE
from device_ca.clock import rfc3339
from device_ca.errors import FileTooLarge, RevocationListRejected, UploadNotFound
from device_ca.model.uploaded_file import UploadReference
from device_ca.stores.file_store import URL_VALIDITY, FileStore, StoredFile, crl_upload_key
from device_ca.stores.revocation_list_store import RevocationListStore


class OfferedUpload(NamedTuple):
    """Where a file may be put.

    Attributes:
        id: 32 lower-case hex digits.
        url: Takes the file by ``PUT`` from whoever has it: a secret.
        expires_at: Until when, aware.
    """

    id: str
    url: str
    expires_at: datetime

    def representation(self) -> dict[str, Any]:
        """Return the JSON object of the HTTP contract."""
        return {"upload": self.id, "url": self.url, "expiresAt": rfc3339(self.expires_at)}


def offer_upload(
    tenant: str, certificate_id: str, size: int, *, now: datetime, lists: RevocationListStore, files: FileStore
) -> OfferedUpload:
    """Return where the owner of a CA may put a list of exactly ``size`` octets. Nothing is stored.

    Raises:
        CaCertificateNotFound: The tenant has no CA of that id.
        NotVerified: Possession of the CA's key is not proven.
    """
    lists.verified_ca(tenant, certificate_id, None)
    upload_id = secrets.token_hex(16)
    url = files.upload_url(crl_upload_key(tenant, certificate_id, upload_id), size=size)
    return OfferedUpload(upload_id, url, now + URL_VALIDITY)


@contextmanager
def uploaded_file(tenant: str, certificate_id: str, upload: UploadReference, files: FileStore) -> Iterator[bytes]:
    """Give the file of an upload, and delete it once the block has taken or refused it.

    What ends the block otherwise leaves the file to the next try, and at last to the sweep.

    Raises:
        UploadNotFound: There is none.
        FileTooLarge: It is larger than it may be.
    """
    key = crl_upload_key(tenant, certificate_id, upload.id)
    current = files.current(key)
    if current is None:
        raise UploadNotFound
    stored = StoredFile(key, current.version)
    if current.size > MAX_UPLOADED_LIST_SIZE:
        files.delete([stored])
        raise FileTooLarge("upload", size=current.size, most=MAX_UPLOADED_LIST_SIZE)
    try:
        yield files.get(stored)
    except RevocationListRejected:
        files.delete([stored])
        raise
    files.delete([stored])
