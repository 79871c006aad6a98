"""Whatever bytes come in, the answer is a verdict, and it comes in time."""

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device_ca.certificates.uploaded_file import MAX_FILE_SIZE
from tests.support import certificates as make
from tests.support.certificates import build_certificate, der, integer, oid, pem, sequence
from tests.support.judge_anything import judge_anything
from tests.support.processor_time import least_processor_time

pytestmark = pytest.mark.filterwarnings("error")
quick = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

SEEDS = [
    build_certificate(),
    build_certificate(key="RSA-2048"),
    build_certificate(key="RSA-2048", signing=make.pss(SHA256())),
    build_certificate(key="Ed25519"),
    build_certificate(key="ML-DSA-44"),
    build_certificate(issuer=make.name(("CN", "Superior")), issuer_key="P-384"),
    make.build_verification_certificate(),
    make.private_key_der("P-256"),
]


@given(st.binary(max_size=2000))
@quick
def test_any_bytes(file: bytes) -> None:
    judge_anything(file)


@given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-16", "utf-32", "latin-1"]))
@quick
def test_any_text(text: str, codec: str) -> None:
    judge_anything(text.encode(codec, errors="ignore"))


@given(
    st.lists(
        st.sampled_from(
            [
                b"-----BEGIN CERTIFICATE-----",
                b"-----END CERTIFICATE-----",
                b"-----BEGIN PRIVATE KEY-----",
                b"-----BEGIN TRUSTED CERTIFICATE-----",
                b"-----END TRUSTED CERTIFICATE-----",
                b"-----BEGIN ",
                b"-----",
                b"\n",
                b"=",
                base64.b64encode(SEEDS[0]),
                base64.b64encode(SEEDS[-1]),
                SEEDS[0],
                b"\xef\xbb\xbf",
                b"0",
            ]
        ),
        max_size=12,
    )
)
@quick
def test_any_armour(parts: list[bytes]) -> None:
    judge_anything(b"".join(parts))


@st.composite
def mutated_certificates(draw: st.DrawFn) -> bytes:
    """A certificate with some octets changed, left out or put in."""
    octets = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(octets) - 1))
        change = draw(st.integers(0, 3))
        if change == 0:
            octets[place] = draw(st.integers(0, 255))
        elif change == 1:
            octets[place] ^= 1 << draw(st.integers(0, 7))
        elif change == 2:
            del octets[place : place + draw(st.integers(1, 8))]
        else:
            octets[place:place] = draw(st.binary(min_size=1, max_size=8))
        octets = octets or bytearray(b"0")
    return bytes(octets)


@given(mutated_certificates(), st.booleans())
@quick
def test_mutated_certificates(certificate: bytes, armoured: bool) -> None:
    judge_anything(pem(certificate) if armoured else certificate)


TAGS = st.sampled_from([0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x17, 0x18, 0x1E, 0x30, 0x31, 0x80, 0xA0, 0xA3])
ELEMENTS = st.recursive(
    st.builds(der, TAGS, st.binary(max_size=20)),
    lambda inner: st.builds(lambda tag, parts: der(tag, *parts), TAGS, st.lists(inner, max_size=5)),
    max_leaves=12,
)
STANDARD_EXTENSIONS = st.sampled_from(
    [f"2.5.29.{arc}" for arc in (9, 14, 15, 16, 17, 18, 19, 30, 31, 32, 33, 35, 36, 37, 46, 54)]
    + ["1.3.6.1.5.5.7.1.1", "1.2.3.4"]
)


@given(
    subject=st.one_of(ELEMENTS, st.builds(sequence, st.builds(der, st.just(0x31), ELEMENTS))),
    serial_number=ELEMENTS,
    not_before=ELEMENTS,
    version=st.one_of(st.none(), st.integers(-(10**30), 10**30)),
    extensions=st.dictionaries(STANDARD_EXTENSIONS, st.one_of(ELEMENTS, st.binary(max_size=20)), max_size=4),
    spki=st.one_of(
        st.none(),
        ELEMENTS,
        st.builds(make.rsa_spki, st.integers(-(2**2050), 2**2050), st.integers(-(2**70), 2**70)),
        st.builds(make.ec_spki, st.just(oid("1.2.840.10045.3.1.7")), st.binary(max_size=70)),
        st.builds(
            lambda algorithm, key: sequence(sequence(oid(algorithm)), make.bit_string(key)),
            st.sampled_from(["1.3.101.112", "1.3.101.113", "2.16.840.1.101.3.4.3.17", "1.2.840.113549.1.1.10"]),
            st.binary(max_size=40),
        ),
    ),
    algorithm=st.one_of(st.none(), ELEMENTS, st.builds(sequence, st.just(oid("1.2.840.113549.1.1.10")), ELEMENTS)),
    signature=st.binary(max_size=80),
)
@quick
def test_anything_in_the_form_of_a_certificate(
    subject: bytes,
    serial_number: bytes,
    not_before: bytes,
    version: int | None,
    extensions: dict[str, bytes],
    spki: bytes | None,
    algorithm: bytes | None,
    signature: bytes,
) -> None:
    usual = make.usual_signing("P-256")
    signing = make.Signing(algorithm or usual.algorithm, usual.sign)
    for certificate in (
        build_certificate(version=version, extensions={k: make.extension(k, v) for k, v in extensions.items()}),
        build_certificate(subject=subject),
        build_certificate(serial_number=serial_number, signing=signing),
        build_certificate(not_before=not_before, signature=signature),
        build_certificate(spki=spki, issuer=make.name(("CN", "Superior")), issuer_key="P-384"),
        build_certificate(spki=spki, signature=signature, signing=signing),
    ):
        judge_anything(certificate)


def _nested(depth: int) -> bytes:
    """Put a sequence into a sequence into a sequence."""
    parts: list[bytes] = []
    length = 0
    for _ in range(depth):
        header = der(0x30, bytes(length))[: -length or None] if length < 0x80 else b"\x30\x83" + length.to_bytes(3)
        parts.append(header)
        length += len(header)
    return b"".join(reversed(parts))


GOOD = build_certificate()
LARGEST = MAX_FILE_SIZE - 2000
BOMBS: dict[str, Callable[[], bytes]] = {
    "blanks": lambda: b" " * MAX_FILE_SIZE,
    "zeros": lambda: bytes(MAX_FILE_SIZE),
    "base64 letters": lambda: b"A" * MAX_FILE_SIZE,
    "hexadecimal": lambda: b"3082" * (MAX_FILE_SIZE // 4),
    "padding": lambda: b"=" * MAX_FILE_SIZE,
    "dashes": lambda: b"-" * MAX_FILE_SIZE,
    "BEGIN lines": lambda: b"-----BEGIN CERTIFICATE-----\n" * (MAX_FILE_SIZE // 28),
    "BEGIN words": lambda: b"-----BEGIN " * (MAX_FILE_SIZE // 11),
    "BEGIN words of one long label": lambda: b"-----BEGIN " + b"A" * LARGEST,
    "empty blocks": lambda: b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" * (MAX_FILE_SIZE // 54),
    "empty blocks of keys": lambda: b"-----BEGIN A-----\n-----END A-----\n" * (MAX_FILE_SIZE // 34),
    "small blocks": lambda: pem(sequence(sequence()), "X") * (MAX_FILE_SIZE // 43),
    "certificates in PEM": lambda: pem(GOOD) * (MAX_FILE_SIZE // len(pem(GOOD))),
    "certificates in DER": lambda: GOOD * (MAX_FILE_SIZE // len(GOOD)),
    "empty elements": lambda: b"\x30\x00" * (MAX_FILE_SIZE // 2),
    "nested sequences": lambda: _nested(200_000),
    "nested sequences in an extension": lambda: build_certificate(
        extensions={"san": make.extension("2.5.29.17", _nested(190_000))}
    ),
    "parts of a name": lambda: build_certificate(
        issuer=make.name(("CN", "Superior")),
        issuer_key="P-384",
        subject=sequence(der(0x31, sequence(oid("1.2"), der(0x0C))) * 100_000),
    ),
    "attributes of one part": lambda: build_certificate(
        subject=sequence(der(0x31, sequence(oid("2.5.4.3"), der(0x0C, b"a")) * 40_000)), signature=b""
    ),
    "a long name": lambda: build_certificate(subject=make.name(("CN", "\x80" * 200_000)), signature=b""),
    "a long name to escape": lambda: build_certificate(subject=make.name(("CN", "," * 400_000)), signature=b""),
    "a long name to fold": lambda: build_certificate(subject=make.name(("CN", "\ufdfa" * 100_000)), signature=b""),
    "a long name of blanks": lambda: build_certificate(subject=make.name(("CN", "a " * 200_000)), signature=b""),
    "a long value that is no string": lambda: build_certificate(
        subject=sequence(der(0x31, make.attribute("CN", bytes(400_000), 0x03))), signature=b""
    ),
    "a long attribute type": lambda: build_certificate(
        subject=sequence(der(0x31, sequence(der(0x06, b"\x2a" + b"\x81" * 400_000 + b"\x01"), der(0x0C)))),
        signature=b"",
    ),
    "a long serial number": lambda: build_certificate(serial_number=der(0x02, b"\x01" * LARGEST), signature=b""),
    "a long version": lambda: build_certificate(version=(1 << 8 * LARGEST) - 1, signature=b""),
    "a long critical extension": lambda: build_certificate(
        extensions={"x": sequence(der(0x06, b"\x2a" + b"\x81" * LARGEST + b"\x01"), make.BOOLEAN_TRUE, der(0x04, b""))},
        signature=b"",
    ),
    "critical extensions": lambda: build_certificate(
        extensions={str(i): make.extension(f"1.2.{i}", b"", critical=True) for i in range(60_000)}, signature=b""
    ),
    "a long path length": lambda: build_certificate(
        extensions={
            "basicConstraints": make.extension("2.5.29.19", sequence(make.BOOLEAN_TRUE, der(0x02, b"\x01" * LARGEST)))
        },
        signature=b"",
    ),
    "general names": lambda: build_certificate(
        extensions={"san": make.extension("2.5.29.17", sequence(b"\x82\x00" * (LARGEST // 2)))}, signature=b""
    ),
    "a long RSA modulus": lambda: build_certificate(
        spki=make.rsa_spki((1 << 8 * LARGEST // 2) + 1, (1 << 8 * LARGEST // 2 - 8) + 1), signature=b"x"
    ),
    "a slow RSA exponent": lambda: build_certificate(
        spki=make.rsa_spki((1 << 3071) + (1 << 1000) + 1, (1 << 3070) + (1 << 999) + 1),
        signing=make.SIGNINGS["sha512WithRSAEncryption"],
        signature=b"\x01" * 384,
    ),
    "the largest RSA key": lambda: build_certificate(
        spki=make.rsa_spki((1 << 8191) + (1 << 1000) + 1, (1 << 64) - 1),
        signing=make.SIGNINGS["sha512WithRSAEncryption"],
        signature=b"\x01" * 1024,
    ),
    "a long EC point": lambda: build_certificate(
        spki=make.ec_spki(oid("1.3.132.0.35"), b"\x04" * LARGEST), signature=b"x"
    ),
    "a long signature": lambda: build_certificate(signature=b"\x30\x06\x02\x01" + bytes(LARGEST)),
    "a long RSA signature": lambda: build_certificate(key="RSA-2048", signature=b"\x01" * LARGEST),
    "a long ECDSA signature": lambda: build_certificate(
        signature=sequence(integer(1 << 4 * LARGEST - 64), integer(1 << 4 * LARGEST - 64))
    ),
    "a long ML-DSA signature": lambda: build_certificate(key="ML-DSA-87", signature=b"\x01" * LARGEST),
    "long RSA-PSS parameters": lambda: build_certificate(
        key="RSA-2048",
        signing=make.Signing(
            sequence(oid("1.2.840.113549.1.1.10"), sequence(der(0xA2, der(0x02, b"\x01" * (LARGEST // 2))))),
            lambda _key, _data: b"",
        ),
    ),
    "UTF-16": lambda: ("A" * (MAX_FILE_SIZE // 2 - 1)).encode("utf-16"),
    "UTF-16 armour": lambda: ("-----BEGIN CERTIFICATE-----\n" * 18_000).encode("utf-16"),
    "JSON": lambda: b'{"kty": ' + b'"d" ' * (LARGEST // 4),
    "HTML": lambda: b"<" * MAX_FILE_SIZE,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_file_of_a_mebibyte_takes_more_than_a_second(bomb: str) -> None:
    file = BOMBS[bomb]()
    assert len(file) <= MAX_FILE_SIZE + 2000
    assert least_processor_time(lambda: judge_anything(file)) < 1
