"""GET /ca-certificates: list the tenant's CA certificates, newest first."""

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.paging import encode_cursor, read_page_query, read_status
from device_ca.api.rest_api import RestApi, json_response
from device_ca.stores.record_store import record_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(record_store)


@api.route("GET /ca-certificates")
def list_certificates() -> Response:
    """Answer with one page."""
    status = read_status(api.parameters)
    query = read_page_query(api.tenant, status, api.parameters)
    records, position = record_store().page(api.tenant, status=status, limit=query.limit, after=query.after)
    next_cursor = position and encode_cursor(api.tenant, status, position)
    return json_response({"items": [record.representation() for record in records], "nextCursor": next_cursor})
