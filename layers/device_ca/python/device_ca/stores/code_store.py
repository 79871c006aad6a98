"""The verification codes, and the one write that consumes a code and makes its CA certificate verified.

A code stands in ``CODE#<id>`` with the TTL attribute ``expires_at``. DynamoDB deletes expired items days late, so the
time is checked wherever a code is used and the TTL is housekeeping.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import Any

from device_ca.errors import AlreadyVerified, StoreUnavailable, VerificationCodeInactive, VerificationCodeNotFound
from device_ca.model.audit_event import Origin, ca_certificate_verified, verification_code_generated
from device_ca.model.ca_record import PENDING, VERIFIED, CaRecord, ProofKind
from device_ca.model.verification_code import ReplacedCode, VerificationCode
from device_ca.stores import key_item
from device_ca.stores.ca_item import (
    Item,
    ca_key,
    code_key,
    from_item,
    marshal,
    status_upload_key,
    unmarshal,
    upload_key,
)
from device_ca.stores.file_store import StoredFile
from device_ca.stores.ledger import Ledger, ledger
from device_ca.stores.record_store import found_record
from device_ca.stores.record_update import is_revision
from device_ca.stores.table import TRANSACTION_ATTEMPTS, Table, TransactionCancelled, table
from device_ca.stores.usage import UsageChange

# Limits the history in a code's item; the 101st code starts it anew.
_REMEMBERED_CODES = 100


@dataclass(frozen=True, slots=True)
class IssuedCodes:
    """The newest code of a certificate, which may have expired, and the ones before it."""

    newest: VerificationCode
    replaced: tuple[ReplacedCode, ...]


class CodeStore:
    """The codes. Every method may raise ``StoreUnavailable``; ``tenant`` is always ``tenants.tenant_of``."""

    def __init__(self, table: Table, ledger: Ledger) -> None:
        self._table = table
        self._ledger = ledger

    def put(self, tenant: str, certificate_id: str, code: VerificationCode, origin: Origin) -> None:
        """Make ``code`` the only one that is active; the one before is remembered as replaced.

        Raises:
            CaCertificateNotFound: The tenant has no certificate of that id.
            AlreadyVerified: The certificate is verified.
            QuotaExceeded: The tenant did as much today as it may.
        """
        pending = _require_pending(tenant, certificate_id)
        generated = verification_code_generated(certificate_id, code, origin)
        # Start the history anew only where it is full.
        for keep_history in (True, False):
            put_code = _put_code(tenant, certificate_id, code, keep_history=keep_history)
            try:
                self._ledger.write(tenant, generated, [pending, put_code])
            except TransactionCancelled as cancelled:
                _refuse_unless_pending(cancelled)
            else:
                return
        raise StoreUnavailable("The record store is too busy with this certificate.")

    def get(self, tenant: str, certificate_id: str) -> tuple[CaRecord, IssuedCodes | None]:
        """Return a CA certificate and the codes made for it; None where there are none.

        Raises:
            CaCertificateNotFound: The tenant has no certificate of that id.
        """
        items = self._table.get_by_kind([ca_key(tenant, certificate_id), code_key(tenant, certificate_id)])
        record = found_record(items.get("CA"))
        return record, _issued_codes(unmarshal(items["CODE"])) if "CODE" in items else None

    def active(self, tenant: str, certificate_id: str, *, now: datetime) -> VerificationCode:
        """Return the code that is active at ``now``.

        Raises:
            CaCertificateNotFound: The tenant has no certificate of that id.
            VerificationCodeNotFound: No code is active.
        """
        _, issued = self.get(tenant, certificate_id)
        if issued is None or not issued.newest.is_active(now):
            raise VerificationCodeNotFound
        return issued.newest

    def consume(
        self, tenant: str, record: CaRecord, code: str, proof: StoredFile, proof_kind: ProofKind, origin: Origin
    ) -> CaRecord:
        """Consume the code and make the CA certificate verified, both or neither.

        Returns:
            The record, now verified.

        Raises:
            CaCertificateNotFound: The certificate was deleted meanwhile.
            AlreadyVerified: Another proof came first.
            QuotaExceeded: The tenant has as many verified CAs, or did as much today, as it may.
            VerificationCodeInactive: The code was replaced, or has expired, or the certificate was uploaded anew.
        """
        consume_code: Item = {
            "Delete": {
                "Key": code_key(tenant, record.id),
                "ConditionExpression": "code = :code AND expires_at > :now",
                "ExpressionAttributeValues": marshal({":code": code, ":now": int(origin.at.timestamp())}),
            }
        }
        for _ in range(TRANSACTION_ATTEMPTS):
            verified = replace(
                record,
                status=VERIFIED,
                verified_at=origin.at,
                proof_version=proof.version,
                proof_kind=proof_kind,
                revision=record.revision + 1,
            )
            actions = [
                _set_verified(tenant, verified),
                consume_code,
                key_item.add_verified(tenant, verified),
            ]
            usage = UsageChange(verified_ca_certificates=1)
            try:
                self._ledger.write(tenant, ca_certificate_verified(verified, origin), actions, usage=usage)
            except TransactionCancelled as cancelled:
                _refuse_unless_pending(cancelled)
                current = from_item(cancelled.items[0]) if cancelled.items[0] else record
                if current.revision == record.revision or current.file_version != record.file_version:
                    raise VerificationCodeInactive("replaced") from None
                # Enabled, disabled or named meanwhile, which does not concern the proof.
                record = current
            else:
                return verified
        raise StoreUnavailable("The record store is too busy with this certificate.")


def _require_pending(tenant: str, certificate_id: str) -> Item:
    return {
        "ConditionCheck": {
            "Key": ca_key(tenant, certificate_id),
            "ConditionExpression": "#status = :pending",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": marshal({":pending": PENDING}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def _refuse_unless_pending(cancelled: TransactionCancelled) -> None:
    """Say why a transaction failed whose first action asks for a certificate that is pending.

    Raises:
        CaCertificateNotFound: There is no such certificate.
        AlreadyVerified: It is verified.
    """
    if not cancelled.failed(0):
        return
    item = cancelled.items[0]
    if found_record(item).status == VERIFIED:
        raise AlreadyVerified


def _put_code(tenant: str, certificate_id: str, code: VerificationCode, *, keep_history: bool) -> Item:
    generated_at = code.generated_at.isoformat()
    values: dict[str, Any] = {
        ":code": code.code,
        ":generated_at": generated_at,
        ":expires_at": int(code.expires_at.timestamp()),
        ":issued": [{"code": code.code, "generated_at": generated_at}],
    }
    update: Item = {
        "Key": code_key(tenant, certificate_id),
        "UpdateExpression": "SET code = :code, generated_at = :generated_at, expires_at = :expires_at, issued_codes = ",
    }
    if keep_history:
        update["UpdateExpression"] += "list_append(if_not_exists(issued_codes, :none), :issued)"
        update["ConditionExpression"] = "attribute_not_exists(issued_codes) OR size(issued_codes) < :remembered"
        values |= {":none": [], ":remembered": _REMEMBERED_CODES}
    else:
        update["UpdateExpression"] += ":issued"
    return {"Update": update | {"ExpressionAttributeValues": marshal(values)}}


def _set_verified(tenant: str, verified: CaRecord) -> Item:
    values = {
        ":pending": PENDING,
        ":verified": VERIFIED,
        ":file_version": verified.file_version,
        ":status_upload_key": status_upload_key(VERIFIED, upload_key(verified)),
        ":verified_at": verified.verified_at and verified.verified_at.isoformat(),
        ":proof_version": verified.proof_version,
        ":proof_kind": verified.proof_kind,
        ":revision": verified.revision,
        ":read_revision": verified.revision - 1,
    }
    return {
        "Update": {
            "Key": ca_key(tenant, verified.id),
            "ConditionExpression": (
                "#status = :pending AND file_version = :file_version"
                f" AND {is_revision(verified.revision - 1, ':read_revision')}"
            ),
            "UpdateExpression": (
                "SET #status = :verified, status_upload_key = :status_upload_key,"
                " verified_at = :verified_at, proof_version = :proof_version, proof_kind = :proof_kind,"
                " revision = :revision"
            ),
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": marshal(values),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def _issued_codes(values: Mapping[str, Any]) -> IssuedCodes:
    issued = [(entry["code"], datetime.fromisoformat(entry["generated_at"])) for entry in values["issued_codes"]]
    newest = VerificationCode(
        code=values["code"],
        generated_at=datetime.fromisoformat(values["generated_at"]),
        expires_at=datetime.fromtimestamp(values["expires_at"], tz=UTC),
    )
    return IssuedCodes(newest, tuple(ReplacedCode(old[0], new[1]) for old, new in pairwise(issued)))


@cache
def code_store() -> CodeStore:
    """Return the process's code store."""
    return CodeStore(table(), ledger())
