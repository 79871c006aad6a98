"""What DynamoDB refuses in an item of the template's table, and what it makes of an item's size.

Developer Guide: "Constraints in Amazon DynamoDB", "DynamoDB item sizes and formats", "Local secondary indexes". Sizes
are in bytes.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from tests.support.routes import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

type Parameters = Mapping[str, Any]

_TABLE = TEMPLATE["Resources"]["CertificateTable"]["Properties"]
LOCAL_INDEXES = {index["IndexName"]: index for index in _TABLE["LocalSecondaryIndexes"]}
GLOBAL_INDEXES = {index["IndexName"]: index for index in _TABLE["GlobalSecondaryIndexes"]}
_LONGEST = {"HASH": 2048, "RANGE": 1024}
_LONGEST_ITEM = 400 * 1024
_DEEPEST_DOCUMENT = 32
_MOST_DIGITS = 38
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def key_attributes(index: str | None) -> dict[str, str]:
    """Return the key attributes of an index, or of the table, by their role: ``HASH``, ``RANGE``."""
    schema = (LOCAL_INDEXES | GLOBAL_INDEXES)[index]["KeySchema"] if index else _TABLE["KeySchema"]
    return {part["KeyType"]: part["AttributeName"] for part in schema}


def faults_of_key_values(item: Parameters, index: str | None) -> Iterator[str]:
    """Yield what is refused in an item's key, or in its key in an index, where it may be absent."""
    for role, name in key_attributes(index).items():
        if name not in item:
            continue
        ((kind, value),) = item[name].items()
        if kind != "S":
            yield f"the key attribute {name} is of kind {kind}"
        elif not 1 <= len(value.encode()) <= _LONGEST[role]:
            yield f"the key attribute {name} has {len(value.encode())} bytes"


def faults_of_item(item: Parameters) -> Iterator[str]:
    """Yield what is refused in a whole item."""
    if not set(key_attributes(None).values()) <= set(item):
        yield "an item has no key"
    for index in (None, *LOCAL_INDEXES, *GLOBAL_INDEXES):
        yield from faults_of_key_values(item, index)
    for name, value in item.items():
        if not 1 <= len(name.encode()) <= 64 * 1024 - 1:
            yield f"an attribute's name has {len(name.encode())} bytes"
        yield from faults_of_value(value)
    size = size_of_item(item)
    size += sum(_size_in_index(item, index) for index in LOCAL_INDEXES.values())
    if size > _LONGEST_ITEM:
        yield f"an item and its copies in local indexes have {size} bytes"


def _size_in_index(item: Parameters, index: Parameters) -> int:
    keys = {part["AttributeName"] for part in (*index["KeySchema"], *_TABLE["KeySchema"])}
    if not keys <= set(item):
        return 0
    projection = index["Projection"]
    if projection["ProjectionType"] == "ALL":
        return size_of_item(item)
    return size_of_item({name: item[name] for name in {*keys, *projection.get("NonKeyAttributes", ())} & set(item)})


def faults_of_value(value: Parameters, depth: int = 1) -> Iterator[str]:
    """Yield what is refused in a value (AttributeValue)."""
    if len(value) != 1:
        yield f"a value has {len(value)} kinds"
        return
    ((kind, content),) = value.items()
    if depth > _DEEPEST_DOCUMENT:
        yield f"a value is nested more than {_DEEPEST_DOCUMENT} deep"
        return
    if kind == "N" and not (_NUMBER.fullmatch(content) and len(re.sub(r"\D", "", content)) <= _MOST_DIGITS):
        yield f"no number: {content}"
    if kind in {"SS", "NS", "BS"} and (not content or len(set(content)) != len(content)):
        yield "a set is empty, or has an element twice"
    inner = content if kind == "L" else content.values() if kind == "M" else ()
    for element in inner:
        yield from faults_of_value(element, depth + 1)


def size_of_item(item: Parameters) -> int:
    """Return the size of attributes with their names."""
    return sum(len(name.encode()) + size_of_value(value) for name, value in item.items())


def size_of_value(value: Parameters) -> int:
    """Return a value's size, rounded up; that of a value of several kinds is the sum of them."""
    return sum(_SIZES.get(kind, lambda _: 1)(content) for kind, content in value.items())


_SIZES: dict[str, Callable[[Any], int]] = {
    "S": lambda text: len(text.encode()),
    "N": lambda number: len(number) // 2 + 2,
    "B": lambda octets: len(octets if isinstance(octets, bytes) else b64decode(octets)),
    "SS": lambda texts: sum(len(text.encode()) for text in texts),
    "NS": lambda numbers: sum(len(number) // 2 + 2 for number in numbers),
    "L": lambda elements: 3 + sum(1 + size_of_value(element) for element in elements),
    "M": lambda members: 3 + len(members) + size_of_item(members),
}
