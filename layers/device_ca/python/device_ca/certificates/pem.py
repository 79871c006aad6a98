"""PEM (RFC 7468), read as generously as files in the wild ask for: text around the blocks, any line ends."""

import binascii
import re
from itertools import pairwise
from typing import NamedTuple

CERTIFICATE_LABELS = {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}
TRUSTED_CERTIFICATE_LABEL = "TRUSTED CERTIFICATE"

_BOUNDARY = re.compile(rb"-----(BEGIN|END) ([A-Za-z0-9 #./_-]{1,64}?)-----")
_WHITE_SPACE = b" \t\r\n\v\f"
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")


class PemBlock(NamedTuple):
    """What stands between a BEGIN line and its END line.

    Attributes:
        label: the words after BEGIN.
        text: what lies between the two lines; None where the END line is missing or says something else.
    """

    label: str
    text: bytes | None


class BrokenBase64(ValueError):
    """The text is not base64; the message says why."""


def read_pem_blocks(data: bytes) -> list[PemBlock]:
    """Finds the blocks of a file, in their order. END lines without BEGIN are passed over."""
    # Text, then for each boundary line its word, its label, and the text up to the next one.
    parts = _BOUNDARY.split(data)
    boundaries = [*zip(parts[1::3], parts[2::3], parts[3::3], strict=True), (b"", b"", b"")]
    blocks: list[PemBlock] = []
    for (word, label, text), following in pairwise(boundaries):
        if word == b"BEGIN":
            is_closed = following[:2] == (b"END", label)
            blocks.append(PemBlock(label.decode("ascii"), text if is_closed else None))
    return blocks


def decode_base64(text: bytes) -> bytes:
    """Decodes base64 (RFC 4648 4) with white space anywhere.

    Raises:
        BrokenBase64: if there is anything else in it, or the padding is wrong.
    """
    compact = text.translate(None, _WHITE_SPACE)
    try:
        return binascii.a2b_base64(compact, strict_mode=True)
    except binascii.Error as error:
        stray = _NOT_BASE64.search(compact)
        if stray is None:
            raise BrokenBase64("its base64 is incomplete, or its padding (=) is wrong") from error
        if stray[0] == b"\\":
            raise BrokenBase64('its line ends are written as "\\n", as in JSON or source code') from error
        raise BrokenBase64(f"a character is not base64: byte 0x{stray[0].hex()}") from error
