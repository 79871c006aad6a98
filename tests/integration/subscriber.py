"""A subscriber of the event bus, who holds every event against the schema that is published for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
from jsonschema import Draft202012Validator

from device_ca.stores import event_bus

BUS = "registry-events"
SCHEMAS = Path(__file__).parents[2] / "events" / "schemas"


class Subscriber:
    """A queue that gets everything from the bus."""

    def __init__(self) -> None:
        self._sqs, events = boto3.client("sqs"), boto3.client("events")
        events.create_event_bus(Name=BUS)
        self._queue = self._sqs.create_queue(QueueName="subscriber")["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])["Attributes"]
        pattern = json.dumps({"source": [event_bus.SOURCE]})
        events.put_rule(Name="all", EventBusName=BUS, EventPattern=pattern)
        events.put_targets(Rule="all", EventBusName=BUS, Targets=[{"Id": "queue", "Arn": arn["QueueArn"]}])

    def received(self) -> list[dict[str, Any]]:
        """Return what has come since the last call."""
        found: list[dict[str, Any]] = []
        while messages := self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"]))
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        for event in found:
            schema = json.loads((SCHEMAS / f"{event['detail-type']}.json").read_text())
            Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(event["detail"])
        return found
