"""The revocation lists of the trusted CAs as a file in S3, for brokers and for whoever reads it from there."""

from datetime import datetime
from functools import partial
from typing import IO

from device_ca.model.revocation_list import RevocationListRecord
from device_ca.model.trust_store_event import RevocationListsPublished
from device_ca.registry.publish_file import WrittenFile, publish_file
from device_ca.registry.trusted_lists import CONTENT_TYPE, trusted_lists, write_lists
from device_ca.stores.event_bus import EventBus
from device_ca.stores.file_store import FileStore, StoredFile, crl_key, crls_key
from device_ca.stores.trust_anchors import TrustAnchors


def publish_trusted_lists(
    tenant: str, *, now: datetime, again: bool, anchors: TrustAnchors, files: FileStore, bus: EventBus
) -> bool:
    """Publish the lists as ``publish_file`` does; a tenant whose CAs have none gets no file.

    Returns:
        Whether the file changed.

    Raises:
        StoreUnavailable: A store or the bus did not answer, or others kept replacing the file.
    """

    def write(file: IO[bytes]) -> WrittenFile:
        contents = trusted_lists(anchors.verified_certificates(tenant), now=now)
        digest = write_lists(file, contents, partial(_read, tenant, files))
        event = partial(
            RevocationListsPublished, at=now, lists=len(contents.lists), without_list=len(contents.without_list)
        )
        return WrittenFile(digest, not contents.lists, event)

    return publish_file(tenant, crls_key(tenant), write, content_type=CONTENT_TYPE, again=again, files=files, bus=bus)


def _read(tenant: str, files: FileStore, certificate_id: str, crl: RevocationListRecord) -> bytes:
    return files.get(StoredFile(crl_key(tenant, certificate_id), crl.version))
