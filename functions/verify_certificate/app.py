"""POST /ca-certificates/{id}/verification: prove possession of a CA's private key."""

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, checked_certificate_id, record_response
from device_ca.api.uploads import read_proof
from device_ca.certificates.crypto_key import load_library
from device_ca.errors import VerificationRejected
from device_ca.model.audit_event import verification_failed
from device_ca.registry.verify import verify
from device_ca.stores.audit_trail import audit_trail
from device_ca.stores.code_store import code_store
from device_ca.stores.file_store import file_store
from device_ca.stores.record_store import record_store

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
