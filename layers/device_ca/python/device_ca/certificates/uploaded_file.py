"""An uploaded file: the one certificate in it, or what it is instead."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.hazmat import asn1

from device_ca.certificates.certificate import (
    LONGEST_CERTIFICATE,
    Certificate,
    CertificateTooLarge,
    read_certificate,
    read_subject,
)
from device_ca.certificates.distinguished_name import FieldTooLong
from device_ca.certificates.file_kind import (
    HEXADECIMAL,
    UTF_16,
    FileKind,
    kind_of_der,
    kind_of_first_bytes,
    kind_of_label,
    kind_of_text,
)
from device_ca.certificates.hidden_contents import is_certificate, search
from device_ca.certificates.malformed import Malformed
from device_ca.certificates.pem import (
    CERTIFICATE_LABELS,
    TRUSTED_CERTIFICATE_LABEL,
    decode_base64,
    decode_block,
    pem_block,
    read_pem_blocks,
)
from device_ca.certificates.rfc5280 import decode_elements
from device_ca.violation import Violation

MAX_FILE_SIZE = 1_048_576
"""Bytes that an uploaded file with a certificate may have; whoever receives the file checks it."""
MAX_LIST_SIZE = 5_242_880
"""The same of a file with a revocation list that comes in a request."""
MAX_UPLOADED_LIST_SIZE = 20_971_520
"""The same of one that comes by the bucket.

Some 400,000 entries, which take 3.5 to 7 s of a processor and 310 MB to judge, where callers wait for 29 s and the
function has 1,769 MB; the worst file that was made up took 520 MB. A device check finds an entry within 0.1 s.
"""

_UTF_8_BOM = b"\xef\xbb\xbf"
UTF_16_STARTS = {b"\xff\xfe", b"\xfe\xff", b"-\x00", b"\x00-", b"M\x00", b"\x00M"}
_HEXADECIMAL = re.compile(rb"30[\s:]*8[0-9A-Fa-f][0-9A-Fa-f\s:]*")
# Kinds of files that may have certificates in them without being a container of certificates.
_MAY_SURROUND_CERTIFICATES = {"pem_block", "text", "html", "json", "binary"}
# What happened to the file; any other fault is in the certificate.
_TRANSPORT_FAULTS = {
    "truncated",
    "trailing_data",
    "not_der_length",
    "no_end_line",
    "nothing_between",
    "base64_incomplete",
    "escaped_line_ends",
    "not_base64",
}
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
    """Read the one certificate of a file in DER, PEM or bare base64. UTF-16 is refused with its name.

    Text around PEM armour and any line ends do not matter. "X509 CERTIFICATE" is the old label of "CERTIFICATE"; of a
    "TRUSTED CERTIFICATE" (OpenSSL) the certificate is read, and the trust settings after it are not.

    Returns:
        A reading, whatever the bytes are; nothing is raised.
    """
    hidden = search(unverified_file)
    reading = _read(unverified_file, hidden.certificates)
    if hidden.has_private_key:
        return reading._replace(violations=(Violation("contains_private_key"), *reading.violations))
    return reading


def kept_file(unverified_file: bytes, certificate: Certificate) -> bytes:
    """Return what is kept of an uploaded file: its certificate alone, in DER where that was uploaded, else in PEM."""
    return certificate.der if unverified_file == certificate.der else pem_block(certificate.der)


def malformed(error: Malformed) -> Violation:
    """Return the violation that an error stands for."""
    remedy = "write_out_again" if error.reason in _TRANSPORT_FAULTS else "issue_again_correctly"
    return Violation("malformed", {"reason": error.reason, **error.parameters, "remedy": remedy})


def read_der(unverified_der: bytes) -> CertificateReading:
    """Read a certificate in DER, or say why it is none; nothing is raised."""
    try:
        return CertificateReading(read_certificate(unverified_der))
    except FieldTooLong as error:
        violation = Violation(
            "field_too_long", {"reason": error.what, "field": error.field, "size": error.size, "most": error.most}
        )
    except CertificateTooLarge as error:
        violation = Violation("certificate_too_large", {"size": error.size, "most": LONGEST_CERTIFICATE})
    except Malformed as error:
        violation = malformed(error)
    kind = kind_of_der(unverified_der)
    return _not_a_certificate(kind) if kind else CertificateReading(violations=(violation,))


def _read(file: bytes, found: Sequence[bytes]) -> CertificateReading:
    """Read a file.

    Args:
        file: its bytes.
        found: DER of the certificates that are somewhere in its text.
    """
    if is_der(file):
        return _read_der_file(file)
    kind = kind_of_first_bytes(file)
    reading = _not_a_certificate(kind) if kind else _read_text(file.removeprefix(_UTF_8_BOM), found)
    if len(found) > 1 and (reading.kind is None or reading.kind.name in _MAY_SURROUND_CERTIFICATES):
        return _several_certificates(found, len(found))
    return reading


def _read_der_file(der: bytes) -> CertificateReading:
    reading = read_der(der)
    if reading.certificate is None and reading.kind is None:
        try:
            ders = list(map(asn1.encode_der, decode_elements(der, "Certificate")))
        except Malformed:
            return reading
        if len(ders) > 1 and all(map(is_certificate, ders)):
            return _several_certificates(ders, len(ders))
    return reading


def is_der(data: bytes) -> bool:
    """Tell DER from text, which may begin with the digit 0 (0x30, the tag of a SEQUENCE)."""
    return data[:1] == b"\x30" and len(data) > 1 and (data[1] >= 0x80 or data[1] == len(data) - 2)  # noqa: PLR2004 - long form


def _read_text(text: bytes, found: Sequence[bytes]) -> CertificateReading:
    blocks = read_pem_blocks(text)
    certificates = [block for block in blocks if block.label in CERTIFICATE_LABELS]
    if not blocks:
        return _not_a_certificate(UTF_16) if text[:2] in UTF_16_STARTS else _read_bare_text(text)
    if not certificates:
        return _not_a_certificate(kind_of_label(blocks[0].label))
    closed = [block for block in certificates if block.text is not None]
    if len(closed) > 1:
        return _several_certificates(found, max(len(closed), len(found)))
    try:
        ders = [decode_block(block) for block in certificates]
        is_trusted = certificates[0].label == TRUSTED_CERTIFICATE_LABEL
        return read_der(_without_trust_settings(ders[0]) if is_trusted else ders[0])
    except Malformed as error:
        return CertificateReading(violations=(malformed(error),))


def _without_trust_settings(der: bytes) -> bytes:
    """Cut off the X509_CERT_AUX that OpenSSL appends to a TRUSTED CERTIFICATE, if that is what follows."""
    elements = decode_elements(der, "Certificate")
    if len(elements) == 2 and elements[1].tag_bytes == elements[0].tag_bytes:  # noqa: PLR2004
        return asn1.encode_der(elements[0])
    return der


def _read_bare_text(text: bytes) -> CertificateReading:
    """Read base64 without armour; recognise everything else."""
    if _HEXADECIMAL.fullmatch(text.strip()):
        return _not_a_certificate(HEXADECIMAL)
    if len(text) >= _SHORTEST_BASE64:
        try:
            der = decode_base64(text)
        except Malformed:
            der = b""
        if is_der(der):
            return read_der(der)
    return _not_a_certificate(kind_of_text(text))


def _not_a_certificate(kind: FileKind) -> CertificateReading:
    parameters = {"reason": kind.name} | ({"label": kind.label} if kind.label else {})
    return CertificateReading(violations=(Violation("not_a_certificate", parameters),), kind=kind)


def _several_certificates(found: Sequence[bytes], count: int) -> CertificateReading:
    """Refuse several certificates and list the first of them; none of them is preferred."""
    subjects = [_subject(der) for der in found[:_LISTED_SUBJECTS]]
    return CertificateReading(violations=(Violation("several_certificates", {"count": count, "subjects": subjects}),))


def _subject(der: bytes) -> str:
    try:
        return read_subject(der)
    except (Malformed, FieldTooLong):
        return "?"
