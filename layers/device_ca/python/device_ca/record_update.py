"""The one conditional write that changes a CA certificate's record."""

import re

from device_ca.ca_item import Item, ca_key, marshal
from device_ca.entity_tag import EntityTags
from device_ca.errors import MalformedRequest
from device_ca.record_change import RecordChange

# Counts on from 1, which a record written before there were revisions stands for.
NEXT_REVISION = "revision = if_not_exists(revision, :one) + :one"
IS_REVISION = "(revision = :revision OR (attribute_not_exists(revision) AND :revision = :one))"

_RECORD_TAG = re.compile(r'"([1-9]\d{0,8})-([0-9T:.+-]{32})"', re.ASCII)
# DynamoDB takes expressions of at most 4 KB.
_MOST_TAGS = 20


def record_update(tenant: str, certificate_id: str, change: RecordChange, if_match: EntityTags | None) -> Item:
    """Return the parameters of ``UpdateItem``.

    Raises:
        MalformedRequest: The condition lists more tags than one write can ask for.
    """
    names = {"#name": "name"} if change.renames else {}
    values: Item = marshal({":one": 1, ":enabled": change.enabled, ":name": change.name})
    assignments = [NEXT_REVISION]
    if change.enabled is not None:
        assignments.append("enabled = :enabled")
    if change.name is not None:
        assignments.append("#name = :name")
    expression = "SET " + ", ".join(assignments)
    if change.renames and change.name is None:
        expression += " REMOVE #name"
    condition = "attribute_exists(pk)"
    if if_match and not if_match.any:
        states, state_values = _one_of_states(certificate_id, if_match)
        condition += f" AND ({states})"
        values |= state_values
    update: Item = {
        "Key": ca_key(tenant, certificate_id),
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeValues": values,
    }
    return update | ({"ExpressionAttributeNames": names} if names else {})


def _one_of_states(certificate_id: str, if_match: EntityTags) -> tuple[str, Item]:
    """Return the condition that the record is in a state that one of the tags names, and its values."""
    states = [match.groups() for tag in if_match.tags if (match := _RECORD_TAG.fullmatch(tag))]
    if len(states) > _MOST_TAGS:
        raise MalformedRequest(f"If-Match lists {len(states)} tags; at most {_MOST_TAGS} are taken.")
    conditions: list[str] = []
    values: dict[str, str | int] = {}
    for number, (revision, uploaded_at) in enumerate(states):
        is_first = " OR attribute_not_exists(revision)" if revision == "1" else ""
        conditions.append(f"(upload_key = :k{number} AND (revision = :r{number}{is_first}))")
        values |= {f":k{number}": f"{uploaded_at}#{certificate_id}", f":r{number}": int(revision)}
    # No record is without a key, so this never holds.
    return " OR ".join(conditions) or "attribute_not_exists(pk)", marshal(values)
