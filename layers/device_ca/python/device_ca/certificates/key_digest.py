"""One name for a public key, however a certificate encodes it."""

from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key


def key_digest(spki: bytes) -> str:
    """Return the SHA-256 of a SubjectPublicKeyInfo as the library writes it, 64 hex digits.

    A point may be compressed or not, and an RSA key may be restricted to PSS: it is the same key.
    """
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        return sha256(spki).hexdigest()
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
