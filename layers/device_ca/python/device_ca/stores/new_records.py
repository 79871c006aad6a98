"""How a CA certificate enters the registry: what it depends on is part of the transaction that adds its record."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from device_ca.errors import CaCertificateAlreadyExists, CertificateRejected, QuotaExceeded, StoreUnavailable
from device_ca.model.audit_event import Origin, ca_certificate_uploaded
from device_ca.model.ca_record import VERIFIED, CaRecord
from device_ca.rules.admission_rules import ambiguous_issuer
from device_ca.rules.carry_over import judge_carry_over
from device_ca.stores import key_item, name_item
from device_ca.stores.ca_item import Item, ca_key, from_item, to_item, unmarshal
from device_ca.stores.ledger import Ledger, ledger
from device_ca.stores.name_item import NameItem
from device_ca.stores.record_update import require_trusted
from device_ca.stores.table import TRANSACTION_ATTEMPTS, Table, TransactionCancelled, table
from device_ca.stores.usage import UsageChange, usage_key


class NewRecords:
    """The way in. Every method may raise ``StoreUnavailable``; ``tenant`` is always ``tenants.tenant_of``."""

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


@cache
def new_records() -> NewRecords:
    """Return the process's way in."""
    return NewRecords(table(), ledger())
