"""Reads of several CA certificates of a tenant at once, as trust anchors."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cache
from typing import Any

from device_ca.model.ca_record import VERIFIED, CaRecord
from device_ca.model.trust_anchor import TrustAnchor
from device_ca.stores.ca_item import (
    Item,
    from_item,
    marshal,
    of_subject,
    read_crl,
    status_upload_key,
    tenant_key,
    unmarshal,
)
from device_ca.stores.table import Table, table

_OF_A_TRUST_ANCHOR = "sk, der, enabled, not_after, subject_key, key_digest, crl"


class TrustAnchors:
    """The reads. Each may raise ``StoreUnavailable``; ``tenant`` is always ``tenants.tenant_of``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def verified(self, tenant: str) -> Iterator[CaRecord]:
        """Read the tenant's verified CAs, oldest upload first, strongly consistent."""
        return map(from_item, self._read_verified(tenant))

    def verified_certificates(self, tenant: str) -> Iterator[TrustAnchor]:
        """Read what the files of the trust store and of its lists need of the verified CAs, oldest upload first.

        The read is strongly consistent. However many there are, no more than a page of them (1 MB) is held at once.
        """
        for item in self._read_verified(tenant, ProjectionExpression=_OF_A_TRUST_ANCHOR):
            values = unmarshal(item)
            yield TrustAnchor(
                id=values["sk"].removeprefix("CA#"),
                # A record has no certificate where it was written before all had to fit.
                der=values.get("der", b""),
                # Records written before this existed have none.
                enabled=values.get("enabled") is not False,
                not_after=datetime.fromisoformat(values["not_after"]),
                # Records written before it existed have no digest of their key.
                name_and_key=f"{values['subject_key']}#{values.get('key_digest') or values['sk']}",
                crl=read_crl(values),
            )

    def _read_verified(self, tenant: str, **query: Any) -> Iterator[Item]:
        return self._table.query_all(
            IndexName="by_status",
            KeyConditionExpression="pk = :pk AND begins_with(status_upload_key, :status)",
            ExpressionAttributeValues=marshal({":pk": tenant_key(tenant), ":status": status_upload_key(VERIFIED, "")}),
            **query,
        )

    def of_subjects(self, tenant: str, subject_digests: AbstractSet[str]) -> list[CaRecord]:
        """Return the tenant's CAs of any of these subjects, in whatever state, by one query a subject.

        ``LONGEST_CHAIN`` bounds the subjects that a caller can ask for, ``MOST_CERTIFICATES_OF_A_NAME`` what each has.
        """
        queries = [of_subject(tenant, digest) for digest in sorted(subject_digests)]
        return [from_item(item) for query in queries for item in self._table.query_all(**query)]


@cache
def trust_anchors() -> TrustAnchors:
    """Return the process's trust anchors."""
    return TrustAnchors(table())
