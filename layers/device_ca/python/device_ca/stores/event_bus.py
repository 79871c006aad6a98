"""The event bus (Amazon EventBridge) that tells others what happened to CA certificates and trust stores."""

import json
from collections.abc import Sequence
from functools import cache
from itertools import batched
from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from device_ca.model.audit_event import AuditEvent
from device_ca.model.trust_store_event import RevocationListsPublished, TruststorePublished
from device_ca.settings import settings
from device_ca.stores.aws_clients import events_client

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

type BusEvent = AuditEvent | TruststorePublished | RevocationListsPublished

SOURCE = "device-ca-registry"
# The most that PutEvents takes in one call.
_MAX_ENTRIES = 10

logger = Logger(child=True)


class EventBus:
    """The bus."""

    def __init__(self, client: "EventBridgeClient", name: str) -> None:
        self._client = client
        self._name = name

    def publish(self, events: Sequence[tuple[str, BusEvent]]) -> set[str]:
        """Publish events, each with its tenant.

        Returns:
            The ids of those that the bus did not take, for any reason, and that are to be sent again.
        """
        refused: set[str] = set()
        for batch in batched(events, _MAX_ENTRIES, strict=False):
            try:
                answer = self._client.put_events(Entries=[self._entry(tenant, event) for tenant, event in batch])
            except (BotoCoreError, ClientError) as error:
                logger.warning("the event bus did not answer", error=type(error).__name__, events=len(batch))
                refused |= {event.id for _, event in batch}
                continue
            for (_, event), result in zip(batch, answer["Entries"], strict=True):
                if "EventId" not in result:
                    logger.warning("the event bus refused", event_id=event.id, error=result.get("ErrorCode"))
                    refused.add(event.id)
        return refused

    def _entry(self, tenant: str, event: BusEvent) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": event.type,
            "Time": event.at,
            "Detail": json.dumps({"tenant": tenant, **event.representation()}, ensure_ascii=False),
        }


@cache
def event_bus() -> EventBus:
    """Return the process's event bus."""
    return EventBus(events_client(), settings().event_bus_name)
