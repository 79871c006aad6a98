"""The deployed registry that the suite asks.

The environment says who signs in: ``ACCEPTANCE_USERS`` is three times ``<name>:<password>``, with commas between, two
administrators of two tenants and a reader of the first's tenant, of a stack with ``AllowUserPasswordAuth=true``. Where
the stack is stands in the file that `make deploy` leaves behind, or in the environment as well:

- ``ACCEPTANCE_API_URL``, ``ACCEPTANCE_CONSOLE_URL``: the stack's outputs ``ApiUrl`` and ``ConsoleUrl``;
- ``ACCEPTANCE_COGNITO_URL``: where users sign in, ``https://cognito-idp.<region>.amazonaws.com/``;
- ``ACCEPTANCE_CLIENT_ID``: the output ``UserPoolClientId``.

Without ``ACCEPTANCE_USERS`` it is the local stack, which has three such users.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.tools.deployment.stack import DEPLOYMENT_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.tools.local_stack.outputs import StackOutputs

_USERS = 3
_PLACE = {
    "api_url": "ACCEPTANCE_API_URL",
    "console_url": "ACCEPTANCE_CONSOLE_URL",
    "cognito_url": "ACCEPTANCE_COGNITO_URL",
    "client_id": "ACCEPTANCE_CLIENT_ID",
}
_SIGN_IN = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
}


@dataclass(frozen=True)
class Deployment:
    """Where the registry is, and who may sign in.

    Attributes:
        users: name and password of three users: two administrators of two tenants, a reader of the first's tenant.
    """

    api_url: str
    console_url: str
    cognito_url: str
    client_id: str
    users: tuple[tuple[str, str], ...]

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> Self | None:
        """Return what the environment and the file of `make deploy` name; None where nobody is named to sign in."""
        if "ACCEPTANCE_USERS" not in environment:
            return None
        users = [user.partition(":")[::2] for user in environment["ACCEPTANCE_USERS"].split(",")]
        if len(users) != _USERS or not all(password for _, password in users):
            raise ValueError("ACCEPTANCE_USERS is not three times <name>:<password>, with commas between")
        deployed = json.loads(DEPLOYMENT_FILE.read_text()) if DEPLOYMENT_FILE.exists() else {}
        place = {name: str(environment.get(variable, deployed.get(name, ""))) for name, variable in _PLACE.items()}
        missing = [_PLACE[name] for name, value in place.items() if not value]
        if missing:
            raise ValueError(f"Nothing says where the stack is: run make deploy, or set {', '.join(missing)}")
        return cls(**place | {"api_url": place["api_url"].rstrip("/")}, users=tuple(users))

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
