"""GET /.well-known/jwks.json: the public key that receipts are checked with. Anybody may have it."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import cacheable_response, compact_json
from device_ca.stores.receipt_key import receipt_key

app = registry_resolver()
prepare_during_init(receipt_key)


@app.get("/.well-known/jwks.json")
def get_jwks() -> Response[str]:
    """Answer with a JWK set (RFC 7517, 5)."""
    keys = compact_json({"keys": [receipt_key().jwk()]})
    headers = {"Cache-Control": "public, max-age=3600"}
    return cacheable_response(app.current_event, keys, "application/jwk-set+json", headers)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
