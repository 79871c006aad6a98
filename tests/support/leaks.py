"""What must never stand in a log: verification codes, tokens, keys and certificates, in whatever form."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]+-----")
_TOKEN = re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}")
# A piece of a certificate that two certificates hardly share by chance.
_PIECE = slice(60, 84)


def leaks(text: str, *, secrets: Iterable[str] = (), certificates: Iterable[bytes] = ()) -> list[str]:
    """Return what a text gives away: the secrets given, pieces of the DER given, and any PEM block or token."""
    found = [match.group()[:40] for pattern in (_PEM, _TOKEN) for match in pattern.finditer(text)]
    found += [secret for secret in secrets if secret in text]
    return found + [form for certificate in certificates for form in _forms(certificate) if form in text]


def _forms(der: bytes) -> Iterator[str]:
    piece = der[_PIECE]
    yield piece.hex()
    yield repr(piece)[2:-1]
    for shift in range(3):
        whole = base64.b64encode(der[_PIECE.start + shift : _PIECE.stop + shift])
        yield whole.decode()
        yield base64.urlsafe_b64encode(der[_PIECE.start + shift : _PIECE.stop + shift]).decode()
