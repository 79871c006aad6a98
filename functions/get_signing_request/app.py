"""GET /ca-certificates/{id}/verification-code/csr: a signing request for the code that is active now."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import attachment_response
from device_ca.certificates.signing_request import make_signing_request
from device_ca.stores.code_store import code_store

app = registry_resolver()
prepare_during_init(code_store)


@app.get("/ca-certificates/<certificate_id>/verification-code/csr")
def get_signing_request(certificate_id: str) -> Response[str | bytes]:
    """Answer with a PEM request to sign with the CA's key."""
    tenant = request.tenant(app.current_event)
    code = code_store().active(tenant, request.certificate_id(certificate_id), now=clock.utc_now())
    return attachment_response(make_signing_request(code.code), "application/pkcs10", "verification.csr")


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
