"""Users of the deployed stack, and their ID tokens for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tests.tools.deployment.stack import Account, DeploymentError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

ROLES = ("administrator", "reader")


def create_user(account: Account, email: str, *, tenant: str, role: str, password: str) -> str:
    """Create a user of a tenant, or give the one that is there the tenant; return what happens next.

    Args:
        account: Where the stack is.
        email: The user's name.
        tenant: The claim ``custom:tenant``; empty where users are tenants by themselves.
        role: ``administrator`` or ``reader``; empty leaves it as it is, at first an administrator.
        password: A password that lasts; empty for a mail with a temporary one.
    """
    if role and role not in ROLES:
        raise DeploymentError(f"{role!r} is no role. ROLE=administrator changes everything, ROLE=reader only reads.")
    cognito, pool = account.session.client("cognito-idp"), account.outputs()["UserPoolId"]
    attributes: list[AttributeTypeTypeDef] = [{"Name": "email", "Value": email}]
    attributes += [{"Name": "email_verified", "Value": "true"}]
    attributes += [{"Name": "custom:tenant", "Value": tenant}] if tenant else []
    attributes += [{"Name": "custom:role", "Value": role}] if role else []
    try:
        if password:
            cognito.admin_create_user(
                UserPoolId=pool, Username=email, UserAttributes=attributes, MessageAction="SUPPRESS"
            )
        else:
            cognito.admin_create_user(UserPoolId=pool, Username=email, UserAttributes=attributes)
    except cognito.exceptions.UsernameExistsException:
        cognito.admin_update_user_attributes(UserPoolId=pool, Username=email, UserAttributes=attributes)
    if not password:
        return f"Cognito sends {email} a mail with a temporary password, to be changed at the first sign-in."
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
    return f"{email} may sign in."


def id_token(account: Account, email: str, password: str) -> str:
    """Return an ID token, good for an hour.

    Raises:
        DeploymentError: The stack lets nobody sign in so, or not this user.
    """
    cognito, client = account.session.client("cognito-idp"), account.outputs()["UserPoolClientId"]
    try:
        answer = cognito.initiate_auth(
            ClientId=client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code")
        if code == "InvalidParameterException":
            raise DeploymentError(
                'The stack takes no passwords from scripts. make deploy PARAMETERS="AllowUserPasswordAuth=true"'
            ) from error
        if code in {"NotAuthorizedException", "UserNotFoundException"}:
            raise DeploymentError(f"Cognito does not know {email} with this password.") from error
        raise
    if "AuthenticationResult" not in answer:
        raise DeploymentError(
            f"Cognito asks {email} for more ({answer.get('ChallengeName')}): sign in at the console once, or give the "
            "user a password that lasts, make user EMAIL=... PASSWORD=..."
        )
    return answer["AuthenticationResult"]["IdToken"]
