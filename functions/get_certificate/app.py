"""GET /ca-certificates/{id}: describe a CA certificate."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import not_modified_response, record_response
from device_ca.stores.record_store import record_store

app = registry_resolver()
prepare_during_init(record_store)


@app.get("/ca-certificates/<certificate_id>")
def get_certificate(certificate_id: str) -> Response[str]:
    """Answer with the CA certificate."""
    record = record_store().get(request.tenant(app.current_event), request.certificate_id(certificate_id))
    if request.has_current(app.current_event, record.entity_tag):
        return not_modified_response({"ETag": record.entity_tag})
    return record_response(app.current_event, record)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
