"""How a change of a CA certificate is written: one conditional action of a transaction."""

import re

from device_ca.errors import MalformedRequest
from device_ca.model.ca_record import RecordChange
from device_ca.model.entity_tags import EntityTags
from device_ca.stores.ca_item import Item, ca_key, marshal

# Counts on from 1, which a record written before there were revisions stands for.
NEXT_REVISION = "revision = if_not_exists(revision, :one) + :one"

_RECORD_TAG = re.compile(r'"([1-9]\d{0,8})-([0-9T:.+-]{32})"', re.ASCII)
# DynamoDB takes expressions of at most 4 KB.
_MOST_TAGS = 20


def is_revision(revision: int, value: str) -> str:
    """Return the condition that a record is at this revision, which stands in the expression's ``value``."""
    condition = f"revision = {value}"
    return f"({condition} OR attribute_not_exists(revision))" if revision == 1 else condition


def record_update(tenant: str, certificate_id: str, change: RecordChange, if_match: EntityTags | None) -> Item:
    """Return the action that changes a record in place, if it is there and in a state that ``if_match`` names.

    Raises:
        MalformedRequest: The condition lists more tags than one write can ask for.
    """
    assignments = [NEXT_REVISION]
    if change.enabled is not None:
        assignments.append("enabled = :enabled")
    if change.name is not None:
        assignments.append("#name = :name")
    expression = "SET " + ", ".join(assignments)
    if change.renames and change.name is None:
        expression += " REMOVE #name"
    condition, values = _condition(certificate_id, if_match)
    update: Item = {
        "Key": ca_key(tenant, certificate_id),
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeValues": marshal({":one": 1, ":enabled": change.enabled, ":name": change.name, **values}),
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if change.renames:
        update["ExpressionAttributeNames"] = {"#name": "name"}
    return {"Update": update}


def _condition(certificate_id: str, if_match: EntityTags | None) -> tuple[str, dict[str, str | int]]:
    """Return the condition that the record is there, in a state that one of the tags names, and its values."""
    if if_match is None or if_match.any:
        return "attribute_exists(pk)", {}
    states = [match.groups() for tag in if_match.tags if (match := _RECORD_TAG.fullmatch(tag))]
    if len(states) > _MOST_TAGS:
        raise MalformedRequest("entity_tags", count=len(states), most=_MOST_TAGS)
    conditions: list[str] = []
    values: dict[str, str | int] = {}
    for number, (revision, uploaded_at) in enumerate(states):
        conditions.append(f"(upload_key = :k{number} AND {is_revision(int(revision), f':r{number}')})")
        values |= {f":k{number}": f"{uploaded_at}#{certificate_id}", f":r{number}": int(revision)}
    # No item is without a key, so where no tag can be one of this certificate, the condition never holds.
    return " OR ".join(conditions) or "attribute_exists(pk) AND attribute_not_exists(pk)", values
