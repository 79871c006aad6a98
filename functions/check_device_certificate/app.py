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
from device_ca.registry.check_device import check_device
from device_ca.rules.device_check import unreadable
from device_ca.stores.file_store import file_store
from device_ca.stores.trust_anchors import trust_anchors

app = registry_resolver()
prepare_during_init(trust_anchors, file_store)


@app.post("/device-certificates/check")
def check() -> Response[str]:
    """Answer with the path to a trusted CA, or with every reason why there is none."""
    event = app.current_event
    tenant, is_required = request.tenant(event), request.revocation_required(event)
    reading = read_certificate_chain(request.file(event).content)
    if reading.violations:
        return text_response(event, unreadable(reading.violations).representation)
    judgement = check_device(
        tenant,
        reading.certificates,
        revocation_required=is_required,
        now=clock.utc_now(),
        anchors=trust_anchors(),
        files=file_store(),
    )
    return text_response(event, judgement.representation)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
