"""GET /truststore: the tenant's trusted CAs, as a PEM file or as JSON."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.trust_store_response import trust_store_response
from device_ca.stores.trust_anchors import trust_anchors

app = registry_resolver()
prepare_during_init(trust_anchors)


@app.get("/truststore")
def get_truststore() -> Response[str]:
    """Answer with the trust store as it is now."""
    tenant = request.tenant(app.current_event)
    return trust_store_response(app.current_event, tenant, now=clock.utc_now(), anchors=trust_anchors())


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
