"""A certificate that nobody signed: libraries look at some things only in a certificate.

Its parts are encoded once, by the library, and put together for each use, because an upload needs two of them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat import asn1

from device_ca.certificates.rfc5280 import AlgorithmIdentifier, Extension, Validity, sequence_of

_NO_NAME = b"\x30\x00"
_EMPTY_BIT_STRING = b"\x03\x01\x00"
_EPOCH = asn1.UTCTime(datetime(1970, 1, 1, tzinfo=UTC))
# The base point of RFC 8032 5.1, whose private key everybody knows: OpenSSL asks for some key.
_ANY_KEY = bytes.fromhex("302a300506032b657003210058" + 31 * "66")
# What is the same in all of them: version 3 and a serial number; validity, no subject, a key.
_BEFORE_ALGORITHM = bytes.fromhex("a003020102") + asn1.encode_der(1)
_AFTER_ISSUER = asn1.encode_der(Validity(not_before=_EPOCH, not_after=_EPOCH)) + _NO_NAME + _ANY_KEY


def algorithm_identifier(oid: str) -> bytes:
    """Return the DER of an AlgorithmIdentifier without parameters."""
    return asn1.encode_der(AlgorithmIdentifier(algorithm=x509.ObjectIdentifier(oid)))


_ED25519 = algorithm_identifier("1.3.101.112")


def unsigned_certificate(
    *, algorithm: bytes = _ED25519, issuer: bytes = _NO_NAME, extensions: Sequence[Extension] = ()
) -> bytes:
    """Return a certificate that nobody signed: libraries look at some things only in a certificate.

    Args:
        algorithm: DER of the AlgorithmIdentifier that it seems to be signed with.
        issuer: DER of the name of who seems to have issued it.
        extensions: what extensions it has; whether they are critical is left out.
    """
    signed = _BEFORE_ALGORITHM + algorithm + issuer + _AFTER_ISSUER
    if extensions:
        signed += _explicit_3(sequence_of(b"".join(map(_not_critical, extensions))))
    return sequence_of(sequence_of(signed) + algorithm + _EMPTY_BIT_STRING)


def _not_critical(extension: Extension) -> bytes:
    return asn1.encode_der(Extension(extn_id=extension.extn_id, critical=None, extn_value=extension.extn_value))


def _explicit_3(element: bytes) -> bytes:
    """Return an element under the tag [3]."""
    return b"\xa3" + asn1.encode_der(element)[1:]
