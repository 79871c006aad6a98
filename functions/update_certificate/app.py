"""PATCH /ca-certificates/{id}: enable, disable or name a CA certificate."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.record_change import read_record_change
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import record_response
from device_ca.stores.record_store import record_store

app = registry_resolver()
prepare_during_init(record_store)


@app.patch("/ca-certificates/<certificate_id>")
def update_certificate(certificate_id: str) -> Response[str]:
    """Change what the body names, if the record is in the state that If-Match names."""
    event = app.current_event
    tenant, if_match = request.tenant(event), request.if_match(event)
    certificate_id = request.certificate_id(certificate_id)
    change = read_record_change(event.headers.get("Content-Type"), request.body(event))
    return record_response(
        event, record_store().change(tenant, certificate_id, change, request.origin(event), if_match=if_match)
    )


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
