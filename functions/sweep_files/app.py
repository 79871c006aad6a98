"""Delete daily the files that no record names."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api.initialization import prepare_during_init
from device_ca.registry.sweep_files import sweep
from device_ca.stores.file_store import file_store
from device_ca.stores.record_store import record_store

logger = Logger()
prepare_during_init(record_store, file_store)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Sweep the bucket; the next run deletes what a failed one has left."""
    del event, context
    deleted = sweep(now=clock.utc_now(), records=record_store(), files=file_store())
    logger.info("swept", files=deleted)
