"""POST /device-certificates/check: would this device certificate be trusted? Nothing is stored."""

from device_ca import clock
from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, json_response
from device_ca.api.uploads import read_file
from device_ca.certificates.device_chain import read_certificate_chain
from device_ca.rules.device_check import check_device_certificate, issuer_names, unreadable
from device_ca.stores.trust_anchors import trust_anchors

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(trust_anchors)


@api.route("POST /device-certificates/check")
def check() -> Response:
    """Answer with the path to a trusted CA, or with every reason why there is none."""
    file = read_file(api.content_type, api.body, api.parameters.get("fileName"))
    reading = read_certificate_chain(file.content)
    if reading.violations:
        return json_response(unreadable(reading.violations).representation())
    registered = trust_anchors().of_subjects(api.tenant, issuer_names(reading.certificates))
    return json_response(
        check_device_certificate(reading.certificates, registered, now=clock.utc_now()).representation()
    )
