"""The keys of the public web's root CAs, as certifi bundles them."""

from functools import cache
from pathlib import Path

PUBLIC_ROOT_KEYS = Path(__file__).with_name("public_root_keys.txt")
"""Digest of each root's key, however encoded, one a line; lines that begin with # say where they are from."""


def is_public_root_key(key_digest: str) -> bool:
    """Say whether a key, by its digest, is that of a public root CA."""
    return key_digest in _public_root_keys()


@cache
def _public_root_keys() -> frozenset[str]:
    lines = PUBLIC_ROOT_KEYS.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
