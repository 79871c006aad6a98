"""Keep each tenant's trust store, and its revocation lists, in the bucket: publish those that the queue names."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api.initialization import prepare_during_init
from device_ca.registry.publish_trust_store import publish_trust_store
from device_ca.registry.publish_trusted_lists import publish_trusted_lists
from device_ca.stores.event_bus import event_bus
from device_ca.stores.file_store import file_store
from device_ca.stores.publication_queue import publication_queue, tenant_of_message
from device_ca.stores.trust_anchors import trust_anchors

_LONGEST_PAUSE_SECONDS = 120

logger = Logger()
prepare_during_init(trust_anchors, file_store, event_bus, publication_queue)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Publish the trust store that a message asks for; one that fails comes back, after ever longer pauses."""
    del context
    for message in event["Records"]:
        attempt = int(message["attributes"]["ApproximateReceiveCount"])
        tenant = tenant_of_message(message["body"])
        try:
            changed = [
                publish(
                    tenant,
                    now=clock.utc_now(),
                    again=attempt > 1,
                    anchors=trust_anchors(),
                    files=file_store(),
                    bus=event_bus(),
                )
                for publish in (publish_trust_store, publish_trusted_lists)
            ]
        except Exception:
            logger.warning("trust store not published", tenant=tenant, attempt=attempt)
            pause = min(2**attempt, _LONGEST_PAUSE_SECONDS)
            publication_queue().try_again(message["receiptHandle"], in_seconds=pause)
            raise
        logger.info("trust store published" if any(changed) else "trust store unchanged", tenant=tenant)
