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


def _events(function: str) -> list[dict[str, Any]]:
    return list(RESOURCES[function]["Properties"]["Events"].values())


UNWAITED_FUNCTIONS = [
    name
    for name, value in RESOURCES.items()
    if value["Type"] == "AWS::Serverless::Function" and all(event["Type"] != "Api" for event in _events(name))
]
# As tests/integration/test_observability.py sees the functions emit them.
OWN_METRICS = {
    ("Uploads", frozenset({"service"})),
    ("Proofs", frozenset({"outcome", "service"})),
    ("Refusals", frozenset({"rule", "service"})),
    ("Latency", frozenset({"route", "service"})),
}
# What a metric is called elsewhere, and what of it in so many periods of five minutes is too much.
LEVELS = {
    # Of API Gateway the average is the share of the answers.
    "5XXError": ("AWS/ApiGateway", "Average", 0.01, 1),
    "Latency": ("AWS/ApiGateway", "p99", 3000, 3),  # milliseconds
    "ThrottledRequests": ({"Fn::Sub": f"{NAMESPACE}/${{AWS::StackName}}"}, "Sum", 10, 1),
    "Throttles": ("AWS/Lambda", "Sum", 0, 1),
    "Errors": ("AWS/Lambda", "Sum", 0, 1),
    "IteratorAge": ("AWS/Lambda", "Maximum", 300_000, 1),  # milliseconds
    "ApproximateAgeOfOldestMessage": ("AWS/SQS", "Maximum", 300, 1),  # seconds
    "ApproximateNumberOfMessagesVisible": ("AWS/SQS", "Maximum", 0, 1),
    "UnreadableTrustAnchors": (NAMESPACE, "Sum", 0, 1),
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


@pytest.mark.parametrize("alarm", ALARMS)
def test_each_alarm_goes_off_at_what_it_tells_of(alarm: str) -> None:
    """An alarm on another statistic, unit or level never goes off, or never ends, and nothing else tells."""
    properties = ALARMS[alarm]
    statistic = properties.get("Statistic") or properties["ExtendedStatistic"]
    level = (properties["Namespace"], statistic, properties["Threshold"], properties["EvaluationPeriods"])
    assert level == LEVELS[properties["MetricName"]]
    assert (properties["Period"], properties["ComparisonOperator"]) == (300, "GreaterThanThreshold")


def test_each_alarm_is_of_this_stack() -> None:
    """Of the functions' concurrency alone there is one for the account: that is what runs out."""
    dimensions = {
        name: {found["Name"]: found["Value"] for found in alarm.get("Dimensions", [])} for name, alarm in ALARMS.items()
    }
    stack, stage = {"Ref": "AWS::StackName"}, {"Ref": "StageName"}
    assert dimensions["ServerErrorsAlarm"] == dimensions["LatencyAlarm"] == {"ApiName": stack, "Stage": stage}
    assert RESOURCES["Api"]["Properties"]["Name"] == stack
    assert dimensions["UnreadableTrustAnchorsAlarm"] == {"service": stack}
    assert {name for name, found in dimensions.items() if not found} == {
        "ThrottledFunctionsAlarm",
        # Its namespace is the stack's own.
        "ThrottledRequestsAlarm",
    }


def test_who_is_turned_away_is_counted_from_the_access_log() -> None:
    """API Gateway counts 429 among all 4xx."""
    counted, api = RESOURCES["ThrottledRequestsFilter"]["Properties"], RESOURCES["Api"]["Properties"]
    assert json.loads(api["AccessLogSetting"]["Format"])["status"] == "$context.status"
    assert api["AccessLogSetting"]["DestinationArn"] == {"Fn::GetAtt": ["AccessLogGroup", "Arn"]}
    assert counted["LogGroupName"] == {"Ref": "AccessLogGroup"}
    assert counted["FilterPattern"] == '{ $.status = "429" }'
    assert counted["MetricTransformations"] == [
        {
            "MetricNamespace": LEVELS["ThrottledRequests"][0],
            "MetricName": "ThrottledRequests",
            "MetricValue": "1",
            "DefaultValue": 0,
        }
    ]


def test_alarms_are_mailed_to_whom_the_parameter_names() -> None:
    assert RESOURCES["AlarmTopic"]["Properties"] == {
        "Subscription": {
            "Fn::If": [
                "HasAlarmEmail",
                [{"Protocol": "email", "Endpoint": {"Ref": "AlarmEmail"}}],
                {"Ref": "AWS::NoValue"},
            ]
        }
    }


@pytest.mark.parametrize("function", UNWAITED_FUNCTIONS)
def test_a_function_that_nobody_waits_for_fails_loudly(function: str) -> None:
    """No caller sees that a schedule's or a queue's function fails, run after run; a stream's retries show as age."""
    dimensions = [{"Name": "FunctionName", "Value": {"Ref": function}}]
    watched = [alarm["MetricName"] for alarm in ALARMS.values() if alarm.get("Dimensions") == dimensions]
    is_retried_by_a_stream_alone = all(event["Type"] == "DynamoDB" for event in _events(function))
    assert ("IteratorAge" if is_retried_by_a_stream_alone else "Errors") in watched


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
    # Retries go on until the record is too old, never until a count. A stream keeps 24 hours: what is given up four
    # hours before can still be read from it, and less would give up what a night's outage holds up.
    assert "MaximumRetryAttempts" not in mapping
    assert mapping["MaximumRecordAgeInSeconds"] == 20 * 60 * 60
    assert mapping["Stream"] == {"Fn::GetAtt": ["CertificateTable", "StreamArn"]}
    assert mapping["BatchSize"] == 100


def test_the_streams_bring_what_they_are_read_for() -> None:
    """A pattern that matches less loses events, or leaves a CA that was disabled in the published trust store."""
    patterns = {
        function: [
            json.loads(found["Pattern"])
            for event in _events(function)
            if event["Type"] == "DynamoDB"
            for found in event["Properties"]["FilterCriteria"]["Filters"]
        ]
        for function in STREAM_FUNCTIONS
    }
    of_a_ca, verified = {"Keys": {"sk": {"S": [{"prefix": "CA#"}]}}}, {"status": {"S": ["verified"]}}
    assert patterns == {
        "PublishEventsFunction": [
            {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "TRAIL#"}]}}}},
        ],
        # What is verified, and what was: a deletion has no new image.
        "QueueTruststoresFunction": [
            {"dynamodb": of_a_ca | {"NewImage": verified}},
            {"dynamodb": of_a_ca | {"OldImage": verified}},
        ],
    }


def test_a_tenants_trust_store_is_published_by_one_function_at_a_time_and_not_given_up_soon() -> None:
    """While a message is visible too early, a second publication would begin; after few tries a night would lose it."""
    queue, function = RESOURCES["TruststoreQueue"]["Properties"], RESOURCES["PublishTruststoreFunction"]["Properties"]
    assert function["Timeout"] == 300
    assert queue["VisibilityTimeout"] == function["Timeout"] + 10
    assert queue["FifoQueue"] is True
    assert queue["SqsManagedSseEnabled"] is True
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["UnpublishedTruststoresQueue", "Arn"]},
        "maxReceiveCount": 100,
    }
    # A queue of the other kind could not take what is given up.
    assert RESOURCES["UnpublishedTruststoresQueue"]["Properties"]["FifoQueue"] is True
    assert [event["Properties"] for event in _events("PublishTruststoreFunction")] == [
        {"Queue": {"Fn::GetAtt": ["TruststoreQueue", "Arn"]}, "BatchSize": 1}
    ]
