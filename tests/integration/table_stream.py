"""Lambda's event source mappings on the table's stream and on queues, as far as the template describes them."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from tests.support.events import LambdaContext
from tests.support.routes import TEMPLATE

Record = dict[str, Any]


def invoke_function(function: str, event: dict[str, Any]) -> Any:
    """Call the handler of a function that the template names."""
    folder = TEMPLATE["Resources"][function]["Properties"]["CodeUri"]
    return importlib.import_module(folder.replace("/", ".") + ".app").lambda_handler(event, LambdaContext())


class StreamMapping:
    """Delivers the stream's records to a function and, where it reports failures, again from the first of them on."""

    def __init__(self, table_name: str, function: str, event: str) -> None:
        # Moto does not know the endpoints that carry an account's id.
        self._client = boto3.client("dynamodbstreams", config=Config(account_id_endpoint_mode="disabled"))
        (stream,) = self._client.list_streams(TableName=table_name)["Streams"]
        self._arn = stream["StreamArn"]
        self._function = function
        self._mapping = TEMPLATE["Resources"][function]["Properties"]["Events"][event]["Properties"]
        self._delivered = 0

    def records(self) -> list[Record]:
        """Return the records that pass the mapping's filter, oldest first."""
        (shard,) = self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        iterator = self._client.get_shard_iterator(
            StreamArn=self._arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        records: list[Any] = self._client.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
        patterns = [json.loads(rule["Pattern"]) for rule in self._mapping["FilterCriteria"]["Filters"]]
        return [record for record in records if any(_matches(record, pattern) for pattern in patterns)]

    def deliver(self) -> None:
        """Deliver one batch of what was not delivered yet."""
        batch = self.records()[self._delivered :][: self._mapping["BatchSize"]]
        if not batch:
            return
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        failed = self.invoke(batch)
        assert failed <= set(numbers)
        self._delivered += next((index for index, number in enumerate(numbers) if number in failed), len(numbers))

    def invoke(self, records: list[Record]) -> set[str]:
        """Call the function; return the sequence numbers that it reports as failed."""
        failures = invoke_function(self._function, {"Records": records})["batchItemFailures"]
        return {str(failure["itemIdentifier"]) for failure in failures}


class QueueMapping:
    """Delivers the messages of a FIFO queue to a function; one that it fails on stays, and holds its group up."""

    def __init__(self, function: str, queue_url: str) -> None:
        self._sqs = boto3.client("sqs")
        self._url = queue_url
        self._function = function
        self._arn = self._sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]

    def messages(self) -> list[Record]:
        """Receive what is visible, at most one message of each group, in the form in which Lambda gets it."""
        answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10, AttributeNames=["All"])
        groups: dict[str, Record] = {}
        for message in answer.get("Messages", []):
            record = {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "eventSource": "aws:sqs",
                "eventSourceARN": self._arn,
            }
            if groups.setdefault(message["Attributes"]["MessageGroupId"], record) is not record:
                self._sqs.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )
        return list(groups.values())

    def deliver(self) -> list[Exception]:
        """Deliver all that is visible, message by message; return what the function failed with."""
        failures: list[Exception] = []
        while messages := self.messages():
            for message in messages:
                try:
                    invoke_function(self._function, {"Records": [message]})
                except Exception as error:  # noqa: BLE001  whatever it is, Lambda keeps the message
                    failures.append(error)
                else:
                    self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["receiptHandle"])
        return failures


@dataclass(frozen=True)
class Publication:
    """The way of a change from the table's stream by the queue to the trust store in the bucket."""

    stream: StreamMapping
    queue: QueueMapping

    def deliver(self) -> list[Exception]:
        """Deliver what has changed; return what the function that publishes failed with."""
        self.stream.deliver()
        return self.queue.deliver()


def _matches(value: Any, pattern: Any) -> bool:
    """Match as Lambda filters do, as far as the template's patterns go: equal strings and prefixes."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(_matches(value.get(name), part) for name, part in pattern.items())
    assert isinstance(pattern, list)
    return any(
        isinstance(value, str) and value.startswith(rule["prefix"]) if isinstance(rule, dict) else value == rule
        for rule in pattern
    )
