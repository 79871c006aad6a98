"""The revocation lists of the trusted CAs as a file in S3, for brokers and for whoever reads it from there."""

from datetime import datetime
from functools import partial
from tempfile import SpooledTemporaryFile

from device_ca.errors import StoreUnavailable
from device_ca.model.revocation_list import RevocationListRecord
from device_ca.model.trust_store_event import RevocationListsPublished
from device_ca.registry.trusted_lists import CONTENT_TYPE, trusted_lists, write_lists
from device_ca.stores.event_bus import EventBus
from device_ca.stores.file_store import FileStore, StoredFile, crl_key, crls_key
from device_ca.stores.trust_anchors import TrustAnchors

_ATTEMPTS = 5
# A longer file is kept on the function's disk until S3 has it.
_HELD_IN_MEMORY = 32 * 1024 * 1024


def publish_trusted_lists(
    tenant: str, *, now: datetime, again: bool, anchors: TrustAnchors, files: FileStore, bus: EventBus
) -> bool:
    """Make the file say what the table says, as ``publish_trust_store`` does for the trust store's.

    A tenant whose CAs have no list gets no file.

    Returns:
        Whether the file changed.

    Raises:
        StoreUnavailable: A store or the bus did not answer, or others kept replacing the file.
    """
    key = crls_key(tenant)
    for _ in range(_ATTEMPTS):
        current = files.current(key)
        contents = trusted_lists(anchors.verified_certificates(tenant), now=now)
        if current is None and not contents.lists:
            return False
        with SpooledTemporaryFile(max_size=_HELD_IN_MEMORY) as file:
            digest = write_lists(file, contents, partial(_read, tenant, files))
            changed = current is None or digest != current.sha256
            version = current.version if current else ""
            if changed:
                file.seek(0)
                stored = files.replace(key, file, sha256=digest, content_type=CONTENT_TYPE, current=current)
                if stored is None:
                    continue
                version = stored.version
            elif not again:
                return False
        event = RevocationListsPublished(
            at=now,
            bucket=files.bucket,
            key=key,
            version=version,
            lists=len(contents.lists),
            without_list=len(contents.without_list),
        )
        if bus.publish([(tenant, event)]):
            raise StoreUnavailable("The event bus did not take the event of the revocation lists.")
        return changed
    raise StoreUnavailable("The file of the revocation lists is being replaced all the time.")


def _read(tenant: str, files: FileStore, certificate_id: str, crl: RevocationListRecord) -> bytes:
    return files.get(StoredFile(crl_key(tenant, certificate_id), crl.version))
