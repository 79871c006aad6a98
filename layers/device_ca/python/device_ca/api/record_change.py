"""How a caller says what to change of a CA certificate: whether it may be trusted, and what it is called."""

from device_ca.api.json_object import read_json_object
from device_ca.errors import MalformedRequest, UnsupportedMediaType
from device_ca.excerpt import is_plain_text
from device_ca.model.ca_record import RecordChange
from device_ca.violation import Json

_MEDIA_TYPES = ("application/json", "application/merge-patch+json")
_LONGEST_TEXT = 128


def read_record_change(content_type: str | None, body: bytes) -> RecordChange:
    """Read the JSON object of a PATCH (RFC 7396, JSON Merge Patch).

    Raises:
        UnsupportedMediaType: The body is not JSON.
        MalformedRequest: It is empty, has a member that cannot be changed, or a value of another type.
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise UnsupportedMediaType("change", mediaType=media_type)
    members = read_json_object(body)
    unknown = sorted(members.keys() - CHANGEABLE.keys())
    if unknown:
        raise MalformedRequest("unchangeable", field=unknown[0], changeable=list(CHANGEABLE))
    if not members:
        raise MalformedRequest("no_change", changeable=list(CHANGEABLE))
    return RecordChange({name: CHANGEABLE[name](name, value) for name, value in members.items()})


def _boolean(name: str, value: Json) -> Json:
    if not isinstance(value, bool):
        raise MalformedRequest("not_boolean", field=name)
    return value


def _text(name: str, value: Json) -> Json:
    if value is not None and not (isinstance(value, str) and is_plain_text(value, longest=_LONGEST_TEXT)):
        raise MalformedRequest("not_text", field=name, most=_LONGEST_TEXT)
    return value


CHANGEABLE = {"enabled": _boolean, "name": _text}
"""What may be changed, and how it is read; the names are those of the record's attributes."""
