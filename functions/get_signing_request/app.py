"""GET /ca-certificates/{id}/verification-code/csr: a signing request for the code that is active now."""

from device_ca import clock
from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, attachment_response, checked_certificate_id
from device_ca.certificates.signing_request import make_signing_request
from device_ca.stores.code_store import code_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(code_store)


@api.route("GET /ca-certificates/{id}/verification-code/csr")
def get_signing_request(unverified_id: str) -> Response:
    """Answer with a PEM request to sign with the CA's key."""
    code = code_store().active(api.tenant, checked_certificate_id(unverified_id), now=clock.utc_now())
    return attachment_response(make_signing_request(code.code), "application/pkcs10", "verification.csr")
