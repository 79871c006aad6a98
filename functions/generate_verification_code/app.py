"""POST /ca-certificates/{id}/verification-code: generate a verification code; the one before it stops working."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import code_response
from device_ca.model.verification_code import generate_verification_code
from device_ca.settings import settings
from device_ca.stores.code_store import code_store

app = registry_resolver()
prepare_during_init(code_store)


@app.post("/ca-certificates/<certificate_id>/verification-code")
def generate_code(certificate_id: str) -> Response[str]:
    """Answer with the new code and the commands that sign it."""
    tenant, origin = request.tenant(app.current_event), request.origin(app.current_event)
    code = generate_verification_code(now=origin.at, validity=settings().code_validity)
    code_store().put(tenant, request.certificate_id(certificate_id), code, origin)
    return code_response(app.current_event, certificate_id, code, HTTPStatus.CREATED)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
