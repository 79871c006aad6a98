"""GET /.well-known/jwks.json: the public key that receipts are checked with. Anybody may have it."""

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, cacheable_response, compact_json
from device_ca.stores.receipt_key import receipt_key

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(receipt_key)


@api.route("GET /.well-known/jwks.json")
def get_jwks() -> Response:
    """Answer with a JWK set (RFC 7517, 5)."""
    keys = compact_json({"keys": [receipt_key().jwk()]})
    return cacheable_response(api, keys, "application/jwk-set+json", {"Cache-Control": "public, max-age=3600"})
