"""What DynamoDB refuses and emulators let pass, by what Amazon documents.

Developer Guide: "Constraints in Amazon DynamoDB", "Reserved words", "Expressions", "Filter expressions for the Query
operation". API Reference: BatchGetItem, Query, TransactWriteItems, UpdateItem.
Sizes are in bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from tests.support.dynamodb_items import (
    GLOBAL_INDEXES,
    LOCAL_INDEXES,
    faults_of_item,
    faults_of_key_values,
    faults_of_value,
    key_attributes,
    size_of_item,
    size_of_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

type Parameters = Mapping[str, Any]

_LONGEST_EXPRESSION = 4096
_LONGEST_SUBSTITUTE = 255
_LONGEST_SUBSTITUTIONS = 2 * 1024 * 1024
_MOST_OPERATORS = 300
_MOST_OPERANDS_OF_IN = 100
_MOST_IN_A_BATCH = 100
_MOST_ACTIONS = 100
_LONGEST_TRANSACTION = 4 * 1024 * 1024

_EXPRESSIONS = (
    "KeyConditionExpression",
    "FilterExpression",
    "ConditionExpression",
    "UpdateExpression",
    "ProjectionExpression",
)
_TOKEN = re.compile(r"[#:]\w+|\w+|<>|<=|>=|[=<>+\-(),.\[\]]|\S")
_CLAUSES = {"SET", "REMOVE", "ADD", "DELETE"}
_WORD_OPERATORS = {"AND", "OR", "NOT", "BETWEEN", "IN"}
_SIGNS = {"=", "<>", "<", "<=", ">", ">=", "+", "-"}


def faults_of(operation: str, parameters: Parameters) -> list[str]:
    """Return what DynamoDB would refuse in a request to the template's table, each as one sentence; empty if nothing.

    Args:
        operation: The API's name of it, such as ``TransactWriteItems``.
        parameters: As they are given to the SDK.
    """
    return [f"{operation}: {fault}" for fault in _faults(operation, parameters)]


def _faults(operation: str, parameters: Parameters) -> Iterator[str]:
    match operation:
        case "BatchGetItem":
            for request in parameters["RequestItems"].values():
                keys = request["Keys"]
                if not 1 <= len(keys) <= _MOST_IN_A_BATCH:
                    yield f"it asks for {len(keys)} items"
                yield from _duplicates(keys)
                yield from _faults_of_an_action(request)
                for key in keys:
                    yield from _faults_of_a_key(key)
        case "TransactWriteItems":
            yield from _faults_of_a_transaction(parameters)
        case "Query":
            yield from _faults_of_a_query(parameters)
        case "Scan" | "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem":
            yield from _faults_of_an_action(parameters)


def _faults_of_a_transaction(parameters: Parameters) -> Iterator[str]:
    actions = [action for entry in parameters["TransactItems"] for action in entry.values()]
    if not 1 <= len(actions) <= _MOST_ACTIONS:
        yield f"it has {len(actions)} actions"
    if not all(len(entry) == 1 for entry in parameters["TransactItems"]):
        yield "an entry has more than one action"
    yield from _duplicates(_key_of(action) for action in actions)
    size = sum(_size_of_values(action) for action in actions)
    if size > _LONGEST_TRANSACTION:
        yield f"it holds {size} bytes"
    for entry in parameters["TransactItems"]:
        for kind, action in entry.items():
            if kind == "ConditionCheck" and "ConditionExpression" not in action:
                yield "a ConditionCheck has no condition"
            yield from _faults_of_an_action(action)


def _faults_of_an_action(action: Parameters) -> Iterator[str]:
    if "Item" in action:
        yield from faults_of_item(action["Item"])
    if "Key" in action:
        yield from _faults_of_a_key(action["Key"])
    yield from _faults_of_expressions(action)


def _faults_of_a_query(query: Parameters) -> Iterator[str]:
    name = query.get("IndexName")
    if name and name not in LOCAL_INDEXES and name not in GLOBAL_INDEXES:
        yield f"the table has no index {name}"
        return
    keys = key_attributes(name)
    if name in GLOBAL_INDEXES and query.get("ConsistentRead"):
        yield f"a global index, {name}, is never read strongly consistent"
    if query.get("Limit", 1) < 1:
        yield f"the limit is {query['Limit']}"
    names = query.get("ExpressionAttributeNames", {})
    condition = query.get("KeyConditionExpression", "")
    asked = _paths(condition, names)
    tokens = _TOKEN.findall(condition)
    if not set(asked) <= set(keys.values()) or "OR" in tokens or "NOT" in tokens or "IN" in tokens:
        yield f"a key condition asks for the keys of what is queried alone: {condition}"
    if keys["HASH"] not in asked or max(Counter(asked).values()) > 1:
        yield f"a key condition names the partition key once, the sort key at most once: {condition}"
    for bounds in re.findall(r"BETWEEN\s+(:\w+)\s+AND\s+(:\w+)", condition):
        first, last = (query["ExpressionAttributeValues"][bound] for bound in bounds)
        if next(iter(first.values())) > next(iter(last.values())):
            yield "BETWEEN: the upper bound is below the lower one"
    filtered = set(_paths(query.get("FilterExpression", ""), names)) & set(keys.values())
    if filtered:
        yield f"a filter may not name key attributes of what it queries: {', '.join(sorted(filtered))}"
    start = query.get("ExclusiveStartKey")
    if start is not None and set(start) != set(keys.values()) | set(key_attributes(None).values()):
        yield f"the start is not one key of the table and the index: {', '.join(start)}"
    yield from _faults_of_expressions(query)


def _faults_of_expressions(request: Parameters) -> Iterator[str]:
    names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
    given = [(kind, request[kind]) for kind in _EXPRESSIONS if kind in request]
    used = {token for _, text in given for token in _TOKEN.findall(text) if token[0] in "#:"}
    if used != {*names, *values}:
        yield f"placeholders are used and not defined, or the reverse: {sorted(used ^ {*names, *values})}"
    for empty in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        if empty in request and not request[empty]:
            yield f"{empty} is empty"
    if any(len(placeholder) > _LONGEST_SUBSTITUTE for placeholder in (*names, *values)):
        yield f"a placeholder is longer than {_LONGEST_SUBSTITUTE} characters"
    if sum(map(len, names.values())) + sum(map(size_of_value, values.values())) > _LONGEST_SUBSTITUTIONS:
        yield f"the placeholders stand for more than {_LONGEST_SUBSTITUTIONS} bytes"
    for value in values.values():
        yield from faults_of_value(value)
    for kind, text in given:
        yield from (f"{kind}: {fault}" for fault in _faults_of_an_expression(text, names))
    changed = _changed(request.get("UpdateExpression", ""), names)
    if changed & set(key_attributes(None).values()):
        yield "an update changes the item's key"


def _faults_of_an_expression(text: str, names: Mapping[str, str]) -> Iterator[str]:
    if not text.strip():
        yield "it is empty"
    if len(text.encode()) > _LONGEST_EXPRESSION:
        yield f"it has {len(text.encode())} bytes"
    tokens = _TOKEN.findall(text)
    following = [*tokens[1:], ""]
    functions = [token for token, after in zip(tokens, following, strict=True) if token[0].isalpha() and after == "("]
    operators = [token for token in tokens if token in _SIGNS or token.upper() in _WORD_OPERATORS]
    if len(operators) + len([name for name in functions if name.upper() not in _WORD_OPERATORS]) > _MOST_OPERATORS:
        yield f"it has more than {_MOST_OPERATORS} operators"
    for operands in re.findall(r"\bIN\s*\(([^)]*)\)", text):
        if operands.count(",") + 1 > _MOST_OPERANDS_OF_IN:
            yield f"IN has {operands.count(',') + 1} operands"
    reserved = set(_identifiers(text)) & set(_reserved_words())
    if reserved:
        yield f"reserved words stand for themselves: {', '.join(sorted(reserved))}"
    unknown = {token for token in tokens if not re.match(r"[#:\w<>=+\-(),.\[\]]", token)}
    if unknown:
        yield f"it holds {sorted(unknown)}"
    if text.startswith(tuple(_CLAUSES)):
        clauses = Counter(token for token in tokens if token in _CLAUSES)
        twice = [path for path, count in Counter(_targets(text, names)).items() if count > 1]
        if max(clauses.values()) > 1 or twice:
            yield f"it names a clause or a path twice: {twice}"


@cache
def _reserved_words() -> frozenset[str]:
    return frozenset(word.upper() for word in ReservedKeywords.get_reserved_keywords())


def _identifiers(text: str) -> Iterator[str]:
    """Read the names that stand for themselves in an expression, in capitals."""
    tokens = _TOKEN.findall(text)
    for token, after in zip(tokens, [*tokens[1:], ""], strict=True):
        if re.fullmatch(r"[A-Za-z_]\w*", token) and after != "(" and token not in _CLAUSES | _WORD_OPERATORS:
            yield token.upper()


def _paths(text: str, names: Mapping[str, str]) -> list[str]:
    """Return the top-level attributes that an expression names."""
    tokens = _TOKEN.findall(text)
    return [
        names.get(token, token)
        for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False)
        if re.fullmatch(r"#\w+|[A-Za-z_]\w*", token)
        and before != "."
        and after != "("
        and token not in _CLAUSES | _WORD_OPERATORS
    ]


def _targets(text: str, names: Mapping[str, str]) -> list[str]:
    """Return the paths that an update expression changes."""
    targets = []
    for clause, body in re.findall(r"\b(SET|REMOVE|ADD|DELETE)\b(.*?)(?=\b(?:SET|REMOVE|ADD|DELETE)\b|$)", text):
        outermost = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", body))
        for part in outermost.split(","):
            target = part.split("=")[0] if clause == "SET" else part
            targets.append(names.get(target.split()[0], target.split()[0]))
    return targets


def _changed(text: str, names: Mapping[str, str]) -> set[str]:
    return {re.split(r"[.\[]", target)[0] for target in _targets(text, names)}


def _key_of(action: Parameters) -> dict[str, Any]:
    attributes = action.get("Key") or action["Item"]
    return {name: attributes[name] for name in key_attributes(None).values() if name in attributes}


def _duplicates(keys: Iterable[Parameters]) -> Iterator[str]:
    for key, count in Counter(repr(sorted(key.items())) for key in keys).items():
        if count > 1:
            yield f"one item is named {count} times: {key}"


def _faults_of_a_key(key: Parameters) -> Iterator[str]:
    if set(key) != set(key_attributes(None).values()):
        yield f"a key is made of {', '.join(sorted(key))}"
    yield from faults_of_key_values(key, None)


def _size_of_values(action: Parameters) -> int:
    attributes = {**action.get("Key", {}), **action.get("Item", {}), **action.get("ExpressionAttributeValues", {})}
    return size_of_item(attributes)
