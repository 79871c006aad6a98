"""What else a file holds, in any form: private keys, and further certificates.

Nothing found here is kept: it only decides what the caller is told. So keys are known by how they begin, as scanners
for leaked secrets do it, and not by loading them: a truncated, unknown or faulty one has leaked, too, and a loader's
arithmetic on hostile numbers could take seconds. Everything here takes linear time.
"""

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

from device_ca.certificates import rfc5280
from device_ca.certificates.malformed import Malformed

_WHITE_SPACE = b" \t\r\n\v\f"
# Lines of base64, at least 16 characters each but the last. Possessive, so that no attempt is made twice.
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}+(?:\s++[A-Za-z0-9+/]{16,}+)*+(?:\s++[A-Za-z0-9+/]{1,15}+)?={0,2}")
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-fxX\s:,;]{64,}+")
_NOT_A_DIGIT = re.compile(rb"0[xX]|[^0-9A-Fa-f]")

# In lower case.
_WORDS = (b"putty-user-key-file-", b"openssh-key-v1\x00")
_PRIVATE_KEY_TEXT = re.compile(
    rb"-{2,5}\s?begin[ \t][\w \t.-]{0,40}private[ _]key"  # PEM of any label, OpenSSH, SSH2, PGP; closed or not
    rb"|private-lines:"  # PuTTY
    rb"|private-key: ?\(|privateexponent:"  # openssl pkey -text
)
_JWK = b'"kty"'
_PRIVATE_JWK_MEMBER = re.compile(rb'"(?:d|k|priv)"\s*:\s*"')
_XML_KEY, _XML_PRIVATE_EXPONENT = b"<rsakeyvalue>", b"<d>"

_LENGTH = rb"(?:[\x00-\x80]|\x81.|\x82..|\x83...)"
_PRIVATE_KEY_DER = re.compile(
    rb"\x30%(length)b(?:"
    rb"\x02\x01[\x00\x01](?:"
    rb"\x02(?:[\x10-\x7f]|\x81.|\x82..)"  # RSAPrivateKey (RFC 8017 A.1.2), DSA
    rb"|\x04[\x10-\x48]"  # ECPrivateKey (RFC 5915)
    rb"|\x30(?P<length>[\x05-\x7f]|\x81.|\x82..)(?=\x06))"  # PrivateKeyInfo (RFC 5958), if an OCTET STRING follows
    rb"|\x30%(length)b\x06(?:"  # EncryptedPrivateKeyInfo: PKCS#5, PKCS#12, Java
    rb"\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05[\x01-\x0e]|\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01."
    rb"|\x0a\x2b\x06\x01\x04\x01\x2a\x02\x11\x01\x01)"
    rb"|\x02\x01\x03\x30%(length)b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x01\x02])"  # PKCS#12
    % {b"length": _LENGTH},
    re.DOTALL,
)
_JAVA_KEYSTORE = re.compile(rb"(?:\xfe\xed\xfe\xed|\xce{4})\x00\x00\x00[\x01\x02]....\x00\x00\x00\x01", re.DOTALL)
_JAVA_KEYSTORE_STARTS = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")
_CERTIFICATE_DER = re.compile(
    rb"\x30(\x81.|\x82..|\x83...)\x30(?:\x81.|\x82..|\x83...)(?:\xa0\x03\x02\x01.)?\x02", re.DOTALL
)
_NESTED = 2
_MOST_FALSE_STARTS = 1000
_OCTET_STRING = b"\x04"


class HiddenContents(NamedTuple):
    """What was found in a file.

    Attributes:
        has_private_key: whether a private key, or a store that usually has one, is anywhere.
        certificates: DER of every certificate in base64 or hexadecimal.
    """

    has_private_key: bool
    certificates: list[bytes]


def search(unverified_file: bytes) -> HiddenContents:
    """Look through a file: as it is, without the NULs of UTF-16, and what its base64 and hexadecimal stand for."""
    views = list(_views(unverified_file))
    certificates = [der for view in views[1:] for der in _certificates_in(view)]
    return HiddenContents(any(map(_has_private_key, views)), certificates)


def begins_private_key(unverified_der: bytes) -> bool:
    """Say whether DER begins like a private key or PKCS#12."""
    return next(_private_key_starts(unverified_der), None) == 0


def is_certificate(unverified_der: bytes) -> bool:
    """Say whether DER is a certificate, as far as its outline goes."""
    try:
        rfc5280.decode_certificate(unverified_der)
    except Malformed:
        return False
    return True


def _views(data: bytes, depth: int = _NESTED) -> Iterator[bytes]:
    """Return the bytes, their text if they are UTF-16, and what base64 and hexadecimal in it stand for."""
    yield data
    text = data.replace(b"\x00", b"")
    if len(text) < len(data):
        yield text
    if depth == 0:
        return
    for run in _BASE64.finditer(text):
        compact = run[0].rstrip(b"=").translate(None, _WHITE_SPACE)
        yield from _views(_from_base64(compact), depth - 1)
        # What stands before it may look like base64, too.
        yield from (_from_base64(compact[shift:]) for shift in (1, 2, 3))
    for run in _HEXADECIMAL.finditer(text):
        digits = _NOT_A_DIGIT.sub(b"", run[0])
        yield from _views(binascii.unhexlify(digits[: len(digits) // 2 * 2]), depth - 1)
        yield binascii.unhexlify(digits[1 : len(digits) - (len(digits) + 1) % 2])


def _from_base64(compact: bytes) -> bytes:
    return binascii.a2b_base64(compact[:-1] if len(compact) % 4 == 1 else compact + b"==")


def _has_private_key(view: bytes) -> bool:
    text = view.lower()
    return bool(
        (b"private" in text and _PRIVATE_KEY_TEXT.search(text))
        or any(word in text for word in _WORDS)
        or (_JWK in text and _PRIVATE_JWK_MEMBER.search(text))
        or (_XML_KEY in text and _XML_PRIVATE_EXPONENT in text)
        or next(_private_key_starts(view), None) is not None
        or (any(start in view for start in _JAVA_KEYSTORE_STARTS) and _JAVA_KEYSTORE.search(view))
    )


def _private_key_starts(view: bytes) -> Iterator[int]:
    for found in _PRIVATE_KEY_DER.finditer(view):
        length = found["length"]
        if length is None:
            yield found.start()
            continue
        # A version 1 certificate, and a revocation list, go on with a name, and not with the octets of a key.
        end = found.end() + int.from_bytes(length[1:] or length)
        if view[end : end + 1] in {_OCTET_STRING, b""}:
            yield found.start()


def _certificates_in(view: bytes) -> Iterator[bytes]:
    position = false_starts = 0
    while false_starts < _MOST_FALSE_STARTS and (found := _CERTIFICATE_DER.search(view, position)):
        length = found[1]
        end = found.start() + 1 + len(length) + int.from_bytes(length[1:])
        if is_certificate(view[found.start() : end]):
            yield view[found.start() : end]
            position = end
        else:
            false_starts += 1
            position = found.start() + 1
