"""The trust store as a file in S3, for whoever reads it from there."""

from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile

from device_ca.errors import StoreUnavailable
from device_ca.model.ca_record import VERIFIED
from device_ca.model.trust_store_event import TruststorePublished
from device_ca.registry.announce_expiring import ExpiryIndex
from device_ca.registry.trust_store import CONTENT_TYPE, write_trust_store
from device_ca.stores.event_bus import EventBus
from device_ca.stores.file_store import FileStore, trust_store_key
from device_ca.stores.trust_anchors import TrustAnchors

_ATTEMPTS = 5
# A longer file is kept on the function's disk until S3 has it: some 10,000 CAs of usual size fit.
_HELD_IN_MEMORY = 32 * 1024 * 1024


def publish_trust_store(
    tenant: str, *, now: datetime, again: bool, anchors: TrustAnchors, files: FileStore, bus: EventBus
) -> bool:
    """Bring the file up to date with the table, announce its new version, and say whether it changed.

    What stands there is looked at first and replaced only if it still does. So of two publications that meet the one
    with the older view of the table fails and looks again, and neither order nor repetition of calls matters.

    Args:
        tenant: Whose trust store.
        now: The time to decide by, aware.
        again: Whether an attempt before this one failed. It may have stored the file and not announced it, so the
            version that stands there is announced, changed or not.
        anchors: Where the tenant's verified CAs are read.
        files: Where the file stands.
        bus: Where it is announced.

    Raises:
        StoreUnavailable: A store or the bus did not answer, or others kept replacing the file.
    """
    key = trust_store_key(tenant)
    for _ in range(_ATTEMPTS):
        current = files.current(key)
        with SpooledTemporaryFile(max_size=_HELD_IN_MEMORY) as file:
            contents = write_trust_store(file, anchors.verified_certificates(tenant), now=now)
            changed = contents.sha256 != current.sha256 if current else contents.certificates > 0
            if changed:
                file.seek(0)
                stored = files.replace(key, file, sha256=contents.sha256, content_type=CONTENT_TYPE, current=current)
                if stored is None:
                    continue
                version = stored.version
            elif current and again:
                version = current.version
            else:
                return False
        event = TruststorePublished(
            at=now,
            bucket=files.bucket,
            key=key,
            version=version,
            certificates=contents.certificates,
            name_octets=contents.name_octets,
        )
        if bus.publish([(tenant, event)]):
            raise StoreUnavailable("The event bus did not take the event of the trust store.")
        return changed
    raise StoreUnavailable("The trust store's file is being replaced all the time.")


def tenants_with_expired(*, now: datetime, within: timedelta, index: ExpiryIndex) -> set[str]:
    """Return the tenants of whom a verified CA has expired within so long: nothing in the table tells of that.

    Raises:
        StoreUnavailable: The table did not answer.
    """
    days = [now.date() - timedelta(days=ago) for ago in range(within.days + 1)]
    return {
        tenant for day in days for tenant, ca in index.expiring_on(day) if ca.status == VERIFIED and ca.not_after <= now
    }
