"""What an upload costs grows no faster than its size, whatever is in it: nobody can stop the service with a file.

Inputs grow fourfold. Linear time grows fourfold with them, quadratic time sixteenfold; the bound lies between, and what
is measured is processor time, the least of several runs, so that other work on the machine does not count.
"""

from __future__ import annotations

import base64
import json
import time
import timeit
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING

import pytest

from device_ca.api.uploads import read_file
from device_ca.certificates.device_chain import read_certificate_chain
from device_ca.certificates.uploaded_file import read_certificate_file
from device_ca.errors import RegistryError
from device_ca.rules.admission import judge_ca_certificate
from tests.support import certificates as make
from tests.support.certificates import NOW, build_certificate, der, oid, pem, sequence

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = build_certificate()
SMALL, LARGE = 1 << 17, 1 << 19
SMALL_FIELD, LARGE_FIELD = 12_000, 48_000
MOST_GROWTH = 9.0
LEAST_TURNS, MOST_TURNS = 3, 12
# Seconds. What takes less is too short to be compared, and does no harm.
FLOOR = 0.002
FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
_OUTLINE = b"\x30\x82\xff\xf0\x30\x82\xff\x00\xa0\x03\x02\x01\x02\x02"

FILES: dict[str, Callable[[int], bytes]] = {
    "heads of sequences": lambda size: b"\x30\x82\xff\xff" * (size // 4),
    "heads of keys": lambda size: b"\x30\x82\x10\x00\x02\x01\x00\x30\x82\xff\xff\x06" * (size // 12),
    "heads of certificates": lambda size: _OUTLINE * (size // 14),
    "heads of certificates in base64": lambda size: base64.b64encode(_OUTLINE * (size * 3 // 4 // 14)),
    "members of JWK": lambda size: b'{"kty": "d" ' * (size // 12),
    "blanks after a member": lambda size: b'"kty"' + (b'"d"' + b" " * 60) * (size // 63),
    "BEGIN": lambda size: b"-----BEGIN " * (size // 11),
    "a long label": lambda size: b"-----BEGIN " + b"A " * (size // 2),
    "base64": lambda size: b"A" * size,
    "lines of base64": lambda size: (b"A" * 64 + b"\n") * (size // 65),
    "short words": lambda size: (b"A" * 15 + b" ") * (size // 16),
    "base64 of base64": lambda size: base64.b64encode(base64.b64encode(b"A" * (size * 9 // 16))),
    "hexadecimal": lambda size: b"3082" * (size // 4),
    "blanks": lambda size: b" " * size,
    "NULs": bytes,
    "UTF-16": lambda size: ("A" * (size // 2)).encode("utf-16"),
    "PEM blocks": lambda size: pem(GOOD) * (size // len(pem(GOOD))),
    "empty PEM blocks": lambda size: b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" * (size // 54),
    "certificates in DER": lambda size: GOOD * (size // len(GOOD)),
    "XML": lambda size: b"<RSAKeyValue>" * (size // 13),
    "heads of key stores": lambda size: b"\xfe\xed\xfe\xed\0\0\0\1" * (size // 8),
}
CERTIFICATES: dict[str, Callable[[int], bytes]] = {
    "combining marks": lambda size: build_certificate(subject=make.name(("CN", "a" + "\u0301\u0315" * (size // 4)))),
    "attributes": lambda size: build_certificate(subject=make.name(*[("CN", "a")] * (size // 14))),
    "extensions": lambda size: build_certificate(
        extensions={str(i): make.extension(f"1.2.{i}", b"", critical=True) for i in range(size // 12)}
    ),
    "alternative names": lambda size: _with_extension("2.5.29.17", sequence(b"\x82\x00" * (size // 2))),
    "purposes": lambda size: _with_extension("2.5.29.37", sequence(oid("1.2.3") * (size // 4))),
    "name constraints": lambda size: _with_extension(
        "2.5.29.30", sequence(der(0xA0, sequence(der(0x82, b"a")) * (size // 5)))
    ),
    "policies": lambda size: _with_extension(
        "2.5.29.32", sequence(*[sequence(oid(f"1.2.{i}")) for i in range(size // 8)])
    ),
    "a serial number": lambda size: build_certificate(serial_number=der(2, b"\1" * size)),
    "a key identifier": lambda size: _with_extension("2.5.29.14", der(4, bytes(size)), name="subjectKeyIdentifier"),
    "a signature": lambda size: build_certificate(signature=b"\1" * size),
    "a modulus": lambda size: build_certificate(spki=make.rsa_spki((1 << 8 * size) + 1, 65537), signature=b"x"),
}
FORMS: dict[str, Callable[[int], tuple[str, bytes]]] = {
    "parts": lambda size: (FORM, PART * (size // len(PART))),
    "headers of a part": lambda size: (FORM, b"--x\r\n" + b"X: a\r\n" * (size // 6)),
    "nested JSON": lambda size: ("application/json", b"[" * size),
    "members of JSON": lambda size: ("application/json", json.dumps({str(i): 1 for i in range(size // 12)}).encode()),
    "a number in JSON": lambda size: ("application/json", b'{"certificate":' + b"9" * min(size, 4000) + b"}"),
    "escapes in JSON": lambda size: ("application/json", b'{"certificate":"' + b"\\u0041" * (size // 6) + b'"}'),
    "a long header": lambda size: ("multipart/form-data; boundary=" + "x;" * (size // 2), b""),
}  # fmt: skip


def _with_extension(identifier: str, value: bytes, *, name: str = "added") -> bytes:
    return build_certificate(extensions={name: make.extension(identifier, value)}, signature=b"x")


def _assert_linear(small: Callable[[], object], large: Callable[[], object]) -> None:
    """Measure both in turns, without the collector of garbage: other work can make a run slower, and none faster."""
    least_small = least_large = inf
    for turn in range(1, MOST_TURNS + 1):
        least_small = min(least_small, timeit.timeit(small, timer=time.process_time, number=1))
        least_large = min(least_large, timeit.timeit(large, timer=time.process_time, number=1))
        if turn >= LEAST_TURNS and least_large / max(least_small, FLOOR) < MOST_GROWTH:
            return
    pytest.fail(f"fourfold input took {least_large:.3f} s instead of {least_small:.3f} s")


@pytest.mark.parametrize("read", [read_certificate_file, read_certificate_chain])
@pytest.mark.parametrize("file", FILES)
def test_reading_a_file(file: str, read: Callable[[bytes], object]) -> None:
    small, large = (FILES[file](size) for size in (SMALL, LARGE))
    _assert_linear(lambda: read(small), lambda: read(large))


@pytest.mark.parametrize("field", CERTIFICATES)
def test_judging_a_certificate(field: str) -> None:
    small, large = (CERTIFICATES[field](size) for size in (SMALL_FIELD, LARGE_FIELD))

    def judge(certificate: bytes) -> None:
        judge_ca_certificate(read_certificate_file(certificate), file_name=None, now=NOW)

    _assert_linear(lambda: judge(small), lambda: judge(large))


@pytest.mark.parametrize("form", FORMS)
def test_reading_a_request(form: str) -> None:
    small, large = (FORMS[form](size) for size in (SMALL, LARGE))

    def read(content_type: str, body: bytes) -> None:
        with suppress(RegistryError):
            read_file(content_type, body, None)

    _assert_linear(lambda: read(*small), lambda: read(*large))
