"""What each function may do by template.yaml, and what it does by the SDK: both as pairs of action and resource.

A resource goes by its logical id: ``CertificateTable``, ``CertificateTable/index/by_upload``, ``FileBucket/*/ca``.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from tests.support.routes import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_S3_ACTIONS = {"PutObject": "s3:PutObject", "GetObject": "s3:GetObject", "DeleteObject": "s3:DeleteObject"}


def role_of(function: str) -> dict[str, Any]:
    """Return the properties of a function's role, which must be its own."""
    properties = RESOURCES[FUNCTIONS[function]]["Properties"]
    assert "Policies" not in properties, f"{function} needs a role of its own: SAM's has managed policies"
    role, attribute = properties["Role"]["Fn::GetAtt"]
    assert (role, attribute) == (FUNCTIONS[function].removesuffix("Function") + "Role", "Arn")
    return dict(RESOURCES[role]["Properties"])


def granted_permissions(function: str) -> set[Permission]:
    """Return what a function's role allows."""
    (policy,) = role_of(function)["Policies"]
    statements = policy["PolicyDocument"]["Statement"]
    # Nothing is granted in another way, by what is not named (NotAction) or under a condition.
    assert all(statement.keys() == {"Effect", "Action", "Resource"} for statement in statements)
    assert {statement["Effect"] for statement in statements} == {"Allow"}
    return {
        (action, _logical(resource))
        for statement in statements
        for action in _as_list(statement["Action"])
        for resource in _as_list(statement["Resource"])
    }


def needed_permissions(function: str, calls: list[Call]) -> set[Permission]:
    """Return what a function needs: for its calls, for its logs and traces, and for what Lambda reads in its name."""
    properties = RESOURCES[FUNCTIONS[function]]["Properties"]
    log_group = properties["LoggingConfig"]["LogGroup"]["Ref"]
    needed = {("logs:CreateLogStream", log_group), ("logs:PutLogEvents", log_group)}
    needed |= {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")}
    for event in properties["Events"].values():
        if event["Type"] == "DynamoDB":
            needed |= _for_a_stream(event["Properties"])
    return needed | {permission for call in calls for permission in _for_a_call(*call)}


def _for_a_stream(mapping: dict[str, Any]) -> set[Permission]:
    """What AWS asks of the role of an event source mapping on a table's stream."""
    table = mapping["Stream"]["Fn::GetAtt"][0]
    queue = mapping["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
    reads = {f"dynamodb:{action}" for action in ("DescribeStream", "GetRecords", "GetShardIterator")}
    listing, sending = ("dynamodb:ListStreams", f"{table}/stream/*"), ("sqs:SendMessage", queue)
    return {(read, f"{table}.StreamArn") for read in reads} | {listing, sending}


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
    yield actions[operation], f"FileBucket/*/{key.rpartition('/')[2]}"
    if actions[operation] == "s3:GetObject":
        # S3 says 403 instead of 404 of an object that is not there, but to those who may list.
        yield "s3:ListBucket", "FileBucket"


def _logical(resource: Any) -> str:
    if isinstance(resource, str):
        return resource
    if "Fn::GetAtt" in resource:
        name, attribute = resource["Fn::GetAtt"]
        return str(name) if attribute == "Arn" else f"{name}.{attribute}"
    text = str(resource["Fn::Sub"])
    if text.endswith(":parameter/${AWS::StackName}/console"):
        return "the console's parameter"
    return _ATTRIBUTE.sub(r"\1", text)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
