"""Ask for the publication of trust stores that may have changed: after changes, and on a schedule as CAs expire."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api.initialization import prepare_during_init
from device_ca.errors import StoreUnavailable
from device_ca.registry.announce_expiring import expiry_index
from device_ca.registry.publish_trust_store import tenants_with_expired
from device_ca.stores.ca_item import tenant_of_key
from device_ca.stores.publication_queue import publication_queue

# More than the schedule's interval asks for, so that missed runs do no harm.
_LOOKED_BACK = timedelta(days=4)

logger = Logger()
prepare_during_init(publication_queue, expiry_index)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Queue the tenants that an event of the stream or of the schedule concerns, each once.

    Returns:
        The stream's records whose tenant the queue did not take; Lambda sends them again.

    Raises:
        StoreUnavailable: A store did not answer, or did not take what the schedule asks for; Lambda asks again.
    """
    del context
    if "Records" not in event:
        tenants = tenants_with_expired(now=clock.utc_now(), within=_LOOKED_BACK, index=expiry_index())
        if publication_queue().send(tenants, occasion=event["id"]):
            raise StoreUnavailable("Not every trust store could be put into the queue.")
        logger.info("queued", trust_stores=len(tenants))
        return {}
    tenant_of_record = {
        record["dynamodb"]["SequenceNumber"]: tenant_of_key(record["dynamodb"]["Keys"]["pk"]["S"])
        for record in event["Records"]
    }
    tenants = set(tenant_of_record.values())
    refused = publication_queue().send(tenants, occasion=max(tenant_of_record, key=int))
    logger.info("queued", trust_stores=len(tenants) - len(refused), refused=len(refused))
    failures = [number for number, tenant in tenant_of_record.items() if tenant in refused]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in failures]}
