"""The queue (Amazon SQS, FIFO) of the tenants whose trust store may have changed.

Each tenant is a message group of its own: its publications come one after the other, and however long they take or
fail, no other tenant's wait for them.
"""

import hashlib
import json
from collections.abc import Collection
from functools import cache
from itertools import batched
from typing import TYPE_CHECKING

from device_ca.settings import settings
from device_ca.stores.aws_clients import answering_store, sqs_client

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# The most that SendMessageBatch takes in one call.
_MAX_ENTRIES = 10


class PublicationQueue:
    """The queue. Every method may raise ``StoreUnavailable``."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, tenants: Collection[str], *, occasion: str) -> set[str]:
        """Ask for the publication of these tenants' trust stores.

        Args:
            tenants: Whose.
            occasion: What gives rise to it. Asked twice for the same, as by a batch of the stream that is tried again,
                a tenant's trust store is published once.

        Returns:
            The tenants that the queue did not take.
        """
        refused: set[str] = set()
        for batch in batched(sorted(tenants), _MAX_ENTRIES, strict=False):
            with answering_store("publication queue"):
                answer = self._client.send_message_batch(
                    QueueUrl=self._url,
                    Entries=[
                        {
                            "Id": str(number),
                            "MessageBody": json.dumps({"tenant": tenant}),
                            "MessageGroupId": tenant,
                            "MessageDeduplicationId": hashlib.sha256(f"{tenant}#{occasion}".encode()).hexdigest(),
                        }
                        for number, tenant in enumerate(batch)
                    ],
                )
            refused |= {batch[int(failure["Id"])] for failure in answer.get("Failed", [])}
        return refused

    def try_again(self, receipt_handle: str, *, in_seconds: int) -> None:
        """Make a received message visible again after this time, before its visibility timeout is over."""
        with answering_store("publication queue"):
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt_handle, VisibilityTimeout=in_seconds
            )


def tenant_of_message(body: str) -> str:
    """Return whose trust store a message asks for."""
    tenant: str = json.loads(body)["tenant"]
    return tenant


@cache
def publication_queue() -> PublicationQueue:
    """Return the process's queue."""
    return PublicationQueue(sqs_client(), settings().truststore_queue_url)
