"""GET /ca-certificates/{id}/receipt: a signed statement that the tenant has proven possession of the CA's key."""

from http import HTTPStatus

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, checked_certificate_id
from device_ca.registry.receipt import CONTENT_TYPE, receipt_claims, sign_receipt
from device_ca.stores.receipt_key import receipt_key
from device_ca.stores.record_store import record_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(record_store, receipt_key)


@api.route("GET /ca-certificates/{id}/receipt")
def get_receipt(unverified_id: str) -> Response:
    """Answer with a compact JWS."""
    certificate_id = checked_certificate_id(unverified_id)
    record = record_store().get(api.tenant, certificate_id)
    issuer = api.base_url(f"/ca-certificates/{certificate_id}/receipt")
    receipt = sign_receipt(receipt_claims(record, tenant=api.tenant, issuer=issuer), receipt_key())
    return Response(HTTPStatus.OK, CONTENT_TYPE, receipt, {"Cache-Control": "no-store"})
