"""At every route of the running system: no ID token of this pool, no answer; with one, what is its tenant's own."""

from __future__ import annotations

import hmac
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.e2e.token_forge import TokenForge, base64url
from tests.support.authority import Authority
from tests.support.routes import ID_ROUTES, TENANT_ROUTES, Route
from tests.tools.local_stack.aws import emulator_client
from tests.tools.local_stack.users import SIGN_IN_HEADERS

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from tests.support.running_stack import RunningStack
    from tests.tools.local_stack import StackOutputs

UNKNOWN_ID = "ab" * 32
PASSWORD = "Another-pools-password-1"
IMITATIONS = ["TENANT#acme", "acme#CA", "../acme", "acme/", "ACME", "acme ", "\u0430cme", "acme\x00", "acme" * 512]
PEM = {"Content-Type": "application/x-pem-file"}


@pytest.fixture(scope="module")
def forge(stack: RunningStack, tokens: dict[str, str]) -> TokenForge:
    return TokenForge(stack, tokens["acme"])


@pytest.fixture(scope="module")
def cognito(outputs: StackOutputs) -> CognitoIdentityProviderClient:
    client: CognitoIdentityProviderClient = emulator_client(
        "cognito-idp", endpoint_url=outputs.aws_endpoint_url, region=outputs.region
    )
    return client


@pytest.fixture(scope="module")
def victim(acme: httpx.Client) -> Authority:
    """A verified CA of the tenant acme."""
    ca = Authority("CA of acme")
    assert acme.post("/ca-certificates", content=ca.pem, headers=PEM).status_code == 201
    code = acme.post(f"/ca-certificates/{ca.id}/verification-code").json()["code"]
    proof = ca.prove(code)
    assert acme.post(f"/ca-certificates/{ca.id}/verification", content=proof, headers=PEM).status_code == 200
    return ca


def send(client: httpx.Client, route: Route, ca: Authority, token: str | None, id_: str = "") -> httpx.Response:
    """Call a route as the bearer of a token, for the certificate of ``ca`` or the id that is given."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = route.json_body or (ca.pem if route.method in ("POST", "PUT") else b"")
    kind = {"Content-Type": "application/json"} if route.json_body else PEM
    path = route.path.replace("{id}", id_ or ca.id)
    return client.request(route.method, path, content=body, headers=headers | (kind if body else {}))


def sign_in(outputs: StackOutputs, client_id: str, username: str, password: str) -> dict[str, str]:
    body = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": client_id,
        "AuthParameters": {"USERNAME": username, "PASSWORD": password},
    }
    answer = httpx.post(outputs.aws_endpoint_url, json=body, headers=SIGN_IN_HEADERS, timeout=30, trust_env=False)
    tokens: dict[str, str] = answer.raise_for_status().json()["AuthenticationResult"]
    return tokens


def new_client(cognito: CognitoIdentityProviderClient, pool: str) -> str:
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="another", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )
    return client["UserPoolClient"]["ClientId"]


def other_pools_token(cognito: CognitoIdentityProviderClient, outputs: StackOutputs) -> str:
    """Return the ID token of somebody whom another pool of this account calls acme's."""
    pool = cognito.create_user_pool(
        PoolName="another", Schema=[{"Name": "tenant", "AttributeDataType": "String", "Mutable": True}]
    )["UserPool"]["Id"]
    cognito.admin_create_user(
        UserPoolId=pool, Username="mallory", UserAttributes=[{"Name": "custom:tenant", "Value": "acme"}]
    )
    cognito.admin_set_user_password(UserPoolId=pool, Username="mallory", Password=PASSWORD, Permanent=True)
    return sign_in(outputs, new_client(cognito, pool), "mallory", PASSWORD)["IdToken"]


@pytest.fixture(scope="module")
def worthless(cognito: CognitoIdentityProviderClient, outputs: StackOutputs, forge: TokenForge) -> dict[str, str]:
    """Tokens that open nothing."""
    alice = outputs.users[0]
    own = sign_in(outputs, outputs.user_pool_client_id, alice.username, alice.password)
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    good = forge.token()
    unsigned = forge.unsigned({"alg": "none", "kid": forge.key_id}, forge.claims)
    symmetric = forge.unsigned({"alg": "HS256", "kid": forge.key_id}, forge.claims)
    forged = base64url(hmac.digest(forge.public_key, symmetric.encode(), "sha256"))
    now = int(time.time())
    return {
        "no token": "",
        "no JWT": "acme",
        "signature cut off": good.rpartition(".")[0] + ".",
        "signature of other claims": f"{forge.token({'sub': 'x'}).rpartition('.')[0]}.{good.rpartition('.')[2]}",
        "key of a stranger": forge.token(key=stranger),
        "algorithm none": f"{unsigned}.",
        "public key as a secret": f"{symmetric}.{forged}",
        "expired": forge.token({"exp": now - 1, "iat": now - 3601}),
        "another issuer": forge.token({"iss": forge.claims["iss"] + "x"}),
        "another pool": other_pools_token(cognito, outputs),
        "access token": own["AccessToken"],
        "refresh token": own["RefreshToken"],
        "access token with a tenant": forge.token({"token_use": "access"}),
        "neither tenant nor subject": forge.token({"sub": None, "custom:tenant": None}),
        "empty tenant and subject": forge.token({"sub": "", "custom:tenant": ""}),
    }


@pytest.mark.parametrize("route", TENANT_ROUTES, ids=str)
def test_a_worthless_token_opens_no_route(
    anonymous: httpx.Client, acme: httpx.Client, victim: Authority, worthless: dict[str, str], route: Route
) -> None:
    before = acme.get(f"/ca-certificates/{victim.id}").json()
    for name, token in worthless.items():
        answer = send(anonymous, route, victim, token)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), name
        assert answer.headers["Content-Type"] == "application/problem+json", name
    assert acme.get(f"/ca-certificates/{victim.id}").json() == before


def without_request_id(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    body: dict[str, Any] = answer.json()
    assert body.pop("requestId")
    return answer.status_code, body


@pytest.mark.parametrize("route", ID_ROUTES, ids=str)
def test_anothers_id_answers_exactly_as_an_unknown_one(
    anonymous: httpx.Client, acme: httpx.Client, forge: TokenForge, victim: Authority, route: Route
) -> None:
    before = acme.get(f"/ca-certificates/{victim.id}").json()
    for claim in ["globex", *IMITATIONS]:
        token = forge.token({"custom:tenant": claim})
        unknown = send(anonymous, route, victim, token, UNKNOWN_ID)
        foreign = send(anonymous, route, victim, token)
        assert (foreign.status_code, foreign.json()["code"]) == (404, "ca_certificate_not_found"), claim
        assert without_request_id(foreign) == without_request_id(unknown), claim
    assert acme.get(f"/ca-certificates/{victim.id}").json() == before


@pytest.mark.parametrize("route", [r for r in TENANT_ROUTES if not r.has_id and r.method == "GET"], ids=str)
def test_an_imitated_tenant_is_shown_nothing(
    anonymous: httpx.Client, forge: TokenForge, victim: Authority, route: Route
) -> None:
    for claim in IMITATIONS:
        answer = send(anonymous, route, victim, forge.token({"custom:tenant": claim}))
        assert answer.status_code < 500, claim
        assert victim.id.encode() not in answer.content, claim
        assert b"CA of acme" not in answer.content, claim


def test_a_cursor_of_another_tenant_is_refused(acme: httpx.Client, globex: httpx.Client, victim: Authority) -> None:
    other = Authority("Another CA of acme")
    acme.post("/ca-certificates", content=other.pem, headers=PEM)
    assert victim.id != other.id
    cursor = acme.get("/ca-certificates", params={"limit": 1}).json()["nextCursor"]
    assert acme.get("/ca-certificates", params={"cursor": cursor}).status_code == 200
    assert globex.get("/ca-certificates", params={"cursor": cursor}).json()["code"] == "malformed_request"


def test_another_client_of_the_pool_signs_in_the_same_tenants(
    anonymous: httpx.Client, cognito: CognitoIdentityProviderClient, outputs: StackOutputs, victim: Authority
) -> None:
    """Not a way in: who adds clients administers the pool, and the users and their tenants are the pool's."""
    client_id = new_client(cognito, outputs.user_pool_id)
    for user in outputs.users:
        token = sign_in(outputs, client_id, user.username, user.password)["IdToken"]
        answer = anonymous.get(f"/ca-certificates/{victim.id}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == (200 if user.tenant == "acme" else 404)


def test_a_user_cannot_choose_the_tenant(cognito: CognitoIdentityProviderClient, outputs: StackOutputs) -> None:
    """What the stack's client may write has no ``custom:tenant``. Cognito enforces that; the emulator does not."""
    described = cognito.describe_user_pool_client(
        UserPoolId=outputs.user_pool_id, ClientId=outputs.user_pool_client_id
    )["UserPoolClient"]
    assert described["WriteAttributes"]
    assert "custom:tenant" not in described["WriteAttributes"]
