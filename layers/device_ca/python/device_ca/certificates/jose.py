"""As much of JOSE as a receipt needs: a P-256 key as a JWK (RFC 7517), and ES256 in a compact JWS (RFC 7515, 7518)."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

_COORDINATE = 32


def base64url(octets: bytes) -> str:
    """Write octets as RFC 7515, section 2, has them: without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def p256_jwk(spki: bytes) -> dict[str, str]:
    """Return the public members of a P-256 key.

    Args:
        spki: DER of the SubjectPublicKeyInfo.

    Raises:
        ValueError: It is none.
    """
    key = load_der_public_key(spki)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a key on P-256")  # noqa: TRY004 - the bytes are wrong, not their type
    point = key.public_numbers()
    x, y = (base64url(coordinate.to_bytes(_COORDINATE)) for coordinate in (point.x, point.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """Return the SHA-256 thumbprint of an EC key (RFC 7638)."""
    required = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return base64url(hashlib.sha256(_json(required)).digest())


def raw_es256_signature(der: bytes) -> bytes:
    """Return an ECDSA signature on P-256 as JWS wants it (RFC 7518, 3.4): r and s side by side, not DER.

    Raises:
        ValueError: It is no such signature.
    """
    return b"".join(number.to_bytes(_COORDINATE) for number in decode_dss_signature(der))


def compact_jws(header: Mapping[str, Any], payload: Mapping[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """Return the compact serialization; ``sign`` makes the signature of the signing input."""
    signing_input = f"{base64url(_json(header))}.{base64url(_json(payload))}"
    return f"{signing_input}.{base64url(sign(signing_input.encode('ascii')))}"


def _json(members: Mapping[str, Any]) -> bytes:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
