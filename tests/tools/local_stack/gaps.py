"""What the emulator's CloudFormation leaves out of a template, done afterwards from the deployed template itself."""

from typing import Any

from mypy_boto3_apigateway import APIGatewayClient
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


def apply_gateway_responses(
    cloudformation: Any, apigateway: APIGatewayClient, stack_name: str, stage_name: str
) -> None:
    """Give each REST API of the stack the gateway responses of its OpenAPI document, and deploy them."""
    resources = cloudformation.get_template(StackName=stack_name)["TemplateBody"]["Resources"]
    for logical_id, resource in resources.items():
        if resource["Type"] == "AWS::ApiGateway::RestApi":
            detail = cloudformation.describe_stack_resource(StackName=stack_name, LogicalResourceId=logical_id)
            api_id = detail["StackResourceDetail"]["PhysicalResourceId"]
            for kind, response in resource["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"].items():
                apigateway.put_gateway_response(restApiId=api_id, responseType=kind, **response)
            apigateway.create_deployment(restApiId=api_id, stageName=stage_name)
