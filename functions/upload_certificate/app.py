"""POST /ca-certificates: upload a CA certificate."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api import request
from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import forecast_response, record_response
from device_ca.registry.register import foretell, judge_upload, register
from device_ca.stores.file_store import file_store
from device_ca.stores.new_records import new_records
from device_ca.stores.record_store import record_store

app = registry_resolver()
prepare_during_init(record_store, new_records, file_store)


@app.post("/ca-certificates")
def upload_certificate() -> Response[str]:
    """Judge the file; register it, or with ``?dryRun=true`` foretell what would become of it."""
    event = app.current_event
    tenant, origin = request.tenant(event), request.origin(event)
    is_dry_run, file = request.flag(event, "dryRun"), request.file(event)
    admission = judge_upload(tenant, file, now=origin.at, records=record_store(), new_records=new_records())
    if is_dry_run:
        forecast = foretell(tenant, file, admission, now=origin.at, new_records=new_records())
        return forecast_response(event, forecast)
    record = register(
        tenant,
        file,
        admission,
        origin=origin,
        records=record_store(),
        new_records=new_records(),
        files=file_store(),
    )
    return record_response(event, record, HTTPStatus.CREATED, {"Location": request.location(event, record.id)})


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)
