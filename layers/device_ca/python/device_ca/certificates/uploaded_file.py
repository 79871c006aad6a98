"""An uploaded file: the one certificate in it, or what it is instead."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate, read_certificate, read_subject
from device_ca.certificates.der import SEQUENCE, MalformedDer, read_first_element
from device_ca.certificates.der_kind import kind_of_der
from device_ca.certificates.file_kind import (
    HEXADECIMAL,
    PRIVATE_KEY,
    UTF_16,
    FileKind,
    kind_of_first_bytes,
    kind_of_label,
    kind_of_text,
)
from device_ca.certificates.pem import (
    CERTIFICATE_LABELS,
    TRUSTED_CERTIFICATE_LABEL,
    BrokenBase64,
    PemBlock,
    decode_base64,
    read_pem_blocks,
)
from device_ca.violation import Violation

MAX_FILE_SIZE = 1_048_576
"""Bytes that an uploaded file may have; whoever receives the file checks it."""

_UTF_8_BOM = b"\xef\xbb\xbf"
_PRIVATE_KEY_ARMOUR = re.compile(rb"-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY( BLOCK)?-----")
_UTF_16_STARTS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"-\x00": "utf-16-le", b"\x00-": "utf-16-be"}
_HEXADECIMAL = re.compile(rb"30[\s:]*8[0-9A-Fa-f][0-9A-Fa-f\s:]*")
_LISTED_SUBJECTS = 10
_SHORTEST_BASE64 = 40


class CertificateReading(NamedTuple):
    """What was read from a file.

    Attributes:
        certificate: the certificate, if there is exactly one and it can be read; there may be violations beside it.
        violations: the broken rules about the file itself.
        kind: what the file was recognised as, where it is not a certificate.
    """

    certificate: Certificate | None = None
    violations: tuple[Violation, ...] = ()
    kind: FileKind | None = None


def read_certificate_file(unverified_file: bytes) -> CertificateReading:
    """Reads the one certificate of a file in DER, PEM or bare base64.

    Text around PEM armour, any line ends and a UTF-8 BOM do not matter. "X509 CERTIFICATE" is the old label of
    "CERTIFICATE"; of a "TRUSTED CERTIFICATE" (OpenSSL) the certificate is read, and the trust settings after it are
    not. UTF-16 is refused with its name.

    Returns:
        A reading, whatever the bytes are; nothing is raised.
    """
    reading = _read(unverified_file)
    holds_key = reading.kind is not None and reading.kind.holds_private_key
    if holds_key or _PRIVATE_KEY_ARMOUR.search(unverified_file):
        return _with_private_key(reading)
    return reading


def _read(data: bytes) -> CertificateReading:
    if _is_der(data):
        return _read_der(data)
    kind = kind_of_first_bytes(data)
    if kind is not None:
        return _not_a_certificate(kind)
    data = data.removeprefix(_UTF_8_BOM)
    blocks = read_pem_blocks(data)
    if blocks:
        return _read_pem(blocks)
    codec = _UTF_16_STARTS.get(data[:2])
    if codec is not None:
        return _read_utf_16(data, codec)
    return _read_bare_text(data)


def _is_der(data: bytes) -> bool:
    """Tells DER from text, which may begin with the digit 0 (0x30, the tag of a SEQUENCE)."""
    return data[:1] == b"\x30" and len(data) > 1 and (data[1] >= 0x80 or data[1] == len(data) - 2)  # noqa: PLR2004 - long form


def _read_der(data: bytes) -> CertificateReading:
    try:
        return CertificateReading(read_certificate(data))
    except MalformedDer as error:
        kind = kind_of_der(data)
        if kind is not None:
            return _not_a_certificate(kind)
        return _read_broken_der(data, error)


def _read_broken_der(data: bytes, error: MalformedDer) -> CertificateReading:
    """Looks at what follows the first element: more certificates, a key, or nothing of the kind."""
    elements: list[bytes] = []
    position = 0
    try:
        while position < len(data):
            tag, _, _, end = read_first_element(data, position, len(data))
            if tag != SEQUENCE:
                break
            elements.append(data[position:end])
            position = end
    except MalformedDer:
        pass
    kinds = [kind_of_der(element) for element in elements[1:]]
    if any(kind is not None and kind.holds_private_key for kind in kinds):
        return _malformed(str(error), PRIVATE_KEY)
    if len(elements) > 1 and position == len(data) and all(map(_looks_like_certificate, elements)):
        return _several_certificates(elements)
    return _malformed(str(error))


def _looks_like_certificate(der: bytes) -> bool:
    try:
        read_subject(der)
    except MalformedDer:
        return False
    return True


def _read_pem(blocks: Sequence[PemBlock]) -> CertificateReading:
    certificates = [block for block in blocks if block.label in CERTIFICATE_LABELS]
    others = [block for block in blocks if block.label not in CERTIFICATE_LABELS]
    hidden_key = PRIVATE_KEY if any(_is_private_key(_decoded_or_empty(block)) for block in others) else None
    closed = [block for block in certificates if block.text is not None]
    if not certificates:
        return _not_a_certificate(hidden_key or kind_of_label(others[0].label))
    if len(closed) > 1:
        return _several_certificates([_decoded_or_empty(block) for block in closed], hidden_key)
    if len(certificates) > len(closed):
        return _malformed(
            "a -----BEGIN CERTIFICATE----- line has no matching -----END CERTIFICATE----- line", hidden_key
        )
    reading = _read_block(closed[0])
    return reading._replace(kind=hidden_key) if hidden_key else reading


def _read_block(block: PemBlock) -> CertificateReading:
    try:
        der = decode_base64(block.text or b"")
    except BrokenBase64 as error:
        return _malformed(str(error))
    if not der:
        return _malformed("there is nothing between the BEGIN and the END line")
    if block.label == TRUSTED_CERTIFICATE_LABEL:
        der = _without_trust_settings(der)
    return _read_der(der)


def _without_trust_settings(der: bytes) -> bytes:
    """Cuts off the X509_CERT_AUX that OpenSSL appends to a TRUSTED CERTIFICATE, if that is what follows."""
    try:
        _, _, _, end = read_first_element(der, 0, len(der))
        if end < len(der):
            tag, _, _, settings_end = read_first_element(der, end, len(der))
            if tag == SEQUENCE and settings_end == len(der):
                return der[:end]
    except MalformedDer:
        pass
    return der


def _read_utf_16(data: bytes, codec: str) -> CertificateReading:
    """Refuses UTF-16, unless it is a private key, which is worse."""
    text = data.decode(codec, errors="replace").removeprefix("\ufeff").encode("utf-8", errors="replace")
    reading = _read(text)
    holds_key = reading.kind is not None and reading.kind.holds_private_key
    return _not_a_certificate(PRIVATE_KEY if holds_key or _PRIVATE_KEY_ARMOUR.search(text) else UTF_16)


def _read_bare_text(data: bytes) -> CertificateReading:
    """Reads base64 without armour; recognises everything else."""
    if _HEXADECIMAL.fullmatch(data.strip()):
        digits = data.translate(None, b": \t\r\n\v\f").decode("ascii")
        is_key = _is_private_key(bytes.fromhex(digits[: len(digits) // 2 * 2]))
        return _not_a_certificate(PRIVATE_KEY if is_key else HEXADECIMAL)
    if len(data) >= _SHORTEST_BASE64:
        try:
            der = decode_base64(data)
        except BrokenBase64:
            der = b""
        if _is_der(der):
            return _read_der(der)
    return _not_a_certificate(kind_of_text(data))


def _decoded_or_empty(block: PemBlock) -> bytes:
    try:
        return decode_base64(block.text or b"")
    except BrokenBase64:
        return b""


def _is_private_key(der: bytes) -> bool:
    kind = kind_of_der(der)
    return kind is not None and kind.holds_private_key


def _not_a_certificate(kind: FileKind) -> CertificateReading:
    parameters = {"reason": kind.name} | ({"label": kind.label} if kind.label else {})
    return CertificateReading(violations=(Violation("not_a_certificate", parameters),), kind=kind)


def _malformed(reason: str, kind: FileKind | None = None) -> CertificateReading:
    violation = Violation("malformed", {"reason": "der", "error": reason})
    return CertificateReading(violations=(violation,), kind=kind)


def _several_certificates(ders: Sequence[bytes], kind: FileKind | None = None) -> CertificateReading:
    """Refuses several certificates and lists the first of them; none of them is preferred."""
    if any(map(_is_private_key, ders)):
        kind = PRIVATE_KEY
    subjects = [_subject(der) for der in ders[:_LISTED_SUBJECTS]]
    violation = Violation("several_certificates", {"count": len(ders), "subjects": subjects})
    return CertificateReading(violations=(violation,), kind=kind)


def _subject(der: bytes) -> str:
    try:
        return read_subject(der)
    except MalformedDer:
        return "?"


def _with_private_key(reading: CertificateReading) -> CertificateReading:
    return reading._replace(violations=(Violation("contains_private_key"), *reading.violations))
