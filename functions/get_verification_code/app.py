"""GET /ca-certificates/{id}/verification-code: the verification code that is active now."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import code_response
from device_ca.stores.code_store import code_store

app = registry_resolver()
prepare_during_init(code_store)


@app.get("/ca-certificates/<certificate_id>/verification-code")
def get_verification_code(certificate_id: str) -> Response[str]:
    """Answer with the active code."""
    tenant = request.tenant(app.current_event)
    code = code_store().active(tenant, request.certificate_id(certificate_id), now=clock.utc_now())
    return code_response(app.current_event, certificate_id, code)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
