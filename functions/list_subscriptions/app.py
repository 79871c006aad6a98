"""GET /truststore/subscriptions: list the subscriptions to the trust store, newest first."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import json_response
from device_ca.stores.subscription_store import subscription_store

app = registry_resolver()
prepare_during_init(subscription_store)


@app.get("/truststore/subscriptions")
def list_subscriptions() -> Response[str]:
    """Answer with all of them, which the tenant's quota limits."""
    subscriptions = subscription_store().all(request.tenant(app.current_event))
    return json_response({"items": [subscription.representation() for subscription in subscriptions]})


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
