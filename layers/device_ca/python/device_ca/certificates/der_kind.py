"""What a DER or BER file is that is no certificate: recognised by its first elements, even if it is cut off."""

from device_ca.certificates.der import BIT_STRING, GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME
from device_ca.certificates.file_kind import (
    ATTRIBUTE_CERTIFICATE,
    CERTIFICATE_REQUEST,
    OCSP_RESPONSE,
    PKCS7,
    PKCS12,
    PRIVATE_KEY,
    PUBLIC_KEY,
    REVOCATION_LIST,
    FileKind,
)

_PKCS7_OID = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_PASSWORD_ENCRYPTION_OIDS = (b"\x2a\x86\x48\x86\xf7\x0d\x01\x05", b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c")
_PRIVATE_KEY_VERSIONS = {b"\x00", b"\x01"}
_PKCS12_VERSION = b"\x03"


def kind_of_der(data: bytes) -> FileKind | None:
    """Tells what a file is by its first elements; None if it is none of those, and so may be a broken certificate."""
    outer = _leading_elements(data, 0, 1)
    if not outer or outer[0][0] != SEQUENCE:
        return None
    elements = _leading_elements(data, outer[0][1], 4)
    tags = [element[0] for element in elements]
    if tags[:2] == [SEQUENCE, SEQUENCE]:
        return _kind_of_signed(data, elements[0][1])
    return _kind_of_shape(tags, data[elements[0][1] : elements[0][2]]) if elements else None


def _kind_of_shape(tags: list[int], first: bytes) -> FileKind | None:
    """Tells what the tags of the first elements, and the content of the first one, stand for."""
    kind: FileKind | None = None
    match tags:
        case [0x02, 0x30, 0x04, *_] | [0x02, 0x04, *_]:  # PKCS#8 (RFC 5958), EC private key (RFC 5915)
            kind = PRIVATE_KEY
        case [0x02, 0x02, *_]:  # RSA and DSA private keys begin with a version
            kind = PRIVATE_KEY if first in _PRIVATE_KEY_VERSIONS else PUBLIC_KEY
        case [0x02, 0x30, *_] if first == _PKCS12_VERSION:
            kind = PKCS12
        case [0x06, *_] if first.startswith(_PKCS7_OID):
            kind = PKCS7
        case [0x0A, *_]:
            kind = OCSP_RESPONSE
        case [0x30, 0x04, *_] if first[2:].startswith(_PASSWORD_ENCRYPTION_OIDS):
            kind = PRIVATE_KEY
        case [0x30, 0x03]:
            kind = PUBLIC_KEY
    return kind


def _kind_of_signed(data: bytes, start: int) -> FileKind | None:
    """Tells what is signed: a request, a revocation list, an attribute certificate; None if it may be a certificate."""
    elements = _leading_elements(data, start, 4)
    tags = [element[0] for element in elements]
    if tags[:3] == [INTEGER, SEQUENCE, SEQUENCE]:
        inner = [element[0] for element in _leading_elements(data, elements[2][1], 2)]
        if inner == [SEQUENCE, BIT_STRING]:
            return CERTIFICATE_REQUEST
    unversioned = tags[1:] if tags[:1] == [INTEGER] else tags
    if unversioned[:2] == [SEQUENCE, SEQUENCE] and unversioned[2:3] in ([UTC_TIME], [GENERALIZED_TIME]):
        return REVOCATION_LIST
    if tags[:3] == [INTEGER, SEQUENCE, 0xA0]:
        return ATTRIBUTE_CERTIFICATE
    return None


def _leading_elements(data: bytes, start: int, limit: int) -> list[tuple[int, int, int]]:
    """Reads up to `limit` elements as tag, begin and end of the content, whatever their lengths say.

    PKCS#12 and PKCS#7 often come in BER with indefinite lengths; the content then goes on to the end of the file.
    """
    elements: list[tuple[int, int, int]] = []
    position = start
    while len(elements) < limit and position + 1 < len(data):
        tag, length = data[position], data[position + 1]
        position += 2
        if length == 0x80:  # noqa: PLR2004 - indefinite
            length = len(data)
        elif length > 0x80:  # noqa: PLR2004 - so many octets of length follow
            octets = data[position : position + length - 0x80]
            position += len(octets)
            length = int.from_bytes(octets)
        end = min(position + length, len(data))
        elements.append((tag, position, end))
        position = end
    return elements
