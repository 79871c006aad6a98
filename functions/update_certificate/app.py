"""PATCH /ca-certificates/{id}: enable, disable or name a CA certificate."""

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.record_change import read_record_change
from device_ca.api.rest_api import RestApi, checked_certificate_id, record_response
from device_ca.stores.record_store import record_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(record_store)


@api.route("PATCH /ca-certificates/{id}")
def update_certificate(unverified_id: str) -> Response:
    """Change what the body names, if the record is in the state that If-Match names."""
    certificate_id = checked_certificate_id(unverified_id)
    change = read_record_change(api.content_type, api.body)
    record = record_store().change(api.tenant, certificate_id, change, api.origin(), if_match=api.if_match)
    return record_response(record)
