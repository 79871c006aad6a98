"""Tokens that Cognito would never issue, signed with the keys of the emulator's user pool."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

if TYPE_CHECKING:
    from tests.support.running_stack import RunningStack


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


class TokenForge:
    """Make ID tokens of the stack's user pool.

    Attributes:
        claims: Those of a real token, which all others start from.
    """

    def __init__(self, stack: RunningStack, token: str) -> None:
        port = urlsplit(stack.outputs.aws_endpoint_url).port
        keys = stack.folder / f"emulator-{port}" / "state" / "cognito-pool-keys"
        key = load_pem_private_key((keys / f"{stack.outputs.user_pool_id}-id.pem").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        self._key = key
        self.claims = claims_of(token)

    @property
    def public_key(self) -> bytes:
        """DER of the key that the gateway checks signatures with."""
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def key_id(self) -> str:
        return base64.b64encode(hashlib.sha256(self.public_key).digest()).decode()

    def token(self, changes: dict[str, Any] | None = None, *, key: rsa.RSAPrivateKey | None = None) -> str:
        """Return a token with changed claims; one that is None is left out."""
        now = int(time.time())
        claims = self.claims | {"iat": now - 10, "auth_time": now - 10, "exp": now + 3600} | (changes or {})
        signed = self.unsigned({"alg": "RS256", "kid": self.key_id}, claims)
        return f"{signed}.{base64url((key or self._key).sign(signed.encode(), PKCS1v15(), SHA256()))}"

    @staticmethod
    def unsigned(header: dict[str, str], claims: dict[str, Any]) -> str:
        """Return header and payload."""
        present = {name: value for name, value in claims.items() if value is not None}
        return ".".join(base64url(json.dumps(part).encode()) for part in (header, present))
