"""DynamoDB's form of values (AttributeValue), for the kinds of value that the registry's items hold.

boto3 has the same in ``boto3.dynamodb.types``, for every kind there is; importing it takes all of boto3 along, a
tenth of a cold start, and each of its conversions several times as long as these.
"""

from collections.abc import Mapping
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
    """Read what ``serialize`` wrote.

    Raises:
        TypeError: The value is of another kind.
    """
    ((kind, value),) = attribute_value.items()
    match kind:
        case "S" | "BOOL" | "B":
            return value
        case "N":
            return int(value)
        case "L":
            return [deserialize(element) for element in value]
        case "M":
            return {name: deserialize(element) for name, element in value.items()}
        case "SS":
            return set(value)
        case "NULL":
            return None
    raise TypeError(f"no item holds a value of kind {kind}")
