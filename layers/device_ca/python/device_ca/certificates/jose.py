"""As much of JOSE as a receipt needs: a P-256 key as a JWK (RFC 7517), and ES256 in a compact JWS (RFC 7515, 7518)."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from device_ca.certificates.der import BIT_STRING, INTEGER, SEQUENCE, read_element, read_elements, read_integer

_COORDINATE = 32
_UNCOMPRESSED = b"\x04"


def base64url(octets: bytes) -> str:
    """Write octets as RFC 7515, section 2, has them: without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def p256_jwk(public_key_info: bytes) -> dict[str, str]:
    """Return the public members of a P-256 key.

    Args:
        public_key_info: DER of the SubjectPublicKeyInfo, the point uncompressed.

    Raises:
        ValueError: It is none.
    """
    _, _, start, stop = read_element(public_key_info, 0, len(public_key_info), SEQUENCE, "the key")
    *_, (tag, _, begin, end) = read_elements(public_key_info, start, stop)
    point = public_key_info[begin + 1 : end]
    if tag != BIT_STRING or point[:1] != _UNCOMPRESSED or len(point) != 1 + 2 * _COORDINATE:
        raise ValueError("not an uncompressed point of P-256")
    x, y = point[1 : 1 + _COORDINATE], point[1 + _COORDINATE :]
    return {"kty": "EC", "crv": "P-256", "x": base64url(x), "y": base64url(y)}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """Return the SHA-256 thumbprint of an EC key (RFC 7638)."""
    required = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return base64url(hashlib.sha256(_json(required)).digest())


def raw_es256_signature(der: bytes) -> bytes:
    """Return an ECDSA signature on P-256 as JWS wants it (RFC 7518, 3.4): r and s side by side, not DER.

    Raises:
        ValueError: It is no such signature.
    """
    _, _, start, stop = read_element(der, 0, len(der), SEQUENCE, "the signature")
    numbers = read_elements(der, start, stop)
    if [number[0] for number in numbers] != [INTEGER, INTEGER]:
        raise ValueError("an ECDSA signature is two numbers")
    return b"".join(read_integer(der[begin:end]).to_bytes(_COORDINATE) for _, _, begin, end in numbers)


def compact_jws(header: Mapping[str, Any], payload: Mapping[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """Return the compact serialization; ``sign`` makes the signature of the signing input."""
    signing_input = f"{base64url(_json(header))}.{base64url(_json(payload))}"
    return f"{signing_input}.{base64url(sign(signing_input.encode('ascii')))}"


def _json(members: Mapping[str, Any]) -> bytes:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
