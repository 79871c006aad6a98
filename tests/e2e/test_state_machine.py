"""The two tenants of ``tests.support.two_tenants`` and the running system, over HTTP.

Nobody sets the clock of a running system. What these requests compare with it is a code's ``expires_at``, so a jump
takes that much off each code in the table, with the same effect; no other stored time moves. As real time passes too,
jumps are of whole hours: the very second in which a code expires is hit over moto alone.
"""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.e2e.local_functions import environment
from tests.support.caller import Answer, Caller
from tests.support.two_tenants import VALIDITY, drive
from tests.tools.local_stack import DemoUser, StackOutputs
from tests.tools.local_stack.aws import emulator_client
from tests.tools.local_stack.users import create_users, sign_in

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.support.events import Event


@dataclass(frozen=True)
class HttpCaller(Caller):
    """A tenant whose events are sent as the requests that they stand for."""

    api_url: str = ""
    token: str = ""
    readers_token: str = ""

    def as_reader(self) -> Caller:
        return replace(self, role="reader", token=self.readers_token)

    def send(self, function: str, lambda_event: Event) -> Answer:
        own = function.startswith("get_subscribed")
        authorization = lambda_event["headers"]["Authorization"] if own else f"Bearer {self.token}"
        sent = {"Accept", "Content-Type"} & lambda_event["headers"].keys()
        answer = httpx.request(
            lambda_event["httpMethod"],
            self.api_url + lambda_event["path"],
            params=lambda_event["queryStringParameters"],
            headers={name: lambda_event["headers"][name] for name in sent} | {"Authorization": authorization},
            content=base64.b64decode(lambda_event["body"] or ""),
            timeout=60,
            trust_env=False,
        )
        return Answer(answer.status_code, {"Content-Type": answer.headers.get("Content-Type", "")}, answer.content)


class RunningSystem:
    """The service."""

    jumps = (timedelta(hours=1), VALIDITY - timedelta(hours=1), VALIDITY)

    def __init__(self, outputs: StackOutputs, dynamodb: DynamoDBClient) -> None:
        self.stores = environment(outputs)
        self._outputs = outputs
        self._dynamodb = dynamodb
        self._callers: tuple[Caller, Caller]

    def begin(self) -> tuple[Caller, Caller]:
        self._callers = self._new_tenant(), self._new_tenant()
        return self._callers

    def jump(self, by: timedelta) -> None:
        for caller in self._callers:
            codes = self._dynamodb.query(
                TableName=self._outputs.table_name,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :code)",
                ExpressionAttributeValues={":pk": {"S": f"TENANT#{caller.tenant}"}, ":code": {"S": "CODE#"}},
                ConsistentRead=True,
            )
            for item in codes["Items"]:
                self._dynamodb.update_item(
                    TableName=self._outputs.table_name,
                    Key={"pk": item["pk"], "sk": item["sk"]},
                    UpdateExpression="SET expires_at = expires_at - :seconds",
                    ExpressionAttributeValues={":seconds": {"N": str(int(by.total_seconds()))}},
                    # The emulator deletes what has expired whenever it likes, as DynamoDB does.
                    ConditionExpression="attribute_exists(pk)",
                )

    def _new_tenant(self) -> Caller:
        tenant = f"tenant-{uuid.uuid4()}"
        user = DemoUser(f"{tenant}@example.com", "One-of-two-tenants-1", tenant)
        reader = DemoUser(f"reader-{tenant}@example.com", "One-of-two-tenants-1", tenant, "reader")
        cognito = emulator_client(
            "cognito-idp", endpoint_url=self._outputs.aws_endpoint_url, region=self._outputs.region
        )
        create_users(cognito, self._outputs.user_pool_id, [user, reader])
        return HttpCaller(
            tenant,
            api_url=self._outputs.api_url,
            token=sign_in(self._outputs, user),
            readers_token=sign_in(self._outputs, reader),
        )


@pytest.mark.thorough
@pytest.mark.usefixtures("functions_here")
def test_any_order_of_requests(outputs: StackOutputs, dynamodb: DynamoDBClient) -> None:
    drive(RunningSystem(outputs, dynamodb), examples=3, steps=20)
