"""POST /ca-certificates/{id}/crl/uploads: give a URL by which a large revocation list of a CA comes into the bucket."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import json_response
from device_ca.registry.list_uploads import offer_upload
from device_ca.stores.file_store import file_store
from device_ca.stores.revocation_list_store import revocation_list_store

app = registry_resolver()
prepare_during_init(revocation_list_store, file_store)


@app.post("/ca-certificates/<certificate_id>/crl/uploads")
def create_revocation_list_upload(certificate_id: str) -> Response[str]:
    """Answer with the upload's id and its URL, which works for whoever has it."""
    event = app.current_event
    upload = offer_upload(
        request.tenant(event),
        request.certificate_id(certificate_id),
        request.upload_size(event),
        now=clock.utc_now(),
        lists=revocation_list_store(),
        files=file_store(),
    )
    return json_response(upload.representation(), HTTPStatus.CREATED)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
