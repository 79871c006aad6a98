"""GET /ca-certificates/{id}/events: the audit trail of a CA certificate, newest first."""

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.paging import encode_cursor, read_page_query
from device_ca.api.rest_api import RestApi, checked_certificate_id, json_response
from device_ca.stores.audit_trail import audit_trail

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(audit_trail)


@api.route("GET /ca-certificates/{id}/events")
def list_certificate_events(unverified_id: str) -> Response:
    """Answer with one page. The trail of a deleted certificate is still there."""
    certificate_id = checked_certificate_id(unverified_id)
    listing = f"events/{certificate_id}"
    query = read_page_query(api.tenant, listing, api.parameters)
    events, position = audit_trail().page(api.tenant, certificate_id, limit=query.limit, after=query.after)
    next_cursor = position and encode_cursor(api.tenant, listing, position)
    return json_response({"items": [event.representation() for event in events], "nextCursor": next_cursor})
