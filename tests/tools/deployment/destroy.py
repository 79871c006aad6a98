"""`make destroy`: delete the stack, and say what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import WaiterError

from tests.tools.deployment.stack import Account, DeploymentError

if TYPE_CHECKING:
    from collections.abc import Callable

_DELETED_BY = {
    "AWS::DynamoDB::Table": "aws dynamodb delete-table --table-name {}",
    "AWS::S3::Bucket": "empty it in the S3 console with all its versions, then aws s3api delete-bucket --bucket {}",
    "AWS::KMS::Key": "aws kms schedule-key-deletion --key-id {}   (1 dollar a month until then)",
    "AWS::Cognito::UserPool": "turn off its deletion protection in the Cognito console, then delete it there: {}",
    "AWS::IAM::Role": "only if no API of the region logs by it: aws iam delete-role --role-name {}",
}
_NOTHING_TO_DELETE = "AWS::ApiGateway::Account"


def destroy(account: Account, confirm: Callable[[str], bool]) -> str:
    """Delete the stack once the person has confirmed; return what stays and how it is deleted.

    Raises:
        DeploymentError: There is no stack, the person declined, or the deletion failed.
    """
    account.outputs()
    cloudformation = account.session.client("cloudformation")
    kept = _kept(account)
    question = f"{account.stack_name} goes, with functions, API and logs. What holds data stays:\n{kept}\n"
    if not confirm(question):
        raise DeploymentError("Nothing was deleted.")
    cloudformation.delete_stack(StackName=account.stack_name)
    try:
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=account.stack_name)
    except WaiterError as error:
        raise DeploymentError(
            f"The stack {account.stack_name} could not be deleted: its events in the CloudFormation console say why."
        ) from error
    return f"{account.stack_name} is deleted. What stays, and how it goes:\n{kept}"


def _kept(account: Account) -> str:
    """Return a line for each resource that the template retains."""
    cloudformation = account.session.client("cloudformation")
    template = cloudformation.get_template(StackName=account.stack_name, TemplateStage="Processed")["TemplateBody"]
    if isinstance(template, str):
        raise DeploymentError("CloudFormation gives the template as text; SAM deploys it as JSON.")
    lines = []
    for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=account.stack_name):
        for resource in page["StackResourceSummaries"]:
            retained = template["Resources"].get(resource["LogicalResourceId"], {}).get("DeletionPolicy", "")
            kind = resource["ResourceType"]
            if str(retained).startswith("Retain") and kind != _NOTHING_TO_DELETE:
                name = resource.get("PhysicalResourceId", "")
                lines.append(f"  {resource['LogicalResourceId']}: {_DELETED_BY.get(kind, '{}').format(name)}")
    return "\n".join(lines) or "  nothing"
