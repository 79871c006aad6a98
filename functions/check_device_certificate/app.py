"""POST /device-certificates/check: would this device certificate be trusted? Nothing is stored."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import text_response
from device_ca.certificates.device_chain import read_certificate_chain
from device_ca.rules.device_check import check_device_certificate, issuer_names, unreadable
from device_ca.stores.trust_anchors import trust_anchors

app = registry_resolver()
prepare_during_init(trust_anchors)


@app.post("/device-certificates/check")
def check() -> Response[str]:
    """Answer with the path to a trusted CA, or with every reason why there is none."""
    tenant = request.tenant(app.current_event)
    reading = read_certificate_chain(request.file(app.current_event).content)
    if reading.violations:
        return text_response(app.current_event, unreadable(reading.violations).representation)
    registered = trust_anchors().of_subjects(tenant, issuer_names(reading.certificates))
    judgement = check_device_certificate(reading.certificates, registered, now=clock.utc_now())
    return text_response(app.current_event, judgement.representation)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
