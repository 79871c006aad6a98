"""What can be known before a deployment: whether it can work, and what it will change that is not the stack's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tests.tools.deployment.stack import Account, DeploymentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The template's Mappings: elsewhere there are no user pools.
_PARTITIONS = ("aws", "aws-us-gov")
_ENOUGH_EXECUTIONS = 100
_NEVER_WAS = ("its first deployment failed", "make destroy, and deploy again")
# A stack in one of these states takes no update: why it is, and what mends it once the cause is mended.
_STUCK = {
    "ROLLBACK_COMPLETE": _NEVER_WAS,
    "ROLLBACK_FAILED": _NEVER_WAS,
    "CREATE_FAILED": _NEVER_WAS,
    "DELETE_FAILED": ("it could not be deleted", "make destroy again"),
    "UPDATE_ROLLBACK_FAILED": (
        "an update failed, and could not be taken back",
        "aws cloudformation continue-update-rollback --stack-name {stack}",
    ),
}


def preflight(account: Account) -> list[str]:
    """Return what the person should know before the deployment.

    Raises:
        DeploymentError: The deployment cannot work.
    """
    region = account.session.region_name
    if account.session.get_partition_for_region(region) not in _PARTITIONS:
        raise DeploymentError(f"{region} has no Cognito user pools; deploy to a region of {' or '.join(_PARTITIONS)}.")
    _require_updatable(account)
    _require_no_log_group_in_the_way(account)
    return [*_identity(account), *_executions(account), *_logging_role(account)]


def _require_updatable(account: Account) -> None:
    stack = account.stack()
    status = stack["StackStatus"] if stack else None
    if status in _STUCK:
        why, remedy = _STUCK[status]
        raise DeploymentError(
            f"Stack {account.stack_name} is in {status}: {why}. Its events in the CloudFormation console say why. "
            f"Mend that, then: {remedy.format(stack=account.stack_name)}"
        )
    if status and status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
        raise DeploymentError(f"The stack {account.stack_name} is in {status}: wait until that has ended.")


def _require_no_log_group_in_the_way(account: Account) -> None:
    """Find the log group that API Gateway made for a stack of release 1.0.0: CloudFormation would fail to make it."""
    made = account.resources()
    if "Api" not in made or "ExecutionLogGroup" in made:
        return
    parameters = {found["ParameterKey"]: found["ParameterValue"] for found in (account.stack() or {})["Parameters"]}
    name = f"API-Gateway-Execution-Logs_{made['Api']}/{parameters['StageName']}"
    answer = _read(lambda: account.session.client("logs").describe_log_groups(logGroupNamePrefix=name))
    if answer and answer["logGroups"]:
        raise DeploymentError(
            f"The log group {name} is there, made by API Gateway to be kept forever, and this release makes it with an "
            f"end: delete it with what it holds, and deploy at once, before API Gateway makes it again.\n"
            f"  aws logs delete-log-group --log-group-name '{name}'"
        )


def _identity(account: Account) -> Iterator[str]:
    identity = account.session.client("sts").get_caller_identity()
    state = "updates" if account.stack() else "creates"
    region = account.session.region_name
    yield f"{identity['Arn']} {state} the stack {account.stack_name} in {region} of account {identity['Account']}."


def _executions(account: Account) -> Iterator[str]:
    limits = _read(lambda: account.session.client("lambda").get_account_settings()["AccountLimit"])
    if limits is None:
        yield "The account's limit of concurrent executions could not be read; new accounts have 10."
    elif limits["ConcurrentExecutions"] < _ENOUGH_EXECUTIONS:
        yield (
            f"Lambda runs {limits['ConcurrentExecutions']} functions at once in this account and region: beyond that "
            "callers get 503. Ask for 1,000: Service Quotas, AWS Lambda, Concurrent executions (L-B99A9384)."
        )


def _logging_role(account: Account) -> Iterator[str]:
    role = _read(lambda: account.session.client("apigateway").get_account().get("cloudwatchRoleArn", ""))
    if role and f"/{account.stack_name}-ApiGatewayLogRole" not in role:
        yield (
            f"API Gateway logs in this region as {role} already. This stack would set a role of its own, for every API "
            'of the region; leave it as it is with PARAMETERS="ConfigureApiGatewayLogging=false".'
        )


def _read(call: Callable[[], Any]) -> Any:
    """Return an answer that is good to have; None where the person may not ask."""
    try:
        return call()
    except ClientError:
        return None
