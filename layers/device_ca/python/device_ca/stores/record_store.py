"""The records of CA certificates. Every change of state is one conditional write; none follows from a stale read.

One table; ``pk`` is ``TENANT#<tenant>``, and ``sk`` says what an item is:

- ``CA#<id>``: a CA certificate;
- ``CODE#<id>``: its verification code (``code_store``);
- ``KEY#<digest of a public key>``: which of the tenant's certificates have this key (``key_item``);
- ``NAME#<digest of a subject>``: which of them have this subject (``name_item``);
- ``DELETED#<id>``: the files of a deleted certificate until they are gone too.

What happened to it (``audit_trail``) is written in the transaction of the change itself, under keys of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from device_ca.errors import (
    CaCertificateAlreadyExists,
    CaCertificateNotFound,
    CertificateRejected,
    PreconditionFailed,
    QuotaExceeded,
    StoreUnavailable,
)
from device_ca.model.audit_event import Origin, ca_certificate_deleted, ca_certificate_updated, ca_certificate_uploaded
from device_ca.model.ca_record import VERIFIED, CaRecord, RecordChange, Status
from device_ca.model.entity_tags import EntityTags
from device_ca.rules.admission_rules import ambiguous_issuer
from device_ca.rules.carry_over import judge_carry_over
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
    to_item,
    unmarshal,
    upload_key,
)
from device_ca.stores.file_store import StoredFile, record_files
from device_ca.stores.ledger import Ledger, ledger
from device_ca.stores.name_item import NameItem
from device_ca.stores.record_update import is_unchanged, record_update, require_trusted
from device_ca.stores.table import TRANSACTION_ATTEMPTS, Table, TransactionCancelled, table
from device_ca.stores.usage import UsageChange, usage_key

_DELETED_FILES_REMEMBERED = timedelta(days=30)


class RecordStore:
    """The CA certificates. Every method may raise ``StoreUnavailable``; ``tenant`` is always ``tenants.tenant_of``."""

    def __init__(self, table: Table, ledger: Ledger) -> None:
        self._table = table
        self._ledger = ledger

    def add(self, tenant: str, record: CaRecord, origin: Origin) -> CaRecord:
        """Put a new CA certificate into the registry.

        It enters as verified where possession of its key carries over to it. What that depends on is part of the
        transaction: the CA it carries from, the superior CA that signed it, and that no certificate of the key is
        disabled. So a change that comes in between is found, and everything judged anew.

        Returns:
            The record as it entered.

        Raises:
            CaCertificateAlreadyExists: The tenant has this certificate.
            CertificateRejected: The tenant has a CA of the same name and key identifier with another key.
            QuotaExceeded: The tenant has, or did today, as much as it may.
        """
        same_key, same_name = frozenset[str](), NameItem()
        for _ in range(TRANSACTION_ATTEMPTS):
            entering, trusted_ids = record, set[str]()
            if same_key:
                entering, trusted_ids = self._with_possession(tenant, record, same_key, origin.at)
            add_to_key = key_item.add_another if same_key else key_item.add_first
            actions = [
                _put_new(tenant, entering),
                add_to_key(tenant, entering),
                name_item.add(tenant, entering, same_name),
                *(require_trusted(tenant, id_) for id_ in trusted_ids),
            ]
            uploaded = ca_certificate_uploaded(entering, origin)
            try:
                self._ledger.write(tenant, uploaded, actions, usage=_usage_of_entering(entering))
            except TransactionCancelled as cancelled:
                if cancelled.failed(0):
                    raise CaCertificateAlreadyExists(record.id) from None
                if cancelled.failed(1):
                    same_key = _with_room_for_another(cancelled.items[1])
                if cancelled.failed(2):
                    same_name = _without_ambiguity(cancelled.items[2], record)
            else:
                return entering
        raise StoreUnavailable("The record store is too busy with this key.")

    def foretell(self, tenant: str, record: CaRecord, now: datetime) -> CaRecord:
        """Return the record as ``add`` would let it enter now; raise what ``add`` would raise. Nothing is stored."""
        keys = [
            ca_key(tenant, record.id),
            key_item.key_key(tenant, record.key_digest),
            name_item.name_key(tenant, record.subject_digest),
            usage_key(tenant),
        ]
        items = self._table.get_by_kind(keys)
        if "CA" in items:
            raise CaCertificateAlreadyExists(record.id)
        same_key = _with_room_for_another(items.get("KEY"))
        _without_ambiguity(items.get("NAME"), record)
        entering, _ = self._with_possession(tenant, record, same_key, now) if same_key else (record, None)
        self._ledger.require_room(items.get("USAGE"), _usage_of_entering(entering), today=now.date())
        return entering

    def ambiguous_with(self, tenant: str, record: CaRecord) -> str | None:
        """Return the id of the tenant's CA of the record's name and key identifier with another key, if any."""
        item = self._table.get(name_item.name_key(tenant, record.subject_digest))
        return NameItem.read(item).ambiguous_with(record)

    def _with_possession(
        self, tenant: str, record: CaRecord, same_key: AbstractSet[str], now: datetime
    ) -> tuple[CaRecord, set[str]]:
        """Judge whether possession carries over, by the certificates as they stand now.

        Returns:
            The record as it may enter, and the ids of the CAs that must still be trusted when it does.
        """
        superior_ids = {record.superior_ca_id} if record.superior_ca_id else set()
        items = self._table.get_all([ca_key(tenant, id_) for id_ in same_key | superior_ids])
        known = {ca.id: ca for ca in map(from_item, items)}
        judgement = judge_carry_over(
            record,
            same_key=[known[id_] for id_ in same_key if id_ in known],
            superior_ca=known.get(record.superior_ca_id or ""),
            now=now,
        )
        if judgement.source is None:
            return replace(record, warnings=record.warnings + judgement.obstacles), set()
        carried = replace(
            record, status=VERIFIED, verified_at=record.uploaded_at, possession_carried_from=judgement.source.id
        )
        return carried, {judgement.source.id} | superior_ids

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


def _with_room_for_another(item: Mapping[str, Any] | None) -> frozenset[str]:
    """Return the ids of the certificates of a key.

    Raises:
        QuotaExceeded: There are as many as there may be.
    """
    same_key = frozenset(unmarshal(item or {}).get("ids", ()))
    if len(same_key) >= key_item.MOST_CERTIFICATES_OF_A_KEY:
        raise QuotaExceeded("certificates_of_a_key", limit=key_item.MOST_CERTIFICATES_OF_A_KEY)
    return same_key


def _without_ambiguity(item: Mapping[str, Any] | None, record: CaRecord) -> NameItem:
    """Return who has the record's name.

    Raises:
        CertificateRejected: One of them could not be told from it.
        QuotaExceeded: There are as many as there may be.
    """
    same_name = NameItem.read(item)
    if other_id := same_name.ambiguous_with(record):
        raise CertificateRejected([ambiguous_issuer(record.subject, other_id)])
    if len(same_name.members) >= name_item.MOST_CERTIFICATES_OF_A_NAME:
        raise QuotaExceeded("certificates_of_a_name", limit=name_item.MOST_CERTIFICATES_OF_A_NAME)
    return same_name


def _usage_of_entering(record: CaRecord) -> UsageChange:
    return UsageChange(ca_certificates=1, verified_ca_certificates=int(record.status == VERIFIED))


def _put_new(tenant: str, record: CaRecord) -> Item:
    return {"Put": {"Item": to_item(tenant, record), "ConditionExpression": "attribute_not_exists(pk)"}}


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
