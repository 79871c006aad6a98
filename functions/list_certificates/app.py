"""GET /ca-certificates: list the tenant's CA certificates, newest first."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.paging import read_page_query, read_status
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import page, text_response
from device_ca.stores.record_store import record_store

app = registry_resolver()
prepare_during_init(record_store)


@app.get("/ca-certificates")
def list_certificates() -> Response[str]:
    """Answer with one page."""
    tenant, parameters = request.tenant(app.current_event), app.current_event.query_string_parameters
    status = read_status(parameters)
    query = read_page_query(tenant, status, parameters)
    records, position = record_store().page(tenant, status=status, limit=query.limit, after=query.after)
    return text_response(
        app.current_event,
        lambda language: page([record.representation(language) for record in records], tenant, status, position),
    )


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
