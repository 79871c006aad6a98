"""The trust store as a file in S3, for whoever reads it from there."""

from datetime import datetime, timedelta
from functools import partial
from typing import IO

from device_ca.model.ca_record import VERIFIED
from device_ca.model.trust_store_event import TruststorePublished
from device_ca.registry.announce_expiring import ExpiryIndex
from device_ca.registry.publish_file import WrittenFile, publish_file
from device_ca.registry.trust_store import CONTENT_TYPE, write_trust_store
from device_ca.stores.event_bus import EventBus
from device_ca.stores.file_store import FileStore, trust_store_key
from device_ca.stores.trust_anchors import TrustAnchors


def publish_trust_store(
    tenant: str, *, now: datetime, again: bool, anchors: TrustAnchors, files: FileStore, bus: EventBus
) -> bool:
    """Publish the trust store as ``publish_file`` does.

    Args:
        tenant: Whose trust store.
        now: The time to decide by, aware.
        again: Whether an attempt before this one failed.
        anchors: Where the tenant's verified CAs are read.
        files: Where the file stands.
        bus: Where it is announced.

    Raises:
        StoreUnavailable: A store or the bus did not answer, or others kept replacing the file.
    """

    def write(file: IO[bytes]) -> WrittenFile:
        contents = write_trust_store(file, anchors.verified_certificates(tenant), now=now)
        event = partial(
            TruststorePublished, at=now, certificates=contents.certificates, name_octets=contents.name_octets
        )
        return WrittenFile(contents.sha256, contents.certificates == 0, event)

    return publish_file(
        tenant, trust_store_key(tenant), write, content_type=CONTENT_TYPE, again=again, files=files, bus=bus
    )


def tenants_with_expired(*, now: datetime, within: timedelta, index: ExpiryIndex) -> set[str]:
    """Return the tenants of whom a verified CA has expired within so long: nothing in the table tells of that.

    Raises:
        StoreUnavailable: The table did not answer.
    """
    days = [now.date() - timedelta(days=ago) for ago in range(within.days + 1)]
    return {
        tenant for day in days for tenant, ca in index.expiring_on(day) if ca.status == VERIFIED and ca.not_after <= now
    }
