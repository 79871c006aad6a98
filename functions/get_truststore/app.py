"""GET /truststore: the tenant's trusted CAs, as a PEM file or as JSON."""

from device_ca import clock
from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.media_type import preferred_media_type
from device_ca.api.rest_api import RestApi, cacheable_response, compact_json
from device_ca.errors import TrustStoreTooLarge
from device_ca.registry.trust_store import CONTENT_TYPE, pem_bundle, trusted_cas
from device_ca.stores.trust_anchors import trust_anchors

_JSON = "application/json"
# Lambda takes 6 MB of an answer in its own JSON, in which line ends and quotation marks are two characters.
_LARGEST_ANSWER = 5_000_000

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(trust_anchors)


@api.route("GET /truststore")
def get_truststore() -> Response:
    """Read the trust store live, so that a CA that was disabled or has expired is not in it."""
    media_type = preferred_media_type(api.accept, (CONTENT_TYPE, _JSON))
    trusted = list(trusted_cas(trust_anchors().verified(api.tenant), now=clock.utc_now()))
    text = (
        compact_json({"items": [record.representation() for record in trusted]})
        if media_type == _JSON
        else pem_bundle(trusted).decode("ascii")
    )
    size = len(text.encode())
    if size > _LARGEST_ANSWER:
        raise TrustStoreTooLarge(
            f"The trust store has {size} bytes; an answer may have {_LARGEST_ANSWER}. Read the object "
            "<tenant>/truststore.pem of the registry's bucket instead, or disable CAs that are no longer needed."
        )
    return cacheable_response(api, text, media_type, {"Cache-Control": "no-cache, private", "Vary": "Accept"})
