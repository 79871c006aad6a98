"""POST /truststore/subscriptions: create a subscription to the trust store."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import json_response
from device_ca.api.subscription_request import read_subscription_name
from device_ca.clock import rfc3339
from device_ca.registry.subscriptions import subscribe
from device_ca.stores.subscription_store import subscription_store

app = registry_resolver()
prepare_during_init(subscription_store)


@app.post("/truststore/subscriptions")
def create_subscription() -> Response[str]:
    """Answer with the subscription and its token, which nobody can see again."""
    event = app.current_event
    tenant, origin = request.tenant(event), request.origin(event)
    name = read_subscription_name(event.headers.get("Content-Type"), request.body(event))
    subscription, token = subscribe(tenant, name, origin=origin, subscriptions=subscription_store())
    body = {"id": subscription.id, "name": name, "createdAt": rfc3339(subscription.created_at), "token": token}
    return json_response(body, HTTPStatus.CREATED, {"Location": request.location(event, subscription.id)})


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
