"""The revocation lists in the records of their CAs, each put there by one conditional write; their bytes are files."""

from dataclasses import replace
from functools import cache

from device_ca.errors import NotVerified, RevocationListNotFound, RevocationListRejected, StoreUnavailable
from device_ca.model.audit_event import Origin, revocation_list_deleted, revocation_list_updated
from device_ca.model.ca_record import VERIFIED, CaRecord
from device_ca.model.entity_tags import EntityTags
from device_ca.model.revocation_list import RevocationListRecord
from device_ca.rules.revocation_list_rules import number_not_higher
from device_ca.stores.file_store import StoredFile, crl_key
from device_ca.stores.ledger import Ledger, ledger
from device_ca.stores.record_store import RecordStore, record_store, require_match
from device_ca.stores.record_update import crl_update
from device_ca.stores.table import TRANSACTION_ATTEMPTS, TransactionCancelled
from device_ca.stores.usage import UsageChange


class RevocationListStore:
    """The lists. Every method may raise ``StoreUnavailable``; ``tenant`` is always ``tenants.tenant_of``."""

    def __init__(self, records: RecordStore, ledger: Ledger) -> None:
        self._records = records
        self._ledger = ledger

    def verified_ca(self, tenant: str, certificate_id: str, if_match: EntityTags | None) -> CaRecord:
        """Return a CA that may have a list: one whose key its owner has proven, enabled or not.

        Raises:
            CaCertificateNotFound: The tenant has none of that id.
            PreconditionFailed: It is not in the state that ``if_match`` names.
            NotVerified: Possession of its key is not proven.
        """
        record = self._records.get(tenant, certificate_id)
        require_match(record, if_match)
        if record.status != VERIFIED:
            raise NotVerified("crl")
        return record

    def put(
        self,
        tenant: str,
        record: CaRecord,
        crl: RevocationListRecord,
        origin: Origin,
        *,
        if_match: EntityTags | None = None,
    ) -> CaRecord:
        """Replace the last list by one that was accepted, if its number is higher than that of the list there by then.

        Args:
            tenant: Whose CA.
            record: The CA as it was read.
            crl: Its new list.
            origin: Where the change comes from.
            if_match: The states that the CA may be in.

        Returns:
            The record as it stands afterwards.

        Raises:
            RevocationListRejected: A list with this number or a higher one came first.
            CaCertificateNotFound, NotVerified, PreconditionFailed: As of ``verified_ca``; the CA has changed meanwhile.
        """
        for _ in range(TRANSACTION_ATTEMPTS):
            changed = replace(record, crl=crl, revision=record.revision + 1)
            # No quota holds up who keeps devices out; and nobody can make lists without the CA's key.
            usage = UsageChange(is_limited=False)
            event = revocation_list_updated(record.id, crl, origin)
            try:
                self._ledger.write(tenant, event, [crl_update(tenant, record, crl)], usage=usage)
            except TransactionCancelled:
                record = self.verified_ca(tenant, record.id, if_match)
                refusal = number_not_higher(crl.number, record)
                if refusal:
                    raise RevocationListRejected([refusal]) from None
            else:
                return changed
        raise StoreUnavailable("The record store is too busy with this certificate.")

    def delete(
        self, tenant: str, certificate_id: str, origin: Origin, *, if_match: EntityTags | None = None
    ) -> StoredFile:
        """Take the list out of a CA's record; its number is forgotten with it.

        Returns:
            The file to delete.

        Raises:
            CaCertificateNotFound: The tenant has no CA of that id.
            PreconditionFailed: It is not in the state that ``if_match`` names.
            RevocationListNotFound: It has no list.
            QuotaExceeded: The tenant did as much today as it may.
        """
        for _ in range(TRANSACTION_ATTEMPTS):
            record = self._records.get(tenant, certificate_id)
            require_match(record, if_match)
            if record.crl is None:
                raise RevocationListNotFound
            event = revocation_list_deleted(record.id, record.crl, origin)
            try:
                self._ledger.write(tenant, event, [crl_update(tenant, record, None)])
            except TransactionCancelled:
                continue
            return StoredFile(crl_key(tenant, record.id), record.crl.version)
        raise StoreUnavailable("The record store is too busy with this certificate.")


@cache
def revocation_list_store() -> RevocationListStore:
    """Return the process's store of revocation lists."""
    return RevocationListStore(record_store(), ledger())
