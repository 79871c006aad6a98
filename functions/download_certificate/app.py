"""GET /ca-certificates/{id}/file: download a CA certificate, and nothing else of the file that was uploaded."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import attachment_response
from device_ca.stores.file_store import file_store, record_files
from device_ca.stores.record_store import record_store

app = registry_resolver()
prepare_during_init(record_store, file_store)


@app.get("/ca-certificates/<certificate_id>/file")
def download_certificate(certificate_id: str) -> Response[str | bytes]:
    """Answer with the DER where that was uploaded, else with one PEM block."""
    tenant = request.tenant(app.current_event)
    record = record_store().get(tenant, request.certificate_id(certificate_id))
    content = file_store().get(record_files(tenant, record)[0])
    is_der = content.startswith(b"\x30")
    content_type = "application/pkix-cert" if is_der else "application/x-pem-file"
    file_name = record.file_name or f"{record.id}.{'cer' if is_der else 'pem'}"
    return attachment_response(content, content_type, file_name)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
