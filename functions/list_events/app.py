"""GET /events: the audit trail of a whole tenant, newest first."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.paging import read_page_query
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import json_response, page
from device_ca.stores.audit_trail import audit_trail

_LISTING = "events"

app = registry_resolver()
prepare_during_init(audit_trail)


@app.get("/events")
def list_events() -> Response[str]:
    """Answer with one page; what happened to certificates that are deleted is in it."""
    tenant = request.tenant(app.current_event)
    query = read_page_query(tenant, _LISTING, app.current_event.query_string_parameters)
    events, position = audit_trail().page_of_tenant(tenant, limit=query.limit, after=query.after)
    items = [event.trail_representation() for event in events]
    return json_response(page(items, tenant, _LISTING, position))


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
