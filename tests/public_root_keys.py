"""Writes public_root_keys.txt anew from the installed certifi: python -m tests.public_root_keys."""

from hashlib import sha256

import certifi
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificates

from device_ca.public_roots import PUBLIC_ROOT_KEYS


def render() -> str:
    """Returns the file as it should be."""
    roots = load_pem_x509_certificates(certifi.contents().encode())
    digests = {
        sha256(root.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
        for root in roots
    }
    return "\n".join(
        (f"# certifi {certifi.__version__}: SHA-256 of each root's SubjectPublicKeyInfo", *sorted(digests), "")
    )


if __name__ == "__main__":
    PUBLIC_ROOT_KEYS.write_text(render(), encoding="ascii")
