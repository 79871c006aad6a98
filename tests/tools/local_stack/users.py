"""The demo users of a local stack, and how they sign in."""

import json
from collections.abc import Iterable

import httpx
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from tests.tools.local_stack.outputs import DemoUser, StackOutputs

DEMO_USERS = (
    DemoUser("alice@example.com", "Local-demo-alice-1", "acme"),
    DemoUser("bob@example.com", "Local-demo-bob-1", "globex", "administrator"),
    DemoUser("carol@example.com", "Local-demo-carol-1", "acme", "reader"),
)
SIGN_IN_HEADERS = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
}


def create_users(cognito: CognitoIdentityProviderClient, user_pool_id: str, users: Iterable[DemoUser]) -> None:
    """Create each user with a password that lasts, and with the tenant and role that only an administrator can set."""
    for user in users:
        attributes = {"email": user.username, "email_verified": "true", "custom:tenant": user.tenant}
        if user.role:
            attributes["custom:role"] = user.role
        cognito.admin_create_user(
            UserPoolId=user_pool_id,
            Username=user.username,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
        cognito.admin_set_user_password(
            UserPoolId=user_pool_id, Username=user.username, Password=user.password, Permanent=True
        )


def sign_in_body(outputs: StackOutputs, user: DemoUser) -> str:
    """Return the body of the request that signs the user in."""
    body = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": outputs.user_pool_client_id,
        "AuthParameters": {"USERNAME": user.username, "PASSWORD": user.password},
    }
    return json.dumps(body, separators=(",", ":"))


def sign_in(outputs: StackOutputs, user: DemoUser) -> str:
    """Return an ID token of the user."""
    response = httpx.post(
        outputs.aws_endpoint_url,
        content=sign_in_body(outputs, user),
        headers=SIGN_IN_HEADERS,
        timeout=30,
        trust_env=False,
    )
    response.raise_for_status()
    token: str = response.json()["AuthenticationResult"]["IdToken"]
    return token
