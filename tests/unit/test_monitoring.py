"""The alarms and the dashboard of template.yaml name metrics that exist, and leave out nothing that runs unseen."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from device_ca.api.outcome import NAMESPACE
from tests.support.routes import TEMPLATE

RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
ALARMS = {name: value["Properties"] for name, value in RESOURCES.items() if value["Type"] == "AWS::CloudWatch::Alarm"}
QUEUES = [
    name
    for name, value in RESOURCES.items()
    if value["Type"] == "AWS::SQS::Queue" and "RedrivePolicy" not in value["Properties"]
]
STREAM_FUNCTIONS = [
    name
    for name, value in RESOURCES.items()
    if value["Type"] == "AWS::Serverless::Function"
    and any(event["Type"] == "DynamoDB" for event in value["Properties"]["Events"].values())
]
# As tests/integration/test_observability.py sees the functions emit them.
OWN_METRICS = {
    ("Uploads", frozenset({"service"})),
    ("Proofs", frozenset({"outcome", "service"})),
    ("Refusals", frozenset({"rule", "service"})),
    ("Latency", frozenset({"route", "service"})),
}
_SEARCH = re.compile(r"SEARCH\('\{([^}]+)\} MetricName=\"(\w+)\"")


def _dashboard() -> dict[str, Any]:
    body: dict[str, Any] = json.loads(RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    return body


def _dashboard_metrics() -> list[tuple[str, str, frozenset[str]]]:
    """Return namespace, name and names of dimensions of everything that is drawn."""
    found = []
    for widget in _dashboard()["widgets"]:
        for metric in widget["properties"].get("metrics", []):
            if isinstance(metric[0], dict):
                (match,) = _SEARCH.findall(metric[0]["expression"])
                namespace, *dimensions = match[0].split(",")
                found.append((namespace, match[1], frozenset(dimensions)))
            else:
                texts = [part for part in metric if isinstance(part, str)]
                found.append((texts[0], texts[1], frozenset(texts[2::2])))
    return found


def test_dashboard_draws_every_metric_of_the_functions() -> None:
    drawn = {(name, dimensions) for namespace, name, dimensions in _dashboard_metrics() if namespace == NAMESPACE}
    assert drawn == OWN_METRICS


def test_dashboard_shows_every_alarm() -> None:
    (widget,) = [widget for widget in _dashboard()["widgets"] if widget["type"] == "alarm"]
    assert {alarm.removeprefix("${").removesuffix(".Arn}") for alarm in widget["properties"]["alarms"]} == ALARMS.keys()


@pytest.mark.parametrize("alarm", ALARMS)
def test_each_alarm_and_its_end_are_announced(alarm: str) -> None:
    properties = ALARMS[alarm]
    assert properties["AlarmActions"] == properties["OKActions"] == [{"Ref": "AlarmTopic"}]
    assert properties["TreatMissingData"] == "notBreaching"
    assert properties["AlarmDescription"]


@pytest.mark.parametrize("queue", QUEUES)
def test_each_failure_queue_has_an_alarm_and_is_kept_for_two_weeks(queue: str) -> None:
    dimensions = [{"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}]
    assert any(alarm.get("Dimensions") == dimensions for alarm in ALARMS.values())
    properties = {name: value for name, value in RESOURCES[queue]["Properties"].items() if name != "FifoQueue"}
    assert properties == {"MessageRetentionPeriod": 1209600, "SqsManagedSseEnabled": True}


@pytest.mark.parametrize("function", STREAM_FUNCTIONS)
def test_each_stream_has_an_alarm_on_its_age_and_loses_nothing_silently(function: str) -> None:
    dimensions = [{"Name": "FunctionName", "Value": {"Ref": function}}]
    ages = [alarm for alarm in ALARMS.values() if alarm.get("MetricName") == "IteratorAge"]
    assert any(alarm["Dimensions"] == dimensions for alarm in ages)
    (mapping,) = [
        event["Properties"]
        for event in RESOURCES[function]["Properties"]["Events"].values()
        if event["Type"] == "DynamoDB"
    ]
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0] in QUEUES
    # Retries go on until the record is too old, never until a count.
    assert "MaximumRetryAttempts" not in mapping
