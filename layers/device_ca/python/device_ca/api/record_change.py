"""How a caller says what to change of a CA certificate: whether it may be trusted, and what it is called."""

from device_ca.api.json_object import read_json_object
from device_ca.api.plain_text import is_plain_text
from device_ca.errors import MalformedRequest, UnsupportedMediaType
from device_ca.model.ca_record import RecordChange

_MEDIA_TYPES = ("application/json", "application/merge-patch+json")
_LONGEST_NAME = 128
_ALLOWED = 'send {"enabled": true or false}, {"name": "<1 to 128 characters>" or null}, or both'


def read_record_change(content_type: str | None, body: bytes) -> RecordChange:
    """Read the JSON object of a PATCH (RFC 7396, JSON Merge Patch).

    Raises:
        UnsupportedMediaType: The body is not JSON.
        MalformedRequest: It is empty, has a member that cannot be changed, or a value of another type.
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise UnsupportedMediaType(
            f"The content type {media_type[:100]!r} carries no change; {_ALLOWED} as {_MEDIA_TYPES[0]}."
        )
    fields = read_json_object(body, _ALLOWED)
    unknown = sorted(fields.keys() - {"enabled", "name"})
    if unknown:
        raise MalformedRequest(f"{unknown[0][:100]!r} cannot be changed; {_ALLOWED}.")
    if not fields:
        raise MalformedRequest(f"The JSON object is empty; {_ALLOWED}.")
    enabled = fields.get("enabled")
    if "enabled" in fields and not isinstance(enabled, bool):
        raise MalformedRequest(f"'enabled' is neither true nor false; {_ALLOWED}.")
    name = fields.get("name")
    if name is not None and not (isinstance(name, str) and is_plain_text(name, longest=_LONGEST_NAME)):
        raise MalformedRequest(f"'name' is not a text of 1 to {_LONGEST_NAME} characters that can be seen; {_ALLOWED}.")
    return RecordChange(enabled, name, "name" in fields)
