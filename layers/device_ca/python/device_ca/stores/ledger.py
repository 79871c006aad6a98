"""The ledger: one transaction writes a change, its audit event and its counts."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from device_ca.errors import StoreUnavailable
from device_ca.model.audit_event import AuditEvent
from device_ca.settings import Quotas, settings
from device_ca.stores.audit_trail import AuditTrail, audit_trail
from device_ca.stores.ca_item import Item
from device_ca.stores.table import TRANSACTION_ATTEMPTS, Table, TransactionCancelled, table
from device_ca.stores.usage import UsageChange, begins_day, usage_update

_NOTHING = UsageChange()


class Ledger:
    """The changes of callers, within their quotas."""

    def __init__(self, table: Table, trail: AuditTrail, quotas: Quotas) -> None:
        self._table = table
        self._trail = trail
        self._quotas = quotas

    def write(
        self, tenant: str, event: AuditEvent, actions: Sequence[Item] = (), *, usage: UsageChange = _NOTHING
    ) -> None:
        """Carry out the actions of a change, or none.

        Args:
            tenant: Whose change.
            event: What tells of it.
            actions: What changes; none where the event tells of no change of state.
            usage: What it counts, beside the event.

        Raises:
            QuotaExceeded: The tenant has, or did today, as much as it may.
            StoreUnavailable: The table did not answer.
            TransactionCancelled: A condition of the actions did not hold; its reasons stand in their order.
        """
        today, is_first = event.at.date(), False
        for _ in range(TRANSACTION_ATTEMPTS):
            counting = usage_update(tenant, usage, self._quotas, today=today, begins_day=is_first)
            try:
                self._table.transact([*actions, self._trail.addition(tenant, event), counting])
            except TransactionCancelled as cancelled:
                if any(cancelled.failed(number) for number in range(len(actions))):
                    raise
                is_first = begins_day(cancelled.items[-1], usage, self._quotas, today=today)
            else:
                return
        raise StoreUnavailable("The record store is too busy with this tenant.")

    def require_room(self, item: Mapping[str, Any] | None, usage: UsageChange, *, today: date) -> None:
        """Check a change that is not written against the quotas; ``item`` is the tenant's ``USAGE``.

        Raises:
            QuotaExceeded: The tenant has, or did today, as much as it may.
        """
        begins_day(item, usage, self._quotas, today=today)


@cache
def ledger() -> Ledger:
    """Return the process's ledger."""
    return Ledger(table(), audit_trail(), settings().quotas)
