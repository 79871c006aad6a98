"""The key that signs receipts. Its private part never leaves KMS."""

from functools import cache
from typing import TYPE_CHECKING

from device_ca.certificates.jose import p256_jwk, raw_es256_signature, thumbprint
from device_ca.settings import settings
from device_ca.stores.aws_clients import answering_store, kms_client

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

ALGORITHM = "ES256"


class ReceiptKey:
    """A P-256 key of KMS. Every method may raise ``StoreUnavailable``."""

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self._key_id = key_id
        self._jwk: dict[str, str] = {}

    def jwk(self) -> dict[str, str]:
        """Return the public key as a JWK; it never changes, so it is asked for once."""
        if not self._jwk:
            with answering_store("signing key"):
                answer = self._client.get_public_key(KeyId=self._key_id)
            public = p256_jwk(answer["PublicKey"])
            self._jwk = {**public, "use": "sig", "alg": ALGORITHM, "kid": thumbprint(public)}
        return self._jwk

    def sign(self, message: bytes) -> bytes:
        """Return the ES256 signature of a message of at most 4 KiB."""
        with answering_store("signing key"):
            answer = self._client.sign(KeyId=self._key_id, Message=message, SigningAlgorithm="ECDSA_SHA_256")
        return raw_es256_signature(answer["Signature"])


@cache
def receipt_key() -> ReceiptKey:
    """Return the process's key of receipts."""
    return ReceiptKey(kms_client(), settings().receipt_key_id)
