"""A file in S3 that says what the table says, for whoever reads it from there."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from device_ca.errors import StoreUnavailable
from device_ca.stores.event_bus import BusEvent, EventBus
from device_ca.stores.file_store import FileStore

_ATTEMPTS = 5
# A longer file is kept on the function's disk until S3 has it: some 10,000 CAs of usual size fit.
_HELD_IN_MEMORY = 32 * 1024 * 1024


class WrittenFile(NamedTuple):
    """What the table says now.

    Attributes:
        sha256: Digest of the file's bytes, hex.
        is_empty: Whether there is nothing in it, so that no first file is needed.
        event: Make the event that tells of it, from ``bucket``, ``key`` and ``version``.
    """

    sha256: str
    is_empty: bool
    event: Callable[..., BusEvent]


def publish_file(
    tenant: str,
    key: str,
    write: Callable[[IO[bytes]], WrittenFile],
    *,
    content_type: str,
    again: bool,
    files: FileStore,
    bus: EventBus,
) -> bool:
    """Bring a file up to date with the table, announce its new version, and say whether it changed.

    What stands there is looked at first and replaced only if it still does. So of two publications that meet the one
    with the older view of the table fails and looks again, and neither order nor repetition of calls matters.

    Args:
        tenant: Whose file.
        key: Where it stands.
        write: Read the table and write the file.
        content_type: The file's media type.
        again: Whether an attempt before this one failed. It may have stored the file and not announced it, so the
            version that stands there is announced, changed or not.
        files: Where it stands.
        bus: Where it is announced.

    Raises:
        StoreUnavailable: A store or the bus did not answer, or others kept replacing the file.
    """
    for _ in range(_ATTEMPTS):
        current = files.current(key)
        with SpooledTemporaryFile(max_size=_HELD_IN_MEMORY) as file:
            written = write(file)
            if current is None and written.is_empty:
                return False
            changed = current is None or written.sha256 != current.sha256
            if changed:
                file.seek(0)
                stored = files.replace(key, file, sha256=written.sha256, content_type=content_type, current=current)
                if stored is None:
                    continue
                version = stored.version
            elif current and again:
                version = current.version
            else:
                return False
        if bus.publish([(tenant, written.event(bucket=files.bucket, key=key, version=version))]):
            raise StoreUnavailable(f"The event bus did not take the event of {key}.")
        return changed
    raise StoreUnavailable(f"{key} is being replaced all the time.")
