"""GET /ca-certificates/{id}/receipt: a signed statement that the tenant has proven possession of the CA's key."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.registry.receipt import CONTENT_TYPE, receipt_claims, sign_receipt
from device_ca.stores.receipt_key import receipt_key
from device_ca.stores.record_store import record_store

app = registry_resolver()
prepare_during_init(record_store, receipt_key)


@app.get("/ca-certificates/<certificate_id>/receipt")
def get_receipt(certificate_id: str) -> Response[str]:
    """Answer with a compact JWS."""
    tenant, issuer = request.tenant(app.current_event), request.base_url(app.current_event)
    record = record_store().get(tenant, request.certificate_id(certificate_id))
    receipt = sign_receipt(receipt_claims(record, tenant=tenant, issuer=issuer), receipt_key())
    return Response(HTTPStatus.OK.value, CONTENT_TYPE, receipt)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
