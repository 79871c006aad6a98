"""What each function may do by template.yaml, and what it does by the SDK: both as pairs of action and resource.

A resource goes by its logical id: ``CertificateTable``, ``CertificateTable/index/by_upload``, ``FileBucket/*/ca``.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

from tests.support.routes import TEMPLATE
from tests.support.translation import translated_resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

type Permission = tuple[str, str]
type Call = tuple[str, str, dict[str, Any]]

RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
FUNCTIONS = {
    PurePosixPath(resource["Properties"]["CodeUri"]).name: name
    for name, resource in RESOURCES.items()
    if resource["Type"] == "AWS::Serverless::Function"
}
_ATTRIBUTE = re.compile(r"\$\{(\w+)\.Arn\}")
_IN_TRANSACTIONS = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}
_OF_A_VERSION = {"GetObject": "s3:GetObjectVersion", "DeleteObject": "s3:DeleteObjectVersion"}
_S3_ACTIONS = {
    "PutObject": "s3:PutObject",
    "GetObject": "s3:GetObject",
    "HeadObject": "s3:GetObject",
    "DeleteObject": "s3:DeleteObject",
}
_SQS_ACTIONS = {"SendMessageBatch": "sqs:SendMessage", "ChangeMessageVisibility": "sqs:ChangeMessageVisibility"}
# They apply to streams, and no other action does (Service Authorization Reference, "Actions defined by DynamoDB").
_STREAM_ACTIONS = {f"dynamodb:{name}" for name in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")}


def role_of(function: str) -> dict[str, Any]:
    """Return the properties of the role that SAM makes for a function."""
    name = FUNCTIONS[function]
    assert translated_resources()[name]["Properties"]["Role"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}
    return dict(translated_resources()[f"{name}Role"]["Properties"])


def granted_permissions(function: str) -> set[Permission]:
    """Return what a function may do: what a policy of its role allows within the role's boundary."""
    role = role_of(function)
    boundary = _statements(RESOURCES[role["PermissionsBoundary"]["Ref"]]["Properties"]["PolicyDocument"])
    documents = [policy["PolicyDocument"] for policy in role["Policies"]]
    documents += [_managed_policy(arn) for arn in role["ManagedPolicyArns"]]
    return {
        (action, narrowed)
        for document in documents
        for action, resource in _statements(document)
        for bounded_action, bound in boundary
        if fnmatchcase(action, bounded_action)
        for narrowed in _narrower_of(resource, bound)
        if (action in _STREAM_ACTIONS) == ("/stream/" in narrowed)
    }


def inline_permissions(function: str) -> set[Permission]:
    """Return what the template's own Policies of a function allow."""
    documents = RESOURCES[FUNCTIONS[function]]["Properties"]["Policies"]
    return {permission for document in documents for permission in _statements(document)}


def needed_permissions(function: str, calls: list[Call]) -> set[Permission]:
    """Return what a function needs: for its calls, for its logs and traces, and for what Lambda reads in its name."""
    log_group = translated_resources()[FUNCTIONS[function]]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    needed = {("logs:CreateLogStream", log_group), ("logs:PutLogEvents", log_group)}
    needed |= {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")}
    for event in RESOURCES[FUNCTIONS[function]]["Properties"]["Events"].values():
        if event["Type"] == "DynamoDB":
            needed |= _for_a_stream(event["Properties"])
        if event["Type"] == "SQS":
            # What AWS asks of the role of an event source mapping on a queue.
            actions = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
            needed |= {(action, event["Properties"]["Queue"]["Fn::GetAtt"][0]) for action in actions}
    return needed | {permission for call in calls for permission in _for_a_call(*call)}


@cache
def _managed_policies() -> dict[str, Any]:
    policies: dict[str, Any] = json.loads(aws_managed_policies_data)
    return policies


def _managed_policy(arn: str) -> dict[str, Any]:
    """Return Amazon's document of a policy that SAM adds to a role."""
    document: dict[str, Any] = _managed_policies()[PurePosixPath(arn).name]["Document"]
    return document


def _statements(document: dict[str, Any]) -> set[Permission]:
    """Return the pairs that a policy allows."""
    statements = document["Statement"]
    # Nothing is granted in another way, by what is not named (NotAction) or under a condition.
    assert all(statement.keys() - {"Sid"} == {"Effect", "Action", "Resource"} for statement in _as_list(statements))
    assert {statement["Effect"] for statement in _as_list(statements)} == {"Allow"}
    return {
        (action, _logical(resource))
        for statement in _as_list(statements)
        for action in _as_list(statement["Action"])
        for resource in _as_list(statement["Resource"])
    }


def _narrower_of(one: str, other: str) -> Iterable[str]:
    """Return what both resources cover, where one covers the other; nothing where they have nothing in common."""
    if fnmatchcase(one, other):
        return (one,)
    return (other,) if fnmatchcase(other, one) else ()


def _for_a_stream(mapping: dict[str, Any]) -> set[Permission]:
    """What AWS asks of the role of an event source mapping on a table's stream."""
    table = mapping["Stream"]["Fn::GetAtt"][0]
    queue = mapping["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
    return {(action, f"{table}/stream/*") for action in _STREAM_ACTIONS} | {("sqs:SendMessage", queue)}


def _for_a_call(service: str, operation: str, parameters: dict[str, Any]) -> Iterator[Permission]:
    match service, operation:
        case "dynamodb", "TransactWriteItems":
            for action in parameters["TransactItems"]:
                yield _IN_TRANSACTIONS[next(iter(action))], "CertificateTable"
        case "dynamodb", _ if "IndexName" in parameters:
            yield f"dynamodb:{operation}", f"CertificateTable/index/{parameters['IndexName']}"
        case "dynamodb", _:
            yield f"dynamodb:{operation}", "CertificateTable"
        case "s3", _:
            yield from _for_a_call_of_s3(operation, parameters)
        case "events", "PutEvents":
            yield "events:PutEvents", "EventBus"
        case "sqs", _:
            yield _SQS_ACTIONS[operation], "TruststoreQueue"
        case "kms", _:
            yield f"kms:{operation}", "ReceiptKey"
        case "ssm", "GetParameter":
            yield "ssm:GetParameter", "the console's parameter"
        case _:
            raise AssertionError(f"no permission is known for {service} {operation}")


def _for_a_call_of_s3(operation: str, parameters: dict[str, Any]) -> Iterator[Permission]:
    if operation == "ListObjectVersions":
        yield "s3:ListBucketVersions", "FileBucket"
        return
    tenant, _, key = parameters["Key"].partition("/")
    assert tenant
    actions = _OF_A_VERSION if "VersionId" in parameters else _S3_ACTIONS
    *_, folder, name = key.split("/") if "/" in key else ("", key)
    yield actions[operation], f"FileBucket/*/{'crl-uploads/*' if folder == 'crl-uploads' else name}"
    if actions[operation] == "s3:GetObject":
        # S3 says 403 instead of 404 of an object that is not there, but to those who may list.
        yield "s3:ListBucket", "FileBucket"


def _logical(resource: Any) -> str:
    if isinstance(resource, str):
        return resource
    if "Fn::GetAtt" in resource:
        name, attribute = resource["Fn::GetAtt"]
        assert attribute == "Arn"
        return str(name)
    text = str(resource["Fn::Sub"])
    if text.endswith(":parameter/${AWS::StackName}/console"):
        return "the console's parameter"
    return _ATTRIBUTE.sub(r"\1", text)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
