"""GET /ca-certificates/{id}/crl: download the revocation list of a CA."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import (
    attachment_response,
    content_disposition,
    not_modified_response,
    see_other_response,
)
from device_ca.registry.revocation import stored_list
from device_ca.stores.file_store import file_store
from device_ca.stores.record_store import record_store

_CONTENT_TYPE = "application/pkix-crl"
# Lambda takes 6 MB of an answer, in which bytes are base64.
_LARGEST_ANSWER = 4_000_000

app = registry_resolver()
prepare_during_init(record_store, file_store)


@app.get("/ca-certificates/<certificate_id>/crl")
def get_revocation_list(certificate_id: str) -> Response[str] | Response[str | bytes]:
    """Answer with the list in DER; a larger one is to be had from the bucket by a URL that is good for five minutes."""
    tenant = request.tenant(app.current_event)
    crl, file = stored_list(tenant, record_store().get(tenant, request.certificate_id(certificate_id)))
    headers = {"ETag": crl.entity_tag, "Cache-Control": "no-cache, private"}
    if request.has_current(app.current_event, crl.entity_tag):
        return not_modified_response(headers)
    name = f"{certificate_id}.crl"
    if crl.size > _LARGEST_ANSWER:
        url = file_store().url(file, content_type=_CONTENT_TYPE, disposition=content_disposition(name))
        return see_other_response(url)
    return attachment_response(file_store().get(file), _CONTENT_TYPE, name, headers)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
