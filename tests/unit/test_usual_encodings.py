"""Usual encodings are recognised at once; what they hold is what their elements, read one by one, hold."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, permutations

import pytest

from device_ca.certificates.der import MalformedDer
from device_ca.certificates.distinguished_name import read_distinguished_name
from device_ca.certificates.extensions import read_extensions
from device_ca.certificates.public_key import read_public_key
from tests.support import certificates as make
from tests.support.certificates import der, extension, integer, sequence

TELLING_OCTETS = (0, 1, 2, 3, 4, 5, 6, 0x0C, 0x30, 0x7F, 0x80, 0x81, 0xFF)
NEVER = re.compile(rb"(?!)")

IDENTIFIER = bytes(range(20))
EXTENSIONS = {
    "basicConstraints": extension("2.5.29.19", sequence(make.BOOLEAN_TRUE), critical=True),
    "basicConstraints with a path length": extension(
        "2.5.29.19", sequence(make.BOOLEAN_TRUE, integer(3)), critical=True
    ),
    "keyUsage": extension("2.5.29.15", b"\x03\x02\x01\x86", critical=True),
    "subjectKeyIdentifier": extension("2.5.29.14", der(0x04, IDENTIFIER)),
    "authorityKeyIdentifier": extension("2.5.29.35", sequence(der(0x80, IDENTIFIER[::-1]))),
}
NAME = make.name(("C", "DE"), ("O", "Example"), ("CN", "Plant 7"))[2:]


def extensions(encoded: bytes) -> object:
    return read_extensions(encoded, 0, len(encoded))


def relative_names(encoded: bytes) -> object:
    return read_distinguished_name(encoded, 0, len(encoded)).relative_names


def key(encoded: bytes) -> object:
    return read_public_key(encoded, load=False)


def outcome(read: Callable[[bytes], object], encoded: bytes) -> object:
    """What is read, or that nothing can be."""
    try:
        return read(encoded)
    except MalformedDer:
        return MalformedDer


def changed(encoded: bytes, places: Iterable[int]) -> Iterator[bytes]:
    """Changes one octet at a time, to its neighbours and to values that mean something in DER."""
    for place in places:
        old = encoded[place]
        for new in {(old + 1) & 0xFF, (old - 1) & 0xFF, *TELLING_OCTETS} - {old}:
            yield encoded[:place] + bytes([new]) + encoded[place + 1 :]


@pytest.fixture
def by_elements(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Reads as if no encoding were usual."""

    def read(reader: Callable[[bytes], object], encoded: bytes) -> object:
        with monkeypatch.context() as patch:
            patch.setattr("device_ca.certificates.extensions._USUAL_CA_EXTENSIONS", NEVER)
            patch.setattr("device_ca.certificates.distinguished_name._USUAL_RELATIVE_NAME", NEVER)
            patch.setattr("device_ca.certificates.public_key._USUAL_RSA_HEADS", {})
            return outcome(reader, encoded)

    return read


@pytest.mark.parametrize("count", range(len(EXTENSIONS) + 1))
def test_extensions_in_any_order(count: int, by_elements: Callable[..., object]) -> None:
    for some in permutations(EXTENSIONS.values(), count):
        encoded = b"".join(some)
        assert outcome(extensions, encoded) == by_elements(extensions, encoded)


def test_an_extension_that_is_there_twice_is_refused() -> None:
    for encoded in EXTENSIONS.values():
        assert outcome(extensions, encoded * 2) is MalformedDer
    for one, other in combinations(EXTENSIONS.values(), 2):
        assert outcome(extensions, one + other + one) is MalformedDer
    constraints = [encoded for name, encoded in EXTENSIONS.items() if name.startswith("basicConstraints")]
    assert outcome(extensions, b"".join(constraints)) is MalformedDer


@pytest.mark.parametrize("left_out", ["basicConstraints", "basicConstraints with a path length"])
def test_extensions_with_an_octet_changed(left_out: str, by_elements: Callable[..., object]) -> None:
    encoded = b"".join(value for name, value in EXTENSIONS.items() if name != left_out)
    for other in changed(encoded, range(len(encoded))):
        assert outcome(extensions, other) == by_elements(extensions, other), other.hex()


def test_names_with_an_octet_changed(by_elements: Callable[..., object]) -> None:
    assert outcome(relative_names, NAME) == by_elements(relative_names, NAME) != MalformedDer
    for other in changed(NAME, range(len(NAME))):
        assert outcome(relative_names, other) == by_elements(relative_names, other), other.hex()


@pytest.mark.parametrize("tag", [0x0C, 0x13, 0x14, 0x16])
def test_names_that_are_no_text(tag: int, by_elements: Callable[..., object]) -> None:
    for value in (b"", b"\xe9", b"\xff\xfe", b"x" * 127, b"x" * 128):
        name = der(0x31, make.attribute("CN", value, tag))
        assert outcome(relative_names, name) == by_elements(relative_names, name)


@pytest.mark.parametrize("bits", [2040, 2047, 2048, 2049, 3071, 3072, 4095, 4096, 8192])
@pytest.mark.parametrize("exponent", [3, 65537])
def test_rsa_keys(bits: int, exponent: int, by_elements: Callable[..., object]) -> None:
    encoded = make.rsa_public_key_info((1 << bits) - 1, exponent)
    assert outcome(key, encoded) == by_elements(key, encoded) != MalformedDer
    ends = [*range(40), *range(len(encoded) - 8, len(encoded))]
    for other in changed(encoded, ends):
        assert outcome(key, other) == by_elements(key, other), other.hex()


def test_an_rsa_modulus_with_a_superfluous_octet_is_refused() -> None:
    encoded = make.rsa_public_key_info((1 << 2048) - 1, 65537)
    modulus = encoded.index(b"\xff" * 256)
    assert outcome(key, encoded[:modulus] + b"\x7f" + encoded[modulus + 1 :]) is MalformedDer


def test_the_usual_encodings_are_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this, the tests above would pass as well if nothing were."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError

    for module in ("extensions", "distinguished_name", "public_key"):
        monkeypatch.setattr(f"device_ca.certificates.{module}.read_elements", refuse)
    assert outcome(extensions, b"".join([*EXTENSIONS.values()][1:])) != MalformedDer
    assert outcome(relative_names, NAME) != MalformedDer
    for bits in (2048, 3072, 4096):
        assert outcome(key, make.rsa_public_key_info((1 << bits) - 1, 65537)) != MalformedDer
