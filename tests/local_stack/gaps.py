"""What the emulator's CloudFormation leaves out of a template, done afterwards from the deployed template itself."""

from typing import Any

from mypy_boto3_dynamodb import DynamoDBClient


def apply_time_to_live(cloudformation: Any, dynamodb: DynamoDBClient, stack_name: str) -> None:
    """Give each table of the stack its TimeToLiveSpecification."""
    resources = cloudformation.get_template(StackName=stack_name)["TemplateBody"]["Resources"]
    for logical_id, resource in resources.items():
        specification = resource.get("Properties", {}).get("TimeToLiveSpecification")
        if resource["Type"] == "AWS::DynamoDB::Table" and specification:
            detail = cloudformation.describe_stack_resource(StackName=stack_name, LogicalResourceId=logical_id)
            dynamodb.update_time_to_live(
                TableName=detail["StackResourceDetail"]["PhysicalResourceId"], TimeToLiveSpecification=specification
            )
