"""How a caller says what to change of a CA certificate: whether it may be trusted, and what it is called."""

from device_ca.api.json_object import read_json_object
from device_ca.api.plain_text import is_plain_text
from device_ca.errors import MalformedRequest, UnsupportedMediaType
from device_ca.model.ca_record import RecordChange

_MEDIA_TYPES = ("application/json", "application/merge-patch+json")
_LONGEST_NAME = 128


def read_record_change(content_type: str | None, body: bytes) -> RecordChange:
    """Read the JSON object of a PATCH (RFC 7396, JSON Merge Patch).

    Raises:
        UnsupportedMediaType: The body is not JSON.
        MalformedRequest: It is empty, has a member that cannot be changed, or a value of another type.
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise UnsupportedMediaType("change", mediaType=media_type)
    fields = read_json_object(body)
    unknown = sorted(fields.keys() - {"enabled", "name"})
    if unknown:
        raise MalformedRequest("unchangeable", field=unknown[0])
    if not fields:
        raise MalformedRequest("no_change")
    enabled = fields.get("enabled")
    if "enabled" in fields and not isinstance(enabled, bool):
        raise MalformedRequest("enabled")
    name = fields.get("name")
    if name is not None and not (isinstance(name, str) and is_plain_text(name, longest=_LONGEST_NAME)):
        raise MalformedRequest("name", most=_LONGEST_NAME)
    return RecordChange(enabled, name, "name" in fields)
