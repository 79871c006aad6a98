"""What a file is that is no certificate: recognised by its label or its first bytes."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file.

    Attributes:
        name: what it is called, with its article.
        hint: how to come from it to a certificate.
        holds_private_key: whether a private key is in it, or may be.
    """

    name: str
    hint: str
    holds_private_key: bool = False


_KEY_HINT = "Upload the certificate that belongs to the key, never the key."

CERTIFICATE_REQUEST = FileKind(
    "a certificate signing request (CSR)",
    "A CSR only asks for a certificate. Have it signed, then upload what comes out: "
    "openssl x509 -req -in FILE -CA rootCA.pem -CAkey rootCA.key -CAcreateserial -days 3650 -sha256 "
    "-out certificate.pem",
)
PRIVATE_KEY = FileKind("a private key", _KEY_HINT, holds_private_key=True)
PKCS12 = FileKind(
    "a PKCS#12 file (.p12, .pfx), which usually holds a private key",
    "Take the certificate out, without the key: openssl pkcs12 -in FILE -nokeys -out certificates.pem",
    holds_private_key=True,
)
PUBLIC_KEY = FileKind("a public key", "Upload the certificate that holds this key.")
REVOCATION_LIST = FileKind(
    "a certificate revocation list (CRL)",
    "Upload the certificate of the CA that issued it: openssl crl -in FILE -noout -issuer",
)
PKCS7 = FileKind(
    "a PKCS#7 or CMS file (.p7b, .p7c)",
    "Take the certificates out, then upload the one that is meant: "
    "openssl pkcs7 -in FILE -print_certs -out certificates.pem "
    "(with -inform DER for a binary file)",
)
OCSP_RESPONSE = FileKind("an OCSP response", "Upload the CA's certificate instead.")
ATTRIBUTE_CERTIFICATE = FileKind(
    "an attribute certificate", "It holds no key. Upload the CA's X.509 certificate instead."
)
HEXADECIMAL = FileKind("DER written as hexadecimal digits", "Turn it into bytes: xxd -r -p FILE certificate.der")
EMPTY = FileKind("empty", "Write the certificate out again: openssl x509 -in rootCA.pem -out certificate.pem")
UTF_16 = FileKind(
    "UTF-16 text",
    "Save it as UTF-8 or ASCII: iconv -f UTF-16 -t UTF-8 FILE > certificate.pem "
    "(Windows PowerShell: Get-Content FILE | Set-Content -Encoding ascii certificate.pem)",
)
_UNPACK = "Unpack it and upload the certificate that is in it."
_KEYSTORE_HINT = "Export the certificate: keytool -exportcert -rfc -keystore FILE -alias ALIAS -file certificate.pem"
_PEM_HINT = (
    "Upload a certificate in DER, or in PEM, which begins with -----BEGIN CERTIFICATE-----. "
    "To see what a file is: openssl x509 -in FILE -noout -text"
)

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

_JSON = FileKind(
    "JSON",
    "Upload the certificate alone. Inside JSON its line ends are written as \\n and must be real ones: "
    "jq -r .certificate FILE > certificate.pem",
)
_PACKED = "a packed archive"
_KINDS_OF_FIRST_BYTES = (
    (b"PK\x03\x04", FileKind("a zip archive", _UNPACK)),
    (b"\x1f\x8b", FileKind("a gzip archive", "Unpack it: gunzip FILE")),
    (b"BZh", FileKind(_PACKED, _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", FileKind(_PACKED, _UNPACK)),
    (b"\xfd7zXZ", FileKind(_PACKED, _UNPACK)),
    (b"%PDF", FileKind("a PDF document", _PEM_HINT)),
    (b"PuTTY-User-Key-File", FileKind("a PuTTY private key", _KEY_HINT, holds_private_key=True)),
    (b"ssh-", FileKind("an SSH public key", "SSH keys are not certificates. Upload the CA's X.509 certificate.")),
    (
        b"ecdsa-sha2-",
        FileKind("an SSH public key", "SSH keys are not certificates. Upload the CA's X.509 certificate."),
    ),
)
_KEYSTORE_FIRST_BYTES = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")
_KEYSTORE_PRIVATE_KEY_ENTRY = b"\x00\x00\x00\x01"

_JWK_PRIVATE_MEMBER = re.compile(rb'"d"\s*:\s*"')


def kind_of_label(label: str) -> FileKind:
    """Tells what a PEM block is by its label."""
    if "PRIVATE KEY" in label:
        return PRIVATE_KEY
    return _KINDS_OF_LABELS.get(label) or FileKind(f'a PEM block labelled "{label}"', _PEM_HINT)


def kind_of_first_bytes(data: bytes) -> FileKind | None:
    """Tells an archive, a keystore or another binary file by its first bytes."""
    for first_bytes, kind in _KINDS_OF_FIRST_BYTES:
        if data.startswith(first_bytes):
            return kind
    if data.startswith(_KEYSTORE_FIRST_BYTES):
        holds_private_key = data[12:16] == _KEYSTORE_PRIVATE_KEY_ENTRY
        return FileKind("a Java keystore", _KEYSTORE_HINT, holds_private_key)
    return None


def kind_of_text(data: bytes) -> FileKind:
    """Tells what a file is that is neither DER nor PEM nor known by its first bytes."""
    text = data.strip()
    if not text:
        return EMPTY
    if text[:1] in {b"{", b"["}:
        is_private_jwk = b'"kty"' in text and _JWK_PRIVATE_MEMBER.search(text) is not None
        return FileKind("a private key (JWK)", _KEY_HINT, holds_private_key=True) if is_private_jwk else _JSON
    if text[:1] == b"<":
        return FileKind("an HTML or XML page", f"{_PEM_HINT}. A page often comes where a download asked for a login.")
    is_text = b"\x00" not in data
    return FileKind("text, but no certificate" if is_text else "binary data of an unknown kind", _PEM_HINT)
