"""GET /ca-certificates/{id}: describe a CA certificate."""

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import (
    RestApi,
    checked_certificate_id,
    not_modified_response,
    record_response,
)
from device_ca.stores.record_store import record_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(record_store)


@api.route("GET /ca-certificates/{id}")
def get_certificate(unverified_id: str) -> Response:
    """Answer with the CA certificate."""
    record = record_store().get(api.tenant, checked_certificate_id(unverified_id))
    if api.is_known(record.entity_tag):
        return not_modified_response({"ETag": record.entity_tag})
    return record_response(record)
