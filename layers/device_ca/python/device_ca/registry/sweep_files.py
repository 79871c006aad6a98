"""Delete the files that no record names: a request that is interrupted between file and record leaves one."""

from datetime import datetime, timedelta
from itertools import groupby

from device_ca.stores.file_store import FileStore, record_files
from device_ca.stores.record_store import RecordStore

# A record names only what its own request stored, and no request lives for longer than its function's timeout. So a
# file of this age that has no record never gets one. Uploads of revocation lists, which no record names, wait as long.
GRACE = timedelta(hours=1)


def sweep(*, now: datetime, records: RecordStore, files: FileStore) -> int:
    """Delete each version of a file of a CA certificate that is older than ``GRACE`` and that its record does not name.

    Files from before the table are kept: where it replaces another or was restored to an earlier time, their records
    may be missing and wanted back.

    Returns:
        How many were deleted.

    Raises:
        StoreUnavailable: A store did not answer; the next sweep finds what is left.
    """
    # S3 tells whole seconds.
    created_at = records.created_at().replace(microsecond=0)
    deleted = 0
    for tenant, listed in groupby(files.versions(), key=lambda version: version.tenant):
        aged = {version.file for version in listed if created_at <= version.stored_at < now - GRACE}
        # Read after the listing: what is named by then is kept.
        named = {file for record in records.all(tenant) for file in record_files(tenant, record)} if aged else set()
        orphans = aged - named
        files.delete(orphans)
        deleted += len(orphans)
    return deleted
