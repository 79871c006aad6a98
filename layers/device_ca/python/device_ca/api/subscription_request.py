"""How a caller says what a new subscription is called."""

from device_ca.api.json_object import read_json_object
from device_ca.errors import MalformedRequest, UnsupportedMediaType
from device_ca.excerpt import is_plain_text

_LONGEST_NAME = 128


def read_subscription_name(content_type: str | None, body: bytes) -> str:
    """Read the JSON object of a subscription.

    Raises:
        UnsupportedMediaType: The body is not JSON.
        MalformedRequest: It has other members than a name, or the name is no text that can be seen.
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnsupportedMediaType("subscription", mediaType=media_type)
    fields = read_json_object(body)
    name = fields.get("name")
    if fields.keys() != {"name"} or not isinstance(name, str) or not is_plain_text(name, longest=_LONGEST_NAME):
        raise MalformedRequest("subscription", most=_LONGEST_NAME)
    return name
