"""The keys of the public web's root CAs, as certifi bundles them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

PUBLIC_ROOT_KEYS = Path(__file__).with_name("public_root_keys.txt")
"""SHA-256 of each root's SubjectPublicKeyInfo in hex, one a line; lines that begin with # say where they are from."""


def is_public_root_key(public_key_info: bytes) -> bool:
    """Tells whether a SubjectPublicKeyInfo (DER) is that of a public root CA."""
    return sha256(public_key_info).hexdigest() in _public_root_keys()


@cache
def _public_root_keys() -> frozenset[str]:
    lines = PUBLIC_ROOT_KEYS.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
