"""The certificates of a name: the item ``NAME#<digest of a subject>``, a set of the tenant's certificates of it.

Each stands there as ``<id>#<digest of its Subject Key Identifier>#<digest of its key>``, so that two CAs which OpenSSL
could not tell apart are found before the second enters. ``changes`` counts what came and went: a certificate enters
only while the set is as it was when the certificate was judged.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple, Self

from device_ca.model.ca_record import CaRecord
from device_ca.stores.ca_item import Item, marshal, tenant_key, unmarshal

MOST_CERTIFICATES_OF_A_NAME = 50
"""Limits the item, and what a search for the issuers of a certificate has to read."""


class NameItem(NamedTuple):
    """The item as it was read; empty by default.

    Attributes:
        members: who has the name.
        changes: how often that has changed.
    """

    members: frozenset[str] = frozenset()
    changes: int = 0

    @classmethod
    def read(cls, item: Mapping[str, Any] | None) -> Self:
        """Read what the table holds."""
        values = unmarshal(item or {})
        return cls(frozenset(values.get("members", ())), values.get("changes", 0))

    def ambiguous_with(self, record: CaRecord) -> str | None:
        """Return the id of a CA with the record's name and key identifier and another key; None where there is none."""
        own = _member(record).split("#")
        others = sorted(member.split("#") for member in self.members)
        return next((id_ for id_, identifier, key in others if identifier == own[1] and key != own[2]), None)


def name_key(tenant: str, subject_digest: str) -> Item:
    """Return the item's key."""
    return marshal({"pk": tenant_key(tenant), "sk": f"NAME#{subject_digest}"})


def add(tenant: str, record: CaRecord, known: NameItem) -> Item:
    """Return the action that adds a certificate to its name, where that is as it is known."""
    condition = "changes = :changes" if known.changes else "attribute_not_exists(changes)"
    values = {":one": 1, ":members": {_member(record)}} | ({":changes": known.changes} if known.changes else {})
    return {
        "Update": {
            "Key": name_key(tenant, record.subject_digest),
            "UpdateExpression": "ADD members :members, changes :one",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": marshal(values),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def remove(tenant: str, record: CaRecord) -> Item:
    """Return the action that forgets a certificate of its name."""
    return {
        "Update": {
            "Key": name_key(tenant, record.subject_digest),
            "UpdateExpression": "DELETE members :members ADD changes :one",
            "ExpressionAttributeValues": marshal({":one": 1, ":members": {_member(record)}}),
        }
    }


def _member(record: CaRecord) -> str:
    identifier = sha256((record.subject_key_identifier or "").encode()).hexdigest()
    return f"{record.id}#{identifier}#{record.key_digest}"
