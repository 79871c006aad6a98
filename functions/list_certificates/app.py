"""GET /ca-certificates: list the tenant's CA certificates, newest first."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from device_ca.http_api import RestApi, json_response, prepare_during_init
from device_ca.listing import encode_cursor, read_list_query
from device_ca.record_store import record_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(record_store)


@api.get("/ca-certificates")
def list_certificates() -> Response[Any]:
    """Answer with one page."""
    query = read_list_query(api.tenant, api.parameters)
    records, position = record_store().page(api.tenant, status=query.status, limit=query.limit, after=query.after)
    next_cursor = position and encode_cursor(api.tenant, query.status, position)
    return json_response({"items": [record.representation() for record in records], "nextCursor": next_cursor})
