"""The checker of requests refuses what Amazon documents as refused, and takes the good ones."""

from typing import Any

import pytest

from tests.support.dynamodb_items import faults_of_item
from tests.support.dynamodb_requests import faults_of

KEY = {"pk": {"S": "TENANT#acme"}, "sk": {"S": "CA#1"}}
QUERY: dict[str, Any] = {
    "IndexName": "by_upload",
    "KeyConditionExpression": "pk = :pk",
    "ExpressionAttributeValues": {":pk": KEY["pk"]},
}
UPDATE = {
    "Key": KEY,
    "UpdateExpression": "SET #name = :name, n = if_not_exists(n, :one) + :one REMOVE code",
    "ConditionExpression": "attribute_exists(pk) AND (n = :one OR size(codes) < :one)",
    "ExpressionAttributeNames": {"#name": "name"},
    "ExpressionAttributeValues": {":name": {"S": ""}, ":one": {"N": "1"}},
}


def _put(**attributes: Any) -> dict[str, Any]:
    return {"Put": {"Item": {**KEY, **attributes}}}


def _numbered(count: int) -> list[dict[str, Any]]:
    return [{"Delete": {"Key": {**KEY, "sk": {"S": f"CA#{number}"}}}} for number in range(count)]


def _update(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**UPDATE, **changes}.items() if value is not None}


GOOD: list[tuple[str, dict[str, Any]]] = [
    ("Query", QUERY),
    ("Query", {**QUERY, "FilterExpression": "sk = :pk"}),
    ("Query", {**QUERY, "ExclusiveStartKey": {**KEY, "upload_key": {"S": "x"}}}),
    ("UpdateItem", UPDATE),
    ("TransactWriteItems", {"TransactItems": [*_numbered(99), _put(sk={"S": "x"})]}),
    ("BatchGetItem", {"RequestItems": {"table": {"Keys": [action["Delete"]["Key"] for action in _numbered(100)]}}}),
    ("PutItem", {"Item": {**KEY, "der": {"B": bytes(409_000)}}}),
    ("DescribeTable", {}),
]


@pytest.mark.parametrize(("operation", "parameters"), GOOD)
def test_good_requests(operation: str, parameters: dict[str, Any]) -> None:
    assert faults_of(operation, parameters) == []


_TWO_KEYS = {":pk": KEY["pk"], ":k": {"S": "x"}}
REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "a key attribute in a filter": (
        "Query",
        {**QUERY, "FilterExpression": "upload_key IN (:k)", "ExpressionAttributeValues": _TWO_KEYS},
    ),
    "a key attribute in a filter, by another name": (
        "Query",
        {**QUERY, "FilterExpression": "#k = :pk", "ExpressionAttributeNames": {"#k": "upload_key"}},
    ),
    "a key condition on what is no key": (
        "Query",
        {**QUERY, "KeyConditionExpression": "pk = :pk AND sk = :k", "ExpressionAttributeValues": _TWO_KEYS},
    ),
    "a key condition without partition": ("Query", {**QUERY, "KeyConditionExpression": "upload_key = :pk"}),
    "a range upside down": (
        "Query",
        {
            **QUERY,
            "KeyConditionExpression": "pk = :pk AND upload_key BETWEEN :b AND :a",
            "ExpressionAttributeValues": {":pk": KEY["pk"], ":a": {"S": "a"}, ":b": {"S": "b"}},
        },
    ),
    "a global index read consistently": (
        "Query",
        {
            "IndexName": "by_expiry",
            "ConsistentRead": True,
            "KeyConditionExpression": "not_after_date = :d",
            "ExpressionAttributeValues": {":d": {"S": "2000-01-01"}},
        },
    ),
    "an index that is none": ("Query", {**QUERY, "IndexName": "by_name"}),
    "a start that is no key of the index": ("Query", {**QUERY, "ExclusiveStartKey": KEY}),
    "a limit of none": ("Query", {**QUERY, "Limit": 0}),
    "a value that is not used": ("Query", {**QUERY, "ExpressionAttributeValues": _TWO_KEYS}),
    "a value that is not there": ("Query", {**QUERY, "KeyConditionExpression": "pk = :pk AND upload_key = :k"}),
    "no values, and given": ("UpdateItem", {"Key": KEY, "ExpressionAttributeValues": {}}),
    "a name that is not used": ("UpdateItem", _update(UpdateExpression="SET n = :name")),
    "a name that is not there": ("UpdateItem", _update(ExpressionAttributeNames=None)),
    "a reserved word": (
        "UpdateItem",
        _update(UpdateExpression="SET status = :name", ConditionExpression="n = :one", ExpressionAttributeNames=None),
    ),
    "an expression of more than 4 KB": (
        "UpdateItem",
        _update(ConditionExpression=" OR ".join(["attribute_exists(certificate)"] * 130) + " AND n = :one"),
    ),
    "more than 300 operators": (
        "UpdateItem",
        _update(ConditionExpression=" OR ".join(["a=:one"] * 151)),
    ),
    "more than 100 operands": (
        "UpdateItem",
        _update(ConditionExpression=f"a IN ({', '.join([':one'] * 101)})"),
    ),
    "an update of the key": ("UpdateItem", _update(UpdateExpression="SET sk = :name, #name = :name")),
    "an update of one path twice": ("UpdateItem", _update(UpdateExpression="SET #name = :name, #name = :one")),
    "a condition check without condition": (
        "TransactWriteItems",
        {"TransactItems": [{"ConditionCheck": {"Key": KEY}}]},
    ),
    "101 actions": ("TransactWriteItems", {"TransactItems": _numbered(101)}),
    "two actions on one item": ("TransactWriteItems", {"TransactItems": [_put(), {"Delete": {"Key": KEY}}]}),
    "a transaction of more than 4 MB": (
        "TransactWriteItems",
        {"TransactItems": [_put(sk={"S": str(number)}, x={"B": bytes(400_000)}) for number in range(11)]},
    ),
    "101 keys": (
        "BatchGetItem",
        {"RequestItems": {"table": {"Keys": [action["Delete"]["Key"] for action in _numbered(101)]}}},
    ),
    "one key twice": ("BatchGetItem", {"RequestItems": {"table": {"Keys": [KEY, KEY]}}}),
    "an empty key": ("GetItem", {"Key": {**KEY, "sk": {"S": ""}}}),
    "a partition key of 2,049 bytes": ("GetItem", {"Key": {**KEY, "pk": {"S": "x" * 2049}}}),
    "a sort key of 1,025 bytes": ("GetItem", {"Key": {**KEY, "sk": {"S": "\u00e9" * 513}}}),
    "a key of other attributes": ("GetItem", {"Key": {"pk": KEY["pk"]}}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_requests(case: str) -> None:
    assert len(faults_of(*REFUSED[case])) == 1


@pytest.mark.parametrize(
    "attributes",
    [
        {"upload_key": {"S": ""}},
        {"upload_key": {"S": "x" * 1025}},
        {"not_after_date": {"N": "1"}},
        {"x": {"B": bytes(410_000)}},
        {
            "x": {"B": bytes(103_000)},
            "upload_key": {"S": "a"},
            "status_upload_key": {"S": "a"},
            "subject_key": {"S": "a"},
        },
        {"x": {"SS": []}},
        {"x": {"SS": ["a", "a"]}},
        {"x": {"N": "1" * 39}},
        {"x": {"L": [{"S": "a", "N": "1"}]}},
    ],
)
def test_refused_items(attributes: dict[str, Any]) -> None:
    assert len(list(faults_of_item({**KEY, **attributes}))) == 1
