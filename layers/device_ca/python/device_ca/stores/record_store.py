"""The records of CA certificates: reads, changes and deletion; ``new_records`` lets them in.

Every change of state is one conditional write; none follows from a stale read.

One table; ``pk`` is ``TENANT#<tenant>``, and ``sk`` says what an item is:

- ``CA#<id>``: a CA certificate;
- ``CODE#<id>``: its verification code (``code_store``);
- ``KEY#<digest of a public key>``: which of the tenant's certificates have this key (``key_item``);
- ``NAME#<digest of a subject>``: which of them have this subject (``name_item``);
- ``DELETED#<id>``: the files of a deleted certificate until they are gone too.

What happened to it (``audit_trail``) is written in the transaction of the change itself, under keys of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from device_ca.errors import CaCertificateNotFound, PreconditionFailed, StoreUnavailable
from device_ca.model.audit_event import Origin, ca_certificate_deleted, ca_certificate_updated
from device_ca.model.ca_record import VERIFIED, CaRecord, RecordChange, Status
from device_ca.model.entity_tags import EntityTags
from device_ca.stores import key_item, name_item
from device_ca.stores.ca_item import (
    Item,
    ca_key,
    code_key,
    from_item,
    marshal,
    of_subject,
    status_upload_key,
    tenant_key,
    unmarshal,
    upload_key,
)
from device_ca.stores.file_store import StoredFile, record_files
from device_ca.stores.ledger import Ledger, ledger
from device_ca.stores.record_update import is_unchanged, record_update
from device_ca.stores.table import TRANSACTION_ATTEMPTS, Table, TransactionCancelled, table
from device_ca.stores.usage import UsageChange

_DELETED_FILES_REMEMBERED = timedelta(days=30)


class RecordStore:
    """The CA certificates. Every method may raise ``StoreUnavailable``; ``tenant`` is always ``tenants.tenant_of``."""

    def __init__(self, table: Table, ledger: Ledger) -> None:
        self._table = table
        self._ledger = ledger

    def get(self, tenant: str, certificate_id: str) -> CaRecord:
        """Return one CA certificate.

        Raises:
            CaCertificateNotFound: The tenant has none of that id.
        """
        return found_record(self._table.get(ca_key(tenant, certificate_id)))

    def exists(self, tenant: str, certificate_id: str) -> bool:
        """Say whether the tenant has a CA certificate of that id."""
        return self._table.get(ca_key(tenant, certificate_id)) is not None

    def page(
        self, tenant: str, *, status: Status | None, limit: int, after: str | None
    ) -> tuple[list[CaRecord], str | None]:
        """Read one page, newest upload first.

        Args:
            tenant: Whose certificates.
            status: Only those in this state; None for all.
            limit: How many at most.
            after: Position of the page before, as this method returned it; None for the first page.

        Returns:
            The records, and the position to go on from; None where there are no more.
        """
        index, attribute = ("by_status", "status_upload_key") if status else ("by_upload", "upload_key")
        condition, values = "pk = :pk", {":pk": tenant_key(tenant)}
        if status:
            condition += " AND begins_with(status_upload_key, :status)"
            values[":status"] = status_upload_key(status, "")
        query: dict[str, Any] = {
            "IndexName": index,
            "ScanIndexForward": False,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": marshal(values),
            # One more than asked for tells whether this is the last page.
            "Limit": limit + 1,
        }
        if after:
            key = status_upload_key(status, after) if status else after
            query["ExclusiveStartKey"] = ca_key(tenant, after.rpartition("#")[2]) | marshal({attribute: key})
        items, cut_short = self._table.query(**query)
        records = [from_item(item) for item in items[:limit]]
        more = len(items) > limit or cut_short
        return records, upload_key(records[-1]) if more and records else None

    def created_at(self) -> datetime:
        """Return when the store's table was made (aware); it has records of earlier uploads only from a backup."""
        return self._table.created_at()

    def all(self, tenant: str) -> Iterator[CaRecord]:
        """Read all CA certificates of a tenant."""
        items = self._table.query_all(
            KeyConditionExpression="pk = :pk AND begins_with(sk, :ca)",
            ExpressionAttributeValues=marshal({":pk": tenant_key(tenant), ":ca": "CA#"}),
        )
        return map(from_item, items)

    def with_subject(self, tenant: str, subject_digest: str) -> list[CaRecord]:
        """Return the tenant's CA certificates of one subject (several, where a CA was renewed or has a namesake)."""
        return list(map(from_item, self._table.query_all(**of_subject(tenant, subject_digest))))

    def change(
        self,
        tenant: str,
        certificate_id: str,
        change: RecordChange,
        origin: Origin,
        *,
        if_match: EntityTags | None = None,
    ) -> CaRecord:
        """Change what a caller may change.

        Returns:
            The record as it stands afterwards.

        Raises:
            CaCertificateNotFound: The tenant has none of that id.
            PreconditionFailed: It is not in the state that ``if_match`` names.
            QuotaExceeded: The tenant did as much today as it may; disabling is never refused for it.
        """
        changed = ca_certificate_updated(certificate_id, change, origin)
        for _ in range(TRANSACTION_ATTEMPTS):
            record = self.get(tenant, certificate_id)
            require_match(record, if_match)
            actions = [record_update(tenant, record, change)]
            if change.enabled is not None:
                actions.append(key_item.set_enabled(tenant, record, enabled=change.enabled))
            usage = UsageChange(is_limited=not (record.enabled and change.enabled is False))
            try:
                self._ledger.write(tenant, changed, actions, usage=usage)
            except TransactionCancelled:
                continue
            return change.applied_to(record)
        raise StoreUnavailable("The record store is too busy with this certificate.")

    def delete(
        self, tenant: str, certificate_id: str, origin: Origin, *, if_match: EntityTags | None = None
    ) -> list[StoredFile]:
        """Delete a CA certificate and its code; call ``forget_deleted`` once its files are deleted as well.

        Returns:
            The files to delete. A repeated call for a certificate whose files were not deleted returns them again.

        Raises:
            CaCertificateNotFound: The tenant has none of that id.
            PreconditionFailed: It is not in the state that ``if_match`` names.
        """
        keys = [ca_key(tenant, certificate_id), _deleted_key(tenant, certificate_id)]
        for _ in range(TRANSACTION_ATTEMPTS):
            items = self._table.get_by_kind(keys)
            files = [StoredFile(**file) for file in unmarshal(items.get("DELETED", {})).get("files", [])]
            if "CA" not in items and files:
                return files
            record = found_record(items.get("CA"))
            require_match(record, if_match)
            files += record_files(tenant, record)
            usage = UsageChange(
                ca_certificates=-1, verified_ca_certificates=-int(record.status == VERIFIED), is_limited=False
            )
            actions = _deletion(tenant, record, files, origin.at)
            try:
                self._ledger.write(tenant, ca_certificate_deleted(record, origin), actions, usage=usage)
            except TransactionCancelled:
                continue
            return files
        raise StoreUnavailable("The record store is too busy with this certificate.")

    def forget_deleted(self, tenant: str, certificate_id: str) -> None:
        """Drop what ``delete`` remembered, now that the files are gone."""
        self._table.delete(_deleted_key(tenant, certificate_id))


def found_record(item: Mapping[str, Any] | None) -> CaRecord:
    """Return the record of an item.

    Raises:
        CaCertificateNotFound: There is no item.
    """
    if not item:
        raise CaCertificateNotFound
    return from_item(item)


def require_match(record: CaRecord, if_match: EntityTags | None) -> None:
    """Let pass who set no condition, or one that holds.

    Raises:
        PreconditionFailed: The record is not in the state that ``if_match`` names.
    """
    if if_match and not if_match.match(record.entity_tag):
        raise PreconditionFailed(record.entity_tag)


def _deletion(tenant: str, record: CaRecord, files: Sequence[StoredFile], now: datetime) -> list[Item]:
    remembered = {
        "files": [{"key": file.key, "version": file.version} for file in files],
        "expires_at": int((now + _DELETED_FILES_REMEMBERED).timestamp()),
    }
    return [
        {
            "Delete": {
                "Key": ca_key(tenant, record.id),
                # Read a moment ago: a proof or a change that came in between has changed what is deleted.
                **is_unchanged(record),
            }
        },
        {"Delete": {"Key": code_key(tenant, record.id)}},
        {"Put": {"Item": _deleted_key(tenant, record.id) | marshal(remembered)}},
        key_item.remove(tenant, record),
        name_item.remove(tenant, record),
    ]


def _deleted_key(tenant: str, certificate_id: str) -> Item:
    return marshal({"pk": tenant_key(tenant), "sk": f"DELETED#{certificate_id}"})


@cache
def record_store() -> RecordStore:
    """Return the process's record store."""
    return RecordStore(table(), ledger())
