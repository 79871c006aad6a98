"""What a file is that is no certificate: recognised by a loader of the library, its label or its first bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import ocsp

from device_ca.certificates.hidden_contents import begins_private_key


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file.

    Attributes:
        name: the reason of ``not_a_certificate``.
        label: of a PEM block that is none of these.
    """

    name: str
    label: str | None = None


CERTIFICATE = FileKind("certificate")
CERTIFICATE_REQUEST = FileKind("csr")
HEXADECIMAL = FileKind("hexadecimal")
REVOCATION_LIST = FileKind("crl")
UTF_16 = FileKind("utf_16")
_PRIVATE_KEY = FileKind("private_key")
_PKCS12 = FileKind("pkcs12")
_PUBLIC_KEY = FileKind("public_key")
_PKCS7 = FileKind("pkcs7")
_ARCHIVE = FileKind("archive")
_SSH_PUBLIC_KEY = FileKind("ssh_public_key")

_KINDS_OF_LABELS = {
    "CERTIFICATE REQUEST": CERTIFICATE_REQUEST,
    "NEW CERTIFICATE REQUEST": CERTIFICATE_REQUEST,
    "X509 CRL": REVOCATION_LIST,
    "CRL": REVOCATION_LIST,
    "PKCS7": _PKCS7,
    "PKCS #7 SIGNED DATA": _PKCS7,
    "CMS": _PKCS7,
    "PKCS12": _PKCS12,
    "PUBLIC KEY": _PUBLIC_KEY,
    "RSA PUBLIC KEY": _PUBLIC_KEY,
    "ATTRIBUTE CERTIFICATE": FileKind("attribute_certificate"),
}
_KINDS_OF_FIRST_BYTES = (
    (b"PK\x03\x04", FileKind("zip")),
    (b"\x1f\x8b", FileKind("gzip")),
    (b"BZh", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"%PDF", FileKind("pdf")),
    (b"PuTTY-User-Key-File", FileKind("putty_key")),
    (b"ssh-", _SSH_PUBLIC_KEY),
    (b"ecdsa-sha2-", _SSH_PUBLIC_KEY),
    (b"\xfe\xed\xfe\xed", FileKind("java_keystore")),
    (b"\xce\xce\xce\xce", FileKind("java_keystore")),
)
_LOADERS: tuple[tuple[Callable[[bytes], Any], FileKind], ...] = (
    (x509.load_der_x509_csr, CERTIFICATE_REQUEST),
    (x509.load_der_x509_crl, REVOCATION_LIST),
    (load_der_public_key, _PUBLIC_KEY),
    (ocsp.load_der_ocsp_response, FileKind("ocsp_response")),
)
# A ContentInfo (RFC 2315), often in BER, begins with an OBJECT IDENTIFIER under 1.2.840.113549.1.7.
_PKCS7_OID = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_LONGEST_HEADER = 6


def kind_of_label(label: str) -> FileKind:
    """Say what a PEM block is by its label."""
    if "PRIVATE KEY" in label:
        return _PRIVATE_KEY
    return _KINDS_OF_LABELS.get(label) or FileKind("pem_block", label)


def kind_of_der(unverified_der: bytes) -> FileKind | None:
    """Say what DER or BER is; None if it is nothing known, and so may be a broken certificate."""
    if _PKCS7_OID in unverified_der[: _LONGEST_HEADER + len(_PKCS7_OID)]:
        return _PKCS7
    if begins_private_key(unverified_der):
        return _PKCS12 if _PKCS7_OID in unverified_der[:30] else _PRIVATE_KEY
    for load, kind in _LOADERS:
        try:
            load(unverified_der)
        except UnsupportedAlgorithm:
            return kind
        except (ValueError, x509.InvalidVersion):
            continue
        return kind
    return None


def kind_of_first_bytes(unverified_file: bytes) -> FileKind | None:
    """Say what a binary file is by its first bytes."""
    return next((kind for first, kind in _KINDS_OF_FIRST_BYTES if unverified_file.startswith(first)), None)


def kind_of_text(unverified_file: bytes) -> FileKind:
    """Say what a file is that is neither DER nor PEM nor known by its first bytes."""
    text = unverified_file.strip()
    if not text:
        return FileKind("empty")
    if text[:1] in {b"{", b"["}:
        return FileKind("jwk" if b'"kty"' in text else "json")
    if text[:1] == b"<":
        return FileKind("html")
    return FileKind("binary" if b"\x00" in text else "text")
