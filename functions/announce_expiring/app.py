"""Announce daily which CA certificates and revocation lists expire soon."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api.initialization import prepare_during_init
from device_ca.registry.announce_expiring import announce_expiring, expiry_index
from device_ca.registry.announce_lists import announce_lists, list_index
from device_ca.stores.audit_trail import audit_trail

logger = Logger()
prepare_during_init(expiry_index, list_index, audit_trail)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Announce what is due; the next run makes up for one that fails."""
    del event, context
    now = clock.utc_now()
    added = announce_expiring(now=now, index=expiry_index(), trail=audit_trail())
    added += announce_lists(now=now, index=list_index(), trail=audit_trail())
    logger.info("announced", events=added)
