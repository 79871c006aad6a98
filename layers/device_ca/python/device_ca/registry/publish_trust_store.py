"""The trust store as a file in S3, for whoever reads it from there."""

from datetime import datetime

from device_ca.errors import StoreUnavailable
from device_ca.registry.trust_store import CONTENT_TYPE, pem_bundle, trusted_cas
from device_ca.stores.file_store import FileStore, trust_store_key
from device_ca.stores.trust_anchors import TrustAnchors

_ATTEMPTS = 5


def publish_trust_store(tenant: str, *, now: datetime, anchors: TrustAnchors, files: FileStore) -> bool:
    """Make the file say what the table says, and tell whether it changed.

    The file is read first and replaced only if it is still the one that was read. So of two publications that meet the
    one with the older view of the table fails and looks again, and neither order nor repetition of calls matters.

    Raises:
        StoreUnavailable: A store did not answer, or others kept replacing the file.
    """
    key = trust_store_key(tenant)
    for _ in range(_ATTEMPTS):
        current = files.get_current(key)
        content = pem_bundle(trusted_cas(anchors.verified(tenant), now=now))
        if content == (current.content if current else b""):
            return False
        if files.replace(key, content, CONTENT_TYPE, current=current):
            return True
    raise StoreUnavailable("The trust store's file is being replaced all the time.")
