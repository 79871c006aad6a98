"""POST /ca-certificates/{id}/verification: prove possession of a CA's private key."""

from device_ca.api_gateway import Response
from device_ca.audit_event import verification_failed
from device_ca.audit_trail import audit_trail
from device_ca.code_store import code_store
from device_ca.errors import VerificationRejected
from device_ca.file_store import file_store
from device_ca.http_api import RestApi, checked_certificate_id, record_response
from device_ca.initialization import prepare_during_init
from device_ca.record_store import record_store
from device_ca.uploads import read_proof
from device_ca.verification import verify
from device_ca.verification_key import load_library

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(record_store, code_store, file_store, audit_trail, load_library)


@api.route("POST /ca-certificates/{id}/verification")
def verify_certificate(unverified_id: str) -> Response:
    """Judge the proof; where it holds, answer with the CA certificate, now verified."""
    certificate_id = checked_certificate_id(unverified_id)
    proof = read_proof(api.content_type, api.body, api.parameters.get("fileName"))
    origin = api.origin()
    try:
        record = verify(
            api.tenant,
            certificate_id,
            proof,
            origin=origin,
            records=record_store(),
            codes=code_store(),
            files=file_store(),
        )
    except VerificationRejected as refusal:
        # Without its event the refusal is not answered: someone may be trying proofs, and a retry is judged the same.
        rules = [violation.rule for violation in refusal.violations]
        audit_trail().add(api.tenant, verification_failed(certificate_id, rules, origin))
        raise
    return record_response(record)
