"""Keeps each tenant's trust store in the bucket: on every change in the table's stream, and as time goes by."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api.initialization import prepare_during_init
from device_ca.errors import StoreUnavailable
from device_ca.registry.announce_expiring import expiry_index
from device_ca.registry.publish_trust_store import publish_trust_store
from device_ca.stores.ca_item import tenant_key
from device_ca.stores.file_store import file_store
from device_ca.stores.trust_anchors import trust_anchors

# More than the schedule's interval asks for, so that missed runs do no harm; a trust store that is up to date costs two
# reads and no write.
_DAYS_LOOKED_BACK = 4

logger = Logger()
prepare_during_init(trust_anchors, expiry_index, file_store)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Publish the trust stores that an event of the stream or of the schedule may have changed.

    Returns:
        The stream's records whose trust store could not be published; Lambda sends them again.

    Raises:
        StoreUnavailable: One that the schedule asks for could not be published; Lambda asks again.
    """
    del context
    if "Records" not in event:
        today = clock.utc_now().date()
        days = [today - timedelta(days=ago) for ago in range(_DAYS_LOOKED_BACK)]
        if _failed({tenant for day in days for tenant, _ in expiry_index().expiring_on(day)}):
            raise StoreUnavailable("Not every trust store could be published.")
        return {}
    numbers: dict[str, list[str]] = {}
    for record in event["Records"]:
        tenant = record["dynamodb"]["Keys"]["pk"]["S"].removeprefix(tenant_key(""))
        numbers.setdefault(tenant, []).append(record["dynamodb"]["SequenceNumber"])
    failures = [number for tenant in _failed(set(numbers)) for number in numbers[tenant]]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in failures]}


def _failed(tenants: set[str]) -> set[str]:
    """Publish what these tenants trust, and return those whose trust store could not be published."""
    failed = set()
    for tenant in sorted(tenants):
        try:
            changed = publish_trust_store(tenant, now=clock.utc_now(), anchors=trust_anchors(), files=file_store())
        except StoreUnavailable:
            logger.warning("trust store not published", tenant=tenant)
            failed.add(tenant)
        else:
            logger.info("trust store published" if changed else "trust store unchanged", tenant=tenant)
    return failed
