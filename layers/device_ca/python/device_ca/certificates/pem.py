"""PEM (RFC 7468): read as generously as files in the wild ask for, written as the RFC has it."""

import base64
import binascii
import re
from itertools import pairwise
from typing import NamedTuple

from device_ca.certificates.malformed import Malformed

CERTIFICATE_LABELS = {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}
TRUSTED_CERTIFICATE_LABEL = "TRUSTED CERTIFICATE"

_BOUNDARY = re.compile(rb"-----(BEGIN|END) ([A-Za-z0-9 #./_-]{1,64}?)-----")
_WHITE_SPACE = b" \t\r\n\v\f"
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_LINE = 64


class PemBlock(NamedTuple):
    """What stands between a BEGIN line and its END line.

    Attributes:
        label: the words after BEGIN.
        text: what lies between the two lines; None where the END line is missing or says something else.
    """

    label: str
    text: bytes | None


def read_pem_blocks(unverified_text: bytes) -> list[PemBlock]:
    """Find the blocks of a file, in their order. END lines without BEGIN are passed over."""
    # Text, then for each boundary line its word, its label, and the text up to the next one.
    parts = _BOUNDARY.split(unverified_text)
    boundaries = [*zip(parts[1::3], parts[2::3], parts[3::3], strict=True), (b"", b"", b"")]
    blocks: list[PemBlock] = []
    for (word, label, text), following in pairwise(boundaries):
        if word == b"BEGIN":
            is_closed = following[:2] == (b"END", label)
            blocks.append(PemBlock(label.decode("ascii"), text if is_closed else None))
    return blocks


def decode_block(block: PemBlock) -> bytes:
    """Return what the base64 of a block stands for.

    Raises:
        Malformed: It is not closed, empty, or not base64.
    """
    if block.text is None:
        raise Malformed("no_end_line")
    der = decode_base64(block.text)
    if not der:
        raise Malformed("nothing_between")
    return der


def decode_base64(unverified_text: bytes) -> bytes:
    """Decode base64 (RFC 4648 4) with white space anywhere.

    Raises:
        Malformed: There is anything else in it, or the padding is wrong.
    """
    compact = unverified_text.translate(None, _WHITE_SPACE)
    try:
        return binascii.a2b_base64(compact, strict_mode=True)
    except binascii.Error as error:
        stray = _NOT_BASE64.search(compact)
        if stray is None:
            raise Malformed("base64_incomplete") from error
        if stray[0] == b"\\":
            raise Malformed("escaped_line_ends") from error
        raise Malformed("not_base64", found=f"0x{stray[0].hex()}") from error


def pem_block(der: bytes, label: str = "CERTIFICATE") -> bytes:
    """Return DER as a block of a PEM file: lines of 64 characters that end with LF."""
    text = base64.b64encode(der).decode("ascii")
    lines = "\n".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n".encode("ascii")
