"""Call one handler with its event of events/, without Docker or an emulator: ``make invoke FUNCTION=get_certificate``.

AWS is moto, in this process, with the stores that template.yaml describes. So that an event finds what it speaks of,
the events that come before it in the life of a certificate are brought to their handlers first.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import boto3
from moto import mock_aws

from tests.support.events import EVENTS, LambdaContext
from tests.support.routes import ROUTES, TEMPLATE
from tests.tools.example_events import EXAMPLE_CODE

_FIRST = (
    "upload_certificate",
    "generate_verification_code",
    "get_verification_code",
    "get_signing_request",
    "verify_certificate",
    "create_subscription",
)
_LAST = ("announce_expiring", "queue_truststores", "sweep_files", "delete_subscription", "delete_certificate")
_ASKED = [route.function for route in ROUTES if route.function not in {"console", *_FIRST, *_LAST}]
ORDER = (*_FIRST, *_ASKED, *_LAST)
_SCHEDULED = {"id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "source": "aws.events", "detail": {}}
_EXAMPLE_SUBSCRIPTION = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
_TABLE, _BUCKET = "CertificateTable", "FileBucket"


def main(function: str, event_file: str) -> int:
    """Call the handler of a function, or of each; print the answers; return the exit code.

    Args:
        function: A folder in functions/; empty for all that have an event.
        event_file: An event that takes the place of the function's own; empty for that.
    """
    if function and not event_file and function not in ORDER:
        sys.stderr.write(f"{function} has no event of its own. Name one, EVENT=..., or one of: {', '.join(ORDER)}\n")
        return 1
    before = ORDER[: ORDER.index(function)] if function in ORDER else ORDER
    with mock_aws():
        os.environ.update(_environment())
        answers: dict[str, Any] = {}
        for name in before:
            answers[name] = _call(name, _event(name, answers))
        if function:
            answers = {function: _call(function, _event(function, answers, event_file))}
    for name, answer in answers.items():
        sys.stdout.write(f"{name}:\n{json.dumps(answer, indent=2, ensure_ascii=False)}\n")
    return int(any(_is_refusal(answer) for answer in answers.values()))


def _is_refusal(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("statusCode", HTTPStatus.OK) >= HTTPStatus.BAD_REQUEST


def _environment() -> dict[str, str]:
    """Make the stores; return the variables that the template gives a function."""
    os.environ.update(
        AWS_ACCESS_KEY_ID="moto", AWS_SECRET_ACCESS_KEY="moto", AWS_DEFAULT_REGION="us-east-1", AWS_REGION="us-east-1"
    )
    resources = TEMPLATE["Resources"]
    table = dict(resources[_TABLE]["Properties"])
    unknown = ("TimeToLiveSpecification", "PointInTimeRecoverySpecification")
    stream = {"StreamSpecification": {"StreamEnabled": True, **table["StreamSpecification"]}}
    sse = {"SSESpecification": {"Enabled": True}}
    options: Any = {name: value for name, value in table.items() if name not in unknown} | stream | sse
    boto3.client("dynamodb").create_table(TableName=_TABLE, **options)
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=_BUCKET.lower())
    s3.put_bucket_versioning(Bucket=_BUCKET.lower(), VersioningConfiguration={"Status": "Enabled"})
    key = resources["ReceiptKey"]["Properties"]
    key_id = boto3.client("kms").create_key(KeySpec=key["KeySpec"], KeyUsage=key["KeyUsage"])["KeyMetadata"]["KeyId"]
    made = {
        _TABLE: _TABLE,
        _BUCKET: _BUCKET.lower(),
        "ReceiptKey": key_id,
        "EventBus": "default",
        "TruststoreQueue": boto3.client("sqs").create_queue(QueueName="truststores")["QueueUrl"],
        "AWS::StackName": "device-ca-registry",
    }
    made |= {name: str(parameter["Default"]) for name, parameter in TEMPLATE["Parameters"].items()}
    given = [TEMPLATE["Globals"]["Function"], *(resource.get("Properties", {}) for resource in resources.values())]
    variables = [part["Environment"]["Variables"] for part in given if "Environment" in part]
    return {name: made[_named(value)] for part in variables for name, value in part.items() if _named(value) in made}


def _named(value: dict[str, Any]) -> str:
    """Return the resource or the parameter that a variable's value refers to."""
    return str(value["Fn::GetAtt"][0] if "Fn::GetAtt" in value else value.get("Ref", ""))


def _event(function: str, answers: dict[str, Any], event_file: str = "") -> dict[str, Any]:
    """Return an event: the file's, the route's own, or that of a schedule; it names the subscription made before."""
    path = Path(event_file) if event_file else EVENTS / f"{function}.json"
    if not path.is_file():
        return _SCHEDULED
    text = path.read_text()
    if "create_subscription" in answers:
        subscription = json.loads(answers["create_subscription"]["body"])
        text = text.replace(_EXAMPLE_SUBSCRIPTION, subscription["id"])
        text = text.replace("<token of a subscription>", subscription["token"])
    event: dict[str, Any] = json.loads(text)
    return event


def _call(function: str, event: dict[str, Any]) -> Any:
    if function == "verify_certificate":
        _issue_the_code_of_the_example(event)
    return importlib.import_module(f"functions.{function}.app").lambda_handler(event, LambdaContext())


def _issue_the_code_of_the_example(event: dict[str, Any]) -> None:
    """Make the code active that the event's proof holds; the handler before made a random one."""
    from device_ca import clock  # noqa: PLC0415  the environment is set only now
    from device_ca.model.audit_event import Origin  # noqa: PLC0415
    from device_ca.model.verification_code import VerificationCode  # noqa: PLC0415
    from device_ca.stores.code_store import code_store  # noqa: PLC0415

    now = clock.utc_now()
    tenant = event["requestContext"]["authorizer"]["claims"]["custom:tenant"]
    code = VerificationCode(EXAMPLE_CODE, now, now + timedelta(days=7))
    code_store().put(tenant, event["pathParameters"]["id"], code, Origin(now))


if __name__ == "__main__":
    sys.exit(main(*(*sys.argv[1:], "", "")[:2]))
