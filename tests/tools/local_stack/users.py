"""The demo users of a local stack, and how they sign in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx

from tests.tools.local_stack.outputs import DemoUser, StackOutputs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AuthenticationResultTypeTypeDef

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
    return tokens_of(outputs, user)["IdToken"]


def tokens_of(outputs: StackOutputs, user: DemoUser) -> AuthenticationResultTypeTypeDef:
    """Sign the user in; return the tokens, in Cognito's words."""
    response = httpx.post(
        outputs.aws_endpoint_url,
        content=sign_in_body(outputs, user),
        headers=SIGN_IN_HEADERS,
        timeout=30,
        trust_env=False,
    )
    response.raise_for_status()
    tokens: AuthenticationResultTypeTypeDef = response.json()["AuthenticationResult"]
    return tokens
