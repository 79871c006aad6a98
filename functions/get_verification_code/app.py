"""GET /ca-certificates/{id}/verification-code: the verification code that is active now."""

from device_ca import clock
from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, checked_certificate_id, code_representation, json_response
from device_ca.stores.code_store import code_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(code_store)


@api.route("GET /ca-certificates/{id}/verification-code")
def get_verification_code(unverified_id: str) -> Response:
    """Answer with the active code."""
    certificate_id = checked_certificate_id(unverified_id)
    code = code_store().active(api.tenant, certificate_id, now=clock.utc_now())
    return json_response(code_representation(certificate_id, code))
