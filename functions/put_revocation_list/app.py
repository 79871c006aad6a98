"""PUT /ca-certificates/{id}/crl: take a newer revocation list of a CA."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import record_response
from device_ca.registry.revocation import put_revocation_list
from device_ca.stores.file_store import file_store
from device_ca.stores.revocation_list_store import revocation_list_store

app = registry_resolver()
prepare_during_init(revocation_list_store, file_store)


@app.put("/ca-certificates/<certificate_id>/crl")
def put(certificate_id: str) -> Response[str]:
    """Judge the list, and answer with the CA certificate that has it."""
    event = app.current_event
    record = put_revocation_list(
        request.tenant(event),
        request.certificate_id(certificate_id),
        request.list_file(event),
        if_match=request.if_match(event),
        origin=request.origin(event),
        lists=revocation_list_store(),
        files=file_store(),
    )
    return record_response(event, record)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
