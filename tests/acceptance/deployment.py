"""The deployed registry that the suite asks: named by the environment, or by the file of `make run` or `make deploy`.

The environment has the word over the file:

- ``ACCEPTANCE_API_URL``, ``ACCEPTANCE_CONSOLE_URL``: the stack's outputs ``ApiUrl`` and ``ConsoleUrl``;
- ``ACCEPTANCE_COGNITO_URL``: where users sign in, ``https://cognito-idp.<region>.amazonaws.com/``;
- ``ACCEPTANCE_CLIENT_ID``: the output ``UserPoolClientId``, of a stack with ``AllowUserPasswordAuth=true``;
- ``ACCEPTANCE_USERS``: ``<name>:<password>,<name>:<password>``, two users of two tenants.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.tools.local_stack.outputs import StackOutputs

_SIGN_IN = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
}


@dataclass(frozen=True)
class Deployment:
    """Where the registry is, and who may sign in.

    Attributes:
        users: name and password of two users, of two tenants.
    """

    api_url: str
    console_url: str
    cognito_url: str
    client_id: str
    users: tuple[tuple[str, str], ...]

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> Self | None:
        """Return what the environment names; None where it names nothing."""
        if "ACCEPTANCE_API_URL" not in environment:
            return None
        users = [user.split(":", 1) for user in environment["ACCEPTANCE_USERS"].split(",")]
        return cls(
            environment["ACCEPTANCE_API_URL"].rstrip("/"),
            environment["ACCEPTANCE_CONSOLE_URL"],
            environment["ACCEPTANCE_COGNITO_URL"],
            environment["ACCEPTANCE_CLIENT_ID"],
            tuple((name, password) for name, password in users),
        )

    @property
    def is_emulated(self) -> bool:
        """Whether it is the local stack, whose gateway is not Amazon's."""
        return httpx.URL(self.api_url).host in {"127.0.0.1", "localhost"}

    @classmethod
    def of_outputs(cls, outputs: StackOutputs) -> Self:
        """Return the deployment that an outputs file tells of."""
        return cls(
            outputs.api_url,
            outputs.console_url or f"{outputs.api_url}/console/",
            outputs.aws_endpoint_url,
            outputs.user_pool_client_id,
            tuple((user.username, user.password) for user in outputs.users),
        )

    def sign_in(self, name: str, password: str) -> Mapping[str, str]:
        """Return the tokens of a user: ``IdToken``, ``AccessToken``, ``RefreshToken``."""
        body = {
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": self.client_id,
            "AuthParameters": {"USERNAME": name, "PASSWORD": password},
        }
        answer = httpx.post(self.cognito_url, headers=_SIGN_IN, content=json.dumps(body), timeout=30)
        answer.raise_for_status()
        result: dict[str, Any] = answer.json()["AuthenticationResult"]
        return result


class Tenant(httpx.Client):
    """A signed-in user's calls of the API, which remember what they registered."""

    def __init__(self, deployment: Deployment, token: str) -> None:
        # A first call may meet a cold start.
        super().__init__(base_url=deployment.api_url, headers={"Authorization": f"Bearer {token}"}, timeout=60)
        self._registered: set[str] = set()

    def register(self, certificate: bytes, file_name: str = "rootCA.cer") -> dict[str, Any]:
        """Upload a CA certificate that must be accepted; return it."""
        answer = self.post(
            "/ca-certificates",
            params={"fileName": file_name},
            content=certificate,
            headers={"Content-Type": "application/octet-stream"},
        )
        assert answer.status_code == httpx.codes.CREATED, answer.text
        registered: dict[str, Any] = answer.json()
        self._registered.add(registered["id"])
        return registered

    def new_code(self, certificate_id: str) -> str:
        """Generate a verification code."""
        answer = self.post(f"/ca-certificates/{certificate_id}/verification-code")
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return str(answer.json()["code"])

    def prove(self, certificate_id: str, proof: bytes) -> httpx.Response:
        """Send a verification certificate."""
        return self.post(
            f"/ca-certificates/{certificate_id}/verification",
            content=proof,
            headers={"Content-Type": "application/x-pem-file"},
        )

    def clean_up(self) -> None:
        """Delete what this client registered and has not deleted itself."""
        for certificate_id in self._registered:
            self.delete(f"/ca-certificates/{certificate_id}")
