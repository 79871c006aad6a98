"""What is in an uploaded file: exactly one revocation list, or the reason why none can be taken from it."""

from typing import NamedTuple

from device_ca.certificates.distinguished_name import FieldTooLong
from device_ca.certificates.file_kind import (
    CERTIFICATE,
    REVOCATION_LIST,
    UTF_16,
    FileKind,
    kind_of_der,
    kind_of_first_bytes,
    kind_of_label,
    kind_of_text,
)
from device_ca.certificates.hidden_contents import is_certificate, search
from device_ca.certificates.malformed import Malformed
from device_ca.certificates.pem import CERTIFICATE_LABELS, decode_base64, decode_block, read_pem_blocks
from device_ca.certificates.revocation_list import RevocationList, read_revocation_list
from device_ca.certificates.uploaded_file import UTF_16_STARTS, is_der
from device_ca.violation import Json, Violation

_UTF_8_BOM = b"\xef\xbb\xbf"


class RevocationListReading(NamedTuple):
    """What was read from a file.

    Attributes:
        revocation_list: the list, if there is exactly one and it can be read.
        violations: the broken rules about the file itself.
    """

    revocation_list: RevocationList | None = None
    violations: tuple[Violation, ...] = ()


def read_revocation_list_file(unverified_file: bytes) -> RevocationListReading:
    """Read the one list of a file in DER, PEM or bare base64.

    Returns:
        A reading, whatever the bytes are; nothing is raised.
    """
    reading = _read_file(unverified_file)
    if search(unverified_file).has_private_key:
        return reading._replace(violations=(Violation("contains_private_key"), *reading.violations))
    return reading


def _read_file(file: bytes) -> RevocationListReading:
    if is_der(file):
        return _read_der_file(file)
    kind = kind_of_first_bytes(file)
    return _not_a_list(kind) if kind else _read_text(file.removeprefix(_UTF_8_BOM))


def _read_der_file(der: bytes) -> RevocationListReading:
    kind = CERTIFICATE if is_certificate(der) else kind_of_der(der)
    if kind not in (None, REVOCATION_LIST):
        return _not_a_list(kind)
    try:
        return RevocationListReading(read_revocation_list(der))
    except FieldTooLong as error:
        found: dict[str, Json] = {"reason": error.what, "field": error.field, "size": error.size, "most": error.most}
        return RevocationListReading(violations=(Violation("field_too_long", {**found, "remedy": "make_list_again"}),))
    except Malformed as error:
        return _malformed(error)


def _read_text(text: bytes) -> RevocationListReading:
    blocks = read_pem_blocks(text)
    lists = [block for block in blocks if kind_of_label(block.label) == REVOCATION_LIST]
    if len(lists) > 1:
        return RevocationListReading(violations=(Violation("several_revocation_lists", {"count": len(lists)}),))
    if blocks and not lists:
        label = blocks[0].label
        return _not_a_list(CERTIFICATE if label in CERTIFICATE_LABELS else kind_of_label(label))
    try:
        der = decode_block(lists[0]) if lists else decode_base64(text)
    except Malformed as error:
        if not lists:
            return _not_a_list(UTF_16 if text[:2] in UTF_16_STARTS else kind_of_text(text))
        return _malformed(error)
    return _read_der_file(der) if lists or is_der(der) else _not_a_list(kind_of_text(text))


def _not_a_list(kind: FileKind) -> RevocationListReading:
    parameters = {"reason": kind.name, "remedy": "upload_list"} | ({"label": kind.label} if kind.label else {})
    return RevocationListReading(violations=(Violation("not_a_revocation_list", parameters),))


def _malformed(error: Malformed) -> RevocationListReading:
    """Refuse a list that cannot be read: ``error`` is the library's word for it, or ours for a file's armour."""
    detail = str(error.parameters.get("error") or error.reason)
    return RevocationListReading(violations=(Violation("malformed_revocation_list", {"error": detail}),))
