"""DELETE /ca-certificates/{id}/crl: delete the revocation list of a CA."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import no_content_response
from device_ca.stores.file_store import file_store
from device_ca.stores.revocation_list_store import revocation_list_store

app = registry_resolver()
prepare_during_init(revocation_list_store, file_store)


@app.delete("/ca-certificates/<certificate_id>/crl")
def delete_revocation_list(certificate_id: str) -> Response[str]:
    """Take the list out of the record first, so that no record is ever without its file; then delete the file."""
    event = app.current_event
    tenant, if_match = request.tenant(event), request.if_match(event)
    file = revocation_list_store().delete(
        tenant, request.certificate_id(certificate_id), request.origin(event), if_match=if_match
    )
    file_store().delete([file])
    return no_content_response()


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
