"""POST /ca-certificates/{id}/verification-code: generate a verification code; the one before it stops working."""

from http import HTTPStatus

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, checked_certificate_id, code_representation, json_response
from device_ca.model.verification_code import generate_verification_code
from device_ca.settings import settings
from device_ca.stores.code_store import code_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(code_store)


@api.route("POST /ca-certificates/{id}/verification-code")
def generate_code(unverified_id: str) -> Response:
    """Answer with the new code and the commands that sign it."""
    certificate_id = checked_certificate_id(unverified_id)
    origin = api.origin()
    code = generate_verification_code(now=origin.at, validity=settings().code_validity)
    code_store().put(api.tenant, certificate_id, code, origin)
    return json_response(code_representation(certificate_id, code), HTTPStatus.CREATED)
