"""The receipt: a signed statement which tenant proved possession of which key, when and how.

Whoever has it checks it offline, with any JOSE library and the registry's public key. The same verification always
gives the same statement; only the signature is another each time, as ECDSA makes it.
"""

from typing import Any

from device_ca.certificates.jose import compact_jws
from device_ca.clock import rfc3339
from device_ca.errors import NotVerified
from device_ca.model.ca_record import VERIFIED, CaRecord
from device_ca.stores.receipt_key import ALGORITHM, ReceiptKey

CONTENT_TYPE = "application/jose"
_TYPE = "device-ca-receipt+jwt"
_VERSION = 1


def receipt_claims(record: CaRecord, *, tenant: str, issuer: str) -> dict[str, Any]:
    """Return what the receipt of a verified CA certificate states.

    ``iat`` is when possession was proven, and not when the receipt was asked for.

    Args:
        record: The CA certificate.
        tenant: Whose it is.
        issuer: The base URL of the API.

    Raises:
        NotVerified: It is not verified.
    """
    if record.status != VERIFIED or record.verified_at is None:
        raise NotVerified
    return {
        "iss": issuer,
        "sub": record.id,
        "iat": int(record.verified_at.timestamp()),
        "receiptVersion": _VERSION,
        "tenant": tenant,
        "subject": record.subject,
        "keyAlgorithm": record.key_algorithm,
        "publicKeySha256": record.key_digest,
        "proof": "carried_from" if record.possession_carried_from else record.proof_kind,
        "possessionCarriedFrom": record.possession_carried_from,
        "provenAt": rfc3339(record.verified_at),
    }


def sign_receipt(claims: dict[str, Any], key: ReceiptKey) -> str:
    """Return the receipt as a compact JWS."""
    header = {"alg": ALGORITHM, "kid": key.jwk()["kid"], "typ": _TYPE}
    return compact_jws(header, claims, key.sign)
