"""The DynamoDB table: complete reads, and transactions that say which condition failed."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from device_ca.errors import StoreUnavailable
from device_ca.settings import settings
from device_ca.stores.aws_clients import answering_store, dynamodb_client
from device_ca.stores.ca_item import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Of two writes at once, the conditions of one fail; the next attempt finds the state that the other wrote.
TRANSACTION_ATTEMPTS = 4
# DynamoDB cancels a transaction that meets another on the same item, whatever its conditions. All changes of a tenant
# meet on its item of counters, so they wait for each other: up to so many times, for up to twice as long each time.
_CONFLICT_ATTEMPTS = 8
_FIRST_PAUSE = 0.02  # seconds, the time that a transaction takes


class TransactionCancelled(Exception):
    """A transaction whose conditions did not hold. ``reasons`` stand in the order of its actions."""

    def __init__(self, reasons: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("conditions of a transaction did not hold")
        self.reasons = reasons

    def failed(self, action: int) -> bool:
        """Say whether the condition of that action is among those that did not hold."""
        return bool(self.reasons[action].get("Code") == "ConditionalCheckFailed")

    @property
    def items(self) -> list[Item | None]:
        """The items for which an action's condition failed, where the action asked for them."""
        return [reason.get("Item") for reason in self.reasons]


class Table:
    """The table. Every method may raise ``StoreUnavailable``."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self.name = name

    def created_at(self) -> datetime:
        """Return when this table was made; one that was restored from a backup is as old as its restoration."""
        with answering_store("record store"):
            return self._client.describe_table(TableName=self.name)["Table"]["CreationDateTime"].astimezone(UTC)

    def get(self, key: Item) -> Item | None:
        """Return one item, or None where there is none."""
        with answering_store("record store"):
            answer = self._client.get_item(TableName=self.name, Key=key, ConsistentRead=True)
        item = answer.get("Item")
        return dict(item) if item else None

    def get_by_kind(self, keys: Sequence[Item]) -> dict[str, Item]:
        """Return the items of these keys that exist, by the first part of their sort key (``CA``, ``CODE``)."""
        return {item["sk"]["S"].partition("#")[0]: item for item in self.get_all(keys)}

    def get_all(self, keys: Sequence[Item]) -> list[Item]:
        """Return the items of these keys that exist; at most 100 keys and 16 MB of items, strongly consistent."""
        with answering_store("record store"):
            answer = self._client.batch_get_item(RequestItems={self.name: {"Keys": list(keys), "ConsistentRead": True}})
        if answer.get("UnprocessedKeys"):
            raise StoreUnavailable("The record store did not answer in full.")
        return list(map(dict, answer["Responses"].get(self.name, [])))

    def query(self, *, consistent: bool = True, **query: Any) -> tuple[list[Item], bool]:
        """Read one page of an index. Return its items, and whether there may be more.

        Args:
            consistent: Whether the read is strongly consistent, which one of a global index cannot be.
            **query: What else DynamoDB's Query takes.
        """
        with answering_store("record store"):
            answer = self._client.query(TableName=self.name, ConsistentRead=consistent, **query)
        return [dict(item) for item in answer["Items"]], "LastEvaluatedKey" in answer

    def query_all(self, **query: Any) -> Iterator[Item]:
        """Read all of the table or of a local index that fits the query, strongly consistent."""
        return self._query_every_page(ConsistentRead=True, **query)

    def query_global_index(self, **query: Any) -> Iterator[Item]:
        """Read all of a global index that fits the query, as of a moment ago."""
        return self._query_every_page(**query)

    def _query_every_page(self, **query: Any) -> Iterator[Item]:
        while True:
            with answering_store("record store"):
                answer = self._client.query(TableName=self.name, **query)
            yield from map(dict, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def delete(self, key: Item) -> None:
        """Delete one item; it may be gone already."""
        with answering_store("record store"):
            self._client.delete_item(TableName=self.name, Key=key)

    def transact(self, actions: Sequence[Item]) -> None:
        """Carry out all actions on this table or none.

        The SDK sends one idempotency token with all its own retries, so an answer lost on the way is not taken for a
        condition that failed.

        Raises:
            TransactionCancelled: A condition did not hold.
        """
        named: list[Any] = [
            {kind: {"TableName": self.name, **action} for kind, action in entry.items()} for entry in actions
        ]
        for attempt in range(_CONFLICT_ATTEMPTS):
            try:
                with answering_store("record store"):
                    self._client.transact_write_items(TransactItems=named)
            except self._client.exceptions.TransactionCanceledException as error:
                reasons = error.response.get("CancellationReasons", [])
                if any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons):
                    raise TransactionCancelled(reasons) from None
                if not _may_succeed_later(error):
                    raise
                # The pause needs no secure random source.
                time.sleep(random.uniform(0, _FIRST_PAUSE * 2**attempt))  # noqa: S311  # nosec B311
            else:
                return
        raise StoreUnavailable("The record store is too busy with these records.")


def _may_succeed_later(error: ClientError) -> bool:
    reasons: Sequence[Mapping[str, Any]] = error.response.get("CancellationReasons", [])
    passing = {"None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
    return all(reason.get("Code", "None") in passing for reason in reasons)


@cache
def table() -> Table:
    """Return the process's table."""
    return Table(dynamodb_client(), settings().table_name)
