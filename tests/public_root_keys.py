"""Writes public_root_keys.txt anew from the installed certifi: python -m tests.public_root_keys."""

from hashlib import sha256

import certifi

from device_ca.certificate import read_certificate
from device_ca.pem import decode_base64, read_pem_blocks
from device_ca.public_roots import PUBLIC_ROOT_KEYS


def render() -> str:
    """Returns the file as it should be."""
    roots = [decode_base64(block.text or b"") for block in read_pem_blocks(certifi.contents().encode())]
    digests = sorted({sha256(read_certificate(root).public_key_info).hexdigest() for root in roots})
    return "\n".join((f"# certifi {certifi.__version__}: SHA-256 of each root's SubjectPublicKeyInfo", *digests, ""))


if __name__ == "__main__":
    PUBLIC_ROOT_KEYS.write_text(render(), encoding="ascii")
