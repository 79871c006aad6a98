"""Write public_root_keys.txt anew from the installed certifi: python -m tests.tools.public_root_keys."""

import sys
from base64 import urlsafe_b64encode
from hashlib import sha256
from importlib.metadata import files

import certifi

from device_ca.certificates.certificate import read_certificate
from device_ca.certificates.pem import decode_block, read_pem_blocks
from device_ca.rules.public_roots import PUBLIC_ROOT_KEYS


def render() -> str:
    """Return the file as it should be."""
    roots = [decode_block(block) for block in read_pem_blocks(certifi.contents().encode())]
    digests = sorted({read_certificate(root).key_digest for root in roots})
    return "\n".join((f"# certifi {certifi.__version__}: SHA-256 of each root's SubjectPublicKeyInfo", *digests, ""))


def as_published() -> bool:
    """Tells whether the installed bundle is the published one: proxies that read TLS have their root added to it."""
    bundle = next(file for file in files("certifi") or () if file.name == "cacert.pem")
    digest = urlsafe_b64encode(sha256(bundle.read_binary()).digest()).decode().rstrip("=")
    return bundle.hash is not None and bundle.hash.value == digest


if __name__ == "__main__":
    if not as_published():
        sys.exit(f"{certifi.where()} is not the bundle that certifi published; reinstall certifi, then try again.")
    PUBLIC_ROOT_KEYS.write_text(render(), encoding="ascii")
