"""DELETE /ca-certificates/{id}: delete a CA certificate, its code and its files."""

from http import HTTPStatus

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, checked_certificate_id
from device_ca.stores.file_store import file_store
from device_ca.stores.record_store import record_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(record_store, file_store)


@api.route("DELETE /ca-certificates/{id}")
def delete_certificate(unverified_id: str) -> Response:
    """Delete the record first, so that no record is ever without its file; then the files."""
    certificate_id = checked_certificate_id(unverified_id)
    files = record_store().delete(api.tenant, certificate_id, api.origin(), if_match=api.if_match)
    file_store().delete(files)
    record_store().forget_deleted(api.tenant, certificate_id)
    return Response(HTTPStatus.NO_CONTENT, body="")
