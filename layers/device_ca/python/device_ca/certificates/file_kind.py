"""What a file is that is no certificate: recognised by its label or its first bytes."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file.

    Attributes:
        name: the reason of ``not_a_certificate``.
        label: of a PEM block that is none of these.
        holds_private_key: whether a private key is in it, or may be.
    """

    name: str
    label: str | None = None
    holds_private_key: bool = False


CERTIFICATE_REQUEST = FileKind("csr")
PRIVATE_KEY = FileKind("private_key", holds_private_key=True)
PKCS12 = FileKind("pkcs12", holds_private_key=True)
PUBLIC_KEY = FileKind("public_key")
REVOCATION_LIST = FileKind("crl")
PKCS7 = FileKind("pkcs7")
OCSP_RESPONSE = FileKind("ocsp_response")
ATTRIBUTE_CERTIFICATE = FileKind("attribute_certificate")
HEXADECIMAL = FileKind("hexadecimal")
EMPTY = FileKind("empty")
UTF_16 = FileKind("utf_16")

_KINDS_OF_LABELS = {
    "CERTIFICATE REQUEST": CERTIFICATE_REQUEST,
    "NEW CERTIFICATE REQUEST": CERTIFICATE_REQUEST,
    "X509 CRL": REVOCATION_LIST,
    "CRL": REVOCATION_LIST,
    "PKCS7": PKCS7,
    "PKCS #7 SIGNED DATA": PKCS7,
    "CMS": PKCS7,
    "PKCS12": PKCS12,
    "PUBLIC KEY": PUBLIC_KEY,
    "RSA PUBLIC KEY": PUBLIC_KEY,
    "ATTRIBUTE CERTIFICATE": ATTRIBUTE_CERTIFICATE,
}

_ARCHIVE = FileKind("archive")
_SSH_PUBLIC_KEY = FileKind("ssh_public_key")
_KINDS_OF_FIRST_BYTES = (
    (b"PK\x03\x04", FileKind("zip")),
    (b"\x1f\x8b", FileKind("gzip")),
    (b"BZh", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"%PDF", FileKind("pdf")),
    (b"PuTTY-User-Key-File", FileKind("putty_key", holds_private_key=True)),
    (b"ssh-", _SSH_PUBLIC_KEY),
    (b"ecdsa-sha2-", _SSH_PUBLIC_KEY),
)
_KEYSTORE_FIRST_BYTES = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")
_KEYSTORE_PRIVATE_KEY_ENTRY = b"\x00\x00\x00\x01"

_JWK_PRIVATE_MEMBER = re.compile(rb'"d"\s*:\s*"')


def kind_of_label(label: str) -> FileKind:
    """Tells what a PEM block is by its label."""
    if "PRIVATE KEY" in label:
        return PRIVATE_KEY
    return _KINDS_OF_LABELS.get(label) or FileKind("pem_block", label)


def kind_of_first_bytes(data: bytes) -> FileKind | None:
    """Tells an archive, a keystore or another binary file by its first bytes."""
    for first_bytes, kind in _KINDS_OF_FIRST_BYTES:
        if data.startswith(first_bytes):
            return kind
    if data.startswith(_KEYSTORE_FIRST_BYTES):
        holds_private_key = data[12:16] == _KEYSTORE_PRIVATE_KEY_ENTRY
        return FileKind("java_keystore", holds_private_key=holds_private_key)
    return None


def kind_of_text(data: bytes) -> FileKind:
    """Tells what a file is that is neither DER nor PEM nor known by its first bytes."""
    text = data.strip()
    if not text:
        return EMPTY
    if text[:1] in {b"{", b"["}:
        is_private_jwk = b'"kty"' in text and _JWK_PRIVATE_MEMBER.search(text) is not None
        return FileKind("jwk", holds_private_key=True) if is_private_jwk else FileKind("json")
    if text[:1] == b"<":
        return FileKind("html")
    return FileKind("binary" if b"\x00" in data else "text")
