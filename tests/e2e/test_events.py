"""The audit trail and the event bus of the deployed template, and what a whole run writes to the logs."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.test_guide import PEM, path_of, upload
from tests.support.leaks import leaks
from tests.tools.local_stack import StackOutputs
from tests.tools.local_stack.aws import emulator_client
from tests.tools.local_stack.guide import Workbench
from tests.tools.local_stack.sam import STACK_NAME

SECONDS_TO_ARRIVE = 30.0
Client = Any


@pytest.fixture(scope="module")
def clients(outputs: StackOutputs) -> dict[str, Client]:
    return {
        service: emulator_client(service, endpoint_url=outputs.aws_endpoint_url, region=outputs.region)
        for service in ("cloudformation", "events", "logs", "sqs")
    }


@pytest.fixture(scope="module")
def queue(clients: dict[str, Client]) -> Iterator[str]:
    """A queue that gets every event of the bus in the stack's output."""
    (stack,) = clients["cloudformation"].describe_stacks(StackName=STACK_NAME)["Stacks"]
    (bus,) = [output["OutputValue"] for output in stack["Outputs"] if output["OutputKey"] == "EventBusName"]
    url: str = clients["sqs"].create_queue(QueueName="subscriber")["QueueUrl"]
    attributes = clients["sqs"].get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    pattern = json.dumps({"source": ["device-ca-registry"]})
    clients["events"].put_rule(Name="subscriber", EventBusName=bus, EventPattern=pattern)
    targets = [{"Id": "queue", "Arn": attributes["QueueArn"]}]
    clients["events"].put_targets(Rule="subscriber", EventBusName=bus, Targets=targets)
    yield url
    clients["events"].remove_targets(Rule="subscriber", EventBusName=bus, Ids=["queue"])
    clients["events"].delete_rule(Name="subscriber", EventBusName=bus)
    clients["sqs"].delete_queue(QueueUrl=url)


def _received(sqs: Client, queue: str, certificate_id: str, count: int) -> list[dict[str, Any]]:
    """Return the events of a certificate once there are so many."""
    found: list[dict[str, Any]] = []
    deadline = time.monotonic() + SECONDS_TO_ARRIVE
    while len(found) < count and time.monotonic() < deadline:
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
        events = [json.loads(message["Body"]) for message in messages]
        found += [event for event in events if event["detail"].get("certificateId") == certificate_id]
    return found


def test_what_happens_to_a_certificate_is_in_its_trail_and_on_the_bus(
    acme: httpx.Client, globex: httpx.Client, workbench: Workbench, clients: dict[str, Client], queue: str
) -> None:
    uploaded = upload(acme, workbench)
    code = acme.post(f"{path_of(uploaded)}/verification-code").json()["code"]
    proof = workbench.prove(code)
    assert acme.post(f"{path_of(uploaded)}/verification", content=proof, headers=PEM).status_code == 200

    trail = acme.get(f"{path_of(uploaded)}/events").json()["items"]
    assert [event["type"] for event in trail] == [
        "CaCertificateVerified",
        "VerificationCodeGenerated",
        "CaCertificateUploaded",
    ]
    assert all(event["actor"] and event["requestId"] for event in trail)
    assert globex.get(f"{path_of(uploaded)}/events").status_code == 404

    received = _received(clients["sqs"], queue, uploaded["id"], len(trail))
    published = sorted((event["detail"] for event in received), key=lambda detail: str(detail["id"]))
    told = [{name: value for name, value in event.items() if name != "actorName"} for event in trail]
    assert published == sorted(({"tenant": "acme", **event} for event in told), key=lambda event: str(event["id"]))
    assert {event["detail-type"] for event in received} == {event["type"] for event in trail}


def test_no_log_of_the_run_holds_a_secret(
    acme: httpx.Client, workbench: Workbench, clients: dict[str, Client], tokens: dict[str, str]
) -> None:
    uploaded = upload(acme, workbench)
    code = acme.post(f"{path_of(uploaded)}/verification-code").json()["code"]
    acme.post(f"{path_of(uploaded)}/verification", content=b"no proof", headers=PEM)
    acme.post(f"{path_of(uploaded)}/verification", content=workbench.prove(code), headers=PEM)
    workbench.openssl("openssl x509 -in rootCA.cer -outform DER -out rootCA.der")

    text = "\n".join(_function_logs(clients["logs"]))
    assert '"route":"POST /ca-certificates"' in text
    certificate = workbench.path("rootCA.der").read_bytes()
    assert leaks(text, secrets=[code, *tokens.values()], certificates=[certificate]) == []


def _function_logs(logs: Client) -> Iterator[str]:
    """Return every line that the functions have logged since the stack began."""
    for group_page in logs.get_paginator("describe_log_groups").paginate():
        for group in group_page["logGroups"]:
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
                yield from (event["message"] for event in page["events"])
