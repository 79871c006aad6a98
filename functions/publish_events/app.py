"""Publish the audit trail: from the table's stream to the event bus, each event at least once."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api.initialization import prepare_during_init
from device_ca.stores.audit_trail import event_of_record
from device_ca.stores.event_bus import event_bus

logger = Logger()
prepare_during_init(event_bus)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Publish the events of a batch of stream records.

    Returns:
        The records whose events the bus did not take. Lambda sends the batch again from the first of them on, so an
        event may arrive twice, under the same id.
    """
    del context
    by_sequence_number = {
        record["dynamodb"]["SequenceNumber"]: found for record in event["Records"] if (found := event_of_record(record))
    }
    refused = event_bus().publish(list(by_sequence_number.values()))
    logger.info("published", events=len(by_sequence_number) - len(refused), refused=len(refused))
    return {
        "batchItemFailures": [
            {"itemIdentifier": number} for number, (_, told) in by_sequence_number.items() if told.id in refused
        ]
    }
