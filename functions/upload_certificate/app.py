"""POST /ca-certificates: upload a CA certificate."""

from http import HTTPStatus

from device_ca.api.api_gateway import Response
from device_ca.api.initialization import prepare_during_init
from device_ca.api.rest_api import RestApi, json_response, record_response
from device_ca.api.uploads import read_file
from device_ca.certificates.crypto_key import load_library
from device_ca.registry.register import dry_run_representation, judge_upload, register
from device_ca.stores.file_store import file_store
from device_ca.stores.record_store import record_store

api = RestApi()
lambda_handler = api.lambda_handler
prepare_during_init(record_store, file_store, load_library)


@api.route("POST /ca-certificates")
def upload_certificate() -> Response:
    """Judge the file; register it, or with ``?dryRun=true`` answer with the judgement alone."""
    dry_run = api.flag("dryRun")
    file = read_file(api.content_type, api.body, api.parameters.get("fileName"))
    origin = api.origin()
    admission = judge_upload(api.tenant, file, now=origin.at, records=record_store())
    if dry_run:
        return json_response(dry_run_representation(file, admission, now=origin.at))
    record = register(api.tenant, file, admission, origin=origin, records=record_store(), files=file_store())
    location = {"Location": api.location(record.id)}
    return record_response(record, HTTPStatus.CREATED, location)
