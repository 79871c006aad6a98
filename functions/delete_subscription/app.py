"""DELETE /truststore/subscriptions/{subscriptionId}: end a subscription to the trust store."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import no_content_response
from device_ca.stores.subscription_store import subscription_store

app = registry_resolver()
prepare_during_init(subscription_store)


@app.delete("/truststore/subscriptions/<subscription_id>")
def delete_subscription(subscription_id: str) -> Response[str]:
    """End it at once: the next request with its token is refused."""
    event = app.current_event
    tenant, origin = request.tenant(event), request.origin(event)
    subscription_store().delete(tenant, request.subscription_id(subscription_id), origin)
    return no_content_response()


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
