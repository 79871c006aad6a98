"""GET /ca-certificates/{id}/file: download the file of a CA certificate, byte for byte."""

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, attachment_response, checked_certificate_id
from device_ca.stores.file_store import file_store, record_files
from device_ca.stores.record_store import record_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(record_store, file_store)


@api.route("GET /ca-certificates/{id}/file")
def download_certificate(unverified_id: str) -> Response:
    """Answer with the bytes as they were uploaded."""
    record = record_store().get(api.tenant, checked_certificate_id(unverified_id))
    content = file_store().get(record_files(api.tenant, record)[0])
    is_der = content.startswith(b"\x30")
    content_type = "application/pkix-cert" if is_der else "application/x-pem-file"
    file_name = record.file_name or f"{record.id}.{'cer' if is_der else 'pem'}"
    return attachment_response(content, content_type, file_name)
