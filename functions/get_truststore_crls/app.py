"""GET /truststore/crls: the revocation lists of the tenant's trusted CAs, as a PEM file."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.trusted_lists_response import trusted_lists_response
from device_ca.stores.file_store import file_store
from device_ca.stores.trust_anchors import trust_anchors

app = registry_resolver()
prepare_during_init(file_store, trust_anchors)


@app.get("/truststore/crls")
def get_truststore_crls() -> Response[str]:
    """Answer with the lists as they were last published, a few seconds after the last change."""
    event = app.current_event
    return trusted_lists_response(
        event, request.tenant(event), now=clock.utc_now(), files=file_store(), anchors=trust_anchors()
    )


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
