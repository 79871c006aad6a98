"""DynamoDB's form of values (AttributeValue), for the kinds of value that the registry's items hold.

boto3 has the same in ``boto3.dynamodb.types``, for every kind there is; importing it takes all of boto3 along, a
tenth of a cold start, and each of its conversions several times as long as these.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any

_KIND_OF_TYPE = {str: "S", bool: "BOOL", bytes: "B"}

type AttributeValue = Mapping[str, Any]


def serialize(value: object) -> dict[str, Any]:
    """Write a text, whole number, truth value, bytes, list, dict, or set of texts in DynamoDB's form.

    Raises:
        TypeError: The value is of another type.
    """
    kind = _KIND_OF_TYPE.get(type(value))
    if kind is not None:
        return {kind: value}
    match value:
        case int():
            return {"N": str(value)}
        case list():
            return {"L": [serialize(element) for element in value]}
        case dict():
            return {"M": {name: serialize(element) for name, element in value.items()}}
        case set():
            return {"SS": sorted(value)}
        case None:
            return {"NULL": True}
    raise TypeError(f"no item holds a {type(value).__name__}")


def deserialize(attribute_value: AttributeValue) -> Any:
    """Read what ``serialize`` wrote; bytes may still be base64, as they are in JSON.

    Raises:
        TypeError: The value is of another kind.
    """
    ((kind, value),) = attribute_value.items()
    read = _READERS.get(kind)
    if read is None:
        raise TypeError(f"no item holds a value of kind {kind}")
    return read(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "S": lambda value: value,
    "BOOL": lambda value: value,
    "NULL": lambda _: None,
    "N": int,
    "B": lambda value: value if isinstance(value, bytes) else base64.b64decode(value),
    "SS": set,
    "L": lambda value: [deserialize(element) for element in value],
    "M": lambda value: {name: deserialize(element) for name, element in value.items()},
}
