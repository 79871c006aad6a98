"""The tenants' CA certificates as trust anchors: the reads that ask for several of them at once."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from device_ca.model.ca_record import VERIFIED, CaRecord
from device_ca.model.trust_anchor import TrustAnchor
from device_ca.stores.ca_item import Item, from_item, marshal, status_upload_key, tenant_key, unmarshal
from device_ca.stores.file_store import FileStore, file_store, record_files
from device_ca.stores.table import Table, table


class TrustAnchors:
    """The reads. Each may raise ``StoreUnavailable``; ``tenant`` is always ``tenants.tenant_of``."""

    def __init__(self, table: Table, files: Callable[[], FileStore]) -> None:
        self._table = table
        self._files = files

    def verified(self, tenant: str) -> Iterator[CaRecord]:
        """Read the tenant's verified CAs, oldest upload first, strongly consistent."""
        return map(from_item, self._read_verified(tenant))

    def verified_certificates(self, tenant: str) -> Iterator[TrustAnchor]:
        """Read what the trust store's file needs of the tenant's verified CAs, oldest upload first.

        The read is strongly consistent. However many there are, no more than a page of them (1 MB) is held at once.
        """
        for item in self._read_verified(tenant, ProjectionExpression="sk, der, enabled, not_after"):
            values = unmarshal(item)
            yield TrustAnchor(
                id=values["sk"].removeprefix("CA#"),
                # A record has no certificate where it was written before all had to fit.
                der=values.get("der", b""),
                # Records written before this existed have none.
                enabled=values.get("enabled") is not False,
                not_after=datetime.fromisoformat(values["not_after"]),
            )

    def _read_verified(self, tenant: str, **query: Any) -> Iterator[Item]:
        return self._table.query_all(
            IndexName="by_status",
            KeyConditionExpression="pk = :pk AND begins_with(status_upload_key, :status)",
            ExpressionAttributeValues=marshal({":pk": tenant_key(tenant), ":status": status_upload_key(VERIFIED, "")}),
            **query,
        )

    def of_subjects(self, tenant: str, subject_keys: AbstractSet[str]) -> list[CaRecord]:
        """Return the tenant's CAs of any of these subjects, in whatever state, in one read.

        A query of an index takes one key or one range. One subject is read by its key; several are picked from the
        range that they span, which reads more than it returns but asks once.
        """
        keys = sorted(subject_keys)
        query = {
            "IndexName": "by_subject",
            "KeyConditionExpression": "pk = :pk AND subject_key BETWEEN :first AND :last",
        }
        values = {":pk": tenant_key(tenant), ":first": keys[0], ":last": keys[-1]}
        if len(keys) > 1:
            names = {f":subject{number}": key for number, key in enumerate(keys)}
            query["FilterExpression"] = f"subject_key IN ({', '.join(names)})"
            values |= names
        items = self._table.query_all(**query, ExpressionAttributeValues=marshal(values))
        return [self._whole(tenant, from_item(item)) for item in items]

    def _whole(self, tenant: str, record: CaRecord) -> CaRecord:
        """Fetch the certificate from its file where it is too long for the record."""
        if record.der:
            return record
        # Such certificates are rare, and reading files is not what these functions are for.
        from device_ca.certificates.uploaded_file import read_certificate_file  # noqa: PLC0415

        certificate = read_certificate_file(self._files().get(record_files(tenant, record)[0])).certificate
        return replace(record, der=certificate.der) if certificate else record


@cache
def trust_anchors() -> TrustAnchors:
    """Return the process's trust anchors."""
    # Few certificates are only in their files, so the client of the bucket is not made until one is.
    return TrustAnchors(table(), file_store)
