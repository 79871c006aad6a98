"""What the functions write to their logs: one line per outcome, metrics, and nothing that is anyone else's business."""

from __future__ import annotations

import importlib
import json
import logging
import sys
from typing import Any

import pytest
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from botocore.exceptions import ClientError

from device_ca.api import outcome
from device_ca.stores import aws_clients
from tests.integration.table_stream import StreamMapping
from tests.support.authority import Authority
from tests.support.caller import FUNCTIONS, Caller
from tests.support.events import event_of
from tests.support.leaks import leaks

pytestmark = pytest.mark.usefixtures("stores")
# Before a test captures anything, so that their loggers do not outlive the stream they write to.
for function in (*FUNCTIONS, "publish_events"):
    importlib.import_module(f"functions.{function}.app")

Line = dict[str, Any]
TOKEN = "eyJraWQiOiJ4eHh4eHh4eCJ9.eyJzdWIiOiJ4eHh4eHh4eHh4In0.c2lnbmF0dXJl"


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "registry")
    return Caller("acme")


class Log:
    """Everything that the functions write: what Lambda would send to CloudWatch Logs."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self._read = ""

    @property
    def text(self) -> str:
        self._read += self._capture.readouterr().out
        return self._read

    @property
    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.text.splitlines()]


class CurrentStdout:
    """Standard output as it is at the time of writing; pytest changes it between the phases of a test."""

    @staticmethod
    def write(text: str) -> None:
        sys.stdout.write(text)

    @staticmethod
    def flush() -> None:
        sys.stdout.flush()


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Log:
    """Capture what is printed, and what Powertools' loggers write: they hold the stream of when they were made."""
    loggers = [logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    for handler in (handler for logger in loggers for handler in logger.handlers):
        if isinstance(handler, logging.StreamHandler) and isinstance(handler.formatter, LambdaPowertoolsFormatter):
            monkeypatch.setattr(handler, "stream", CurrentStdout())
    return Log(capsys)


def _metrics(lines: list[Line]) -> list[tuple[str, dict[str, str], float]]:
    """Return the name, dimensions and value of each metric, as CloudWatch would read them."""
    found = []
    for line in lines:
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
            assert directive["Namespace"] == outcome.NAMESPACE
            (names,) = directive["Dimensions"]
            for metric in directive["Metrics"]:
                dimensions = {name: line[name] for name in names}
                found.append((metric["Name"], dimensions, line[metric["Name"]][0]))
    return found


def _answers(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.get("message") == "answered"]


def _lead_a_whole_life(acme: Caller, ca: Authority) -> list[str]:
    """Call every route, in success and in failure; return what must stay secret."""
    acme.upload(b"not a certificate")
    acme.upload(Authority().issue_leaf("device"))
    acme.upload(ca.pem, {"dryRun": "true"})
    acme.register(ca.pem)
    acme.upload(ca.der)
    codes = [str(acme.generate_code(ca.id).json["code"]) for _ in range(2)]
    acme.get_code(ca.id)
    acme.get_csr(ca.id)
    acme.verify(ca.id, Authority(ca.common_name).prove(codes[1]))
    acme.verify(ca.id, ca.prove(codes[0]))
    acme.verify(ca.id, ca.prove(codes[1]))
    acme.revoke(ca, 5)
    offered = acme.offer_upload(ca.id, 5).json
    acme.put_upload(ca.id, offered["upload"])
    signature = offered["url"].partition("X-Amz-Signature=")[2].partition("&")[0]
    for read in (acme.get, acme.download, acme.events, acme.get_code, acme.delete, acme.get):
        read(ca.id)
    acme.list()
    return [*codes, signature]


@pytest.mark.usefixtures("streams")
def test_a_whole_life_leaks_nothing(
    acme: Caller, log: Log, stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ca = Authority()
    secrets = _lead_a_whole_life(acme, ca)
    assert all(secrets)
    monkeypatch.setenv("EVENT_BUS_NAME", "no-such-bus")
    StreamMapping(stores["TABLE_NAME"], "PublishEventsFunction", "TableStream").deliver()
    assert len(_answers(log.lines)) > 15
    assert leaks(log.text, secrets=secrets, certificates=[ca.der]) == []


def test_an_unforeseen_failure_tells_where_and_not_with_what(
    acme: Caller, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK quotes a value that it does not take, and here that would be the certificate."""
    ca = Authority()

    def fail(**arguments: Any) -> None:
        raise ValueError(f"cannot use {arguments}")

    monkeypatch.setattr(aws_clients.dynamodb_client(), "transact_write_items", fail)
    assert acme.upload(ca.der).status == 500
    (line,) = [line for line in log.lines if line.get("level") == "ERROR"]
    assert line["error"][0] == "ValueError"
    assert any("new_records.py" in place for place in line["error"])
    assert leaks(log.text, certificates=[ca.der]) == []


def test_a_missing_permission_can_be_read_from_the_log(acme: Caller, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "secret"}}, "Query")

    monkeypatch.setattr(aws_clients.dynamodb_client(), "query", refuse)
    assert acme.list().status == 500
    assert "ClientError: Query was answered with AccessDeniedException" in log.text
    assert "secret" not in log.text


def test_the_detector_detects() -> None:
    ca = Authority()
    for text in (ca.pem.decode().replace("\n", ""), ca.der.hex(), repr(ca.der), f"Bearer {TOKEN}", "code 5f3a"):
        assert leaks(text, secrets=["5f3a"], certificates=[ca.der])
    assert not leaks("nothing", secrets=["5f3a"], certificates=[ca.der])


def test_one_line_per_answer_with_the_request_id(acme: Caller, log: Log) -> None:
    answer = acme.get("ab" * 32)
    (line,) = _answers(log.lines)
    assert (line["route"], line["status"]) == ("GET /ca-certificates/{id}", 404)
    assert line["code"] == answer.code
    assert (
        line["correlation_id"] == answer.json["requestId"] == event_of("get_certificate")["requestContext"]["requestId"]
    )
    assert line["milliseconds"] > 0


def test_a_refusal_is_forgotten_by_the_next_request(acme: Caller, log: Log) -> None:
    acme.list(limit="x")
    acme.list()
    refused, answered = _answers(log.lines)
    assert refused["code"] == "malformed_request"
    assert "code" not in answered


def test_metrics(acme: Caller, log: Log) -> None:
    ca = Authority()
    acme.upload(b"not a certificate")
    acme.register(ca.pem)
    code = acme.generate_code(ca.id).json["code"]
    acme.verify(ca.id, Authority(ca.common_name).prove(code))
    acme.verify(ca.id, ca.prove(code))
    metrics = _metrics(log.lines)
    service = {"service": "registry"}
    assert [metric for metric in metrics if metric[0] != "Latency"] == [
        ("Refusals", {"rule": "not_a_certificate", **service}, 1),
        ("Uploads", service, 1),
        ("Proofs", {"outcome": "refused", **service}, 1),
        ("Refusals", {"rule": "signature_invalid", **service}, 1),
        ("Proofs", {"outcome": "accepted", **service}, 1),
    ]
    latencies = [(dimensions, value) for name, dimensions, value in metrics if name == "Latency"]
    assert len(latencies) == 5
    assert latencies[0][0] == {"route": "POST /ca-certificates", **service}
    assert all(value > 0 for _, value in latencies)
