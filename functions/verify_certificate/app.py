"""POST /ca-certificates/{id}/verification: prove possession of a CA's private key."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import record_response
from device_ca.registry.verify import verify
from device_ca.stores.code_store import code_store
from device_ca.stores.file_store import file_store
from device_ca.stores.ledger import ledger
from device_ca.stores.record_store import record_store

app = registry_resolver()
prepare_during_init(record_store, code_store, file_store, ledger)


@app.post("/ca-certificates/<certificate_id>/verification")
def verify_certificate(certificate_id: str) -> Response[str]:
    """Judge the proof; where it holds, answer with the CA certificate, now verified."""
    event = app.current_event
    record = verify(
        request.tenant(event),
        request.certificate_id(certificate_id),
        request.proof(event),
        origin=request.origin(event),
        records=record_store(),
        codes=code_store(),
        files=file_store(),
        ledger=ledger(),
    )
    return record_response(event, record)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
