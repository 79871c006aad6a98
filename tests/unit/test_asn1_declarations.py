"""What the declarations of ASN.1 rely upon in the cryptography package, whose ``asn1`` module may change."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat import asn1

from device_ca.certificates import rfc5280
from device_ca.certificates.malformed import Malformed
from tests.support import certificates as make
from tests.support.certificates import der, integer, oid, sequence


def reason(declaration: type[object], encoded: bytes) -> str:
    with pytest.raises(Malformed) as raised:
        rfc5280.decode(declaration, encoded, "x")
    return raised.value.reason


def test_elements_are_kept_byte_by_byte() -> None:
    certificate = make.build_certificate()
    decoded, tbs_certificate, signed = rfc5280.decode_certificate(certificate)
    library = x509.load_der_x509_certificate(certificate)
    assert tbs_certificate == library.tbs_certificate_bytes
    assert decoded.signature.as_bytes() == library.signature
    assert asn1.encode_der(signed.subject) == library.subject.public_bytes()
    assert [extension.extn_id for extension in signed.extensions or ()] == [found.oid for found in library.extensions]


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (b"", "truncated"),
        (b"\x30\x05\x02\x01", "truncated"),
        (sequence(integer(1), integer(2)) + b"\x00", "trailing_data"),
        (sequence(integer(1), integer(2), integer(3)), "trailing_data"),
        (b"\x30\x80\x02\x01\x01\x02\x01\x01\x00\x00", "not_der_length"),
        (b"\x30\x81\x06" + integer(1) + integer(2), "not_der_length"),
        (sequence(integer(1), make.NULL), "unexpected_type"),
        (sequence(integer(1), der(0x02, b"\x00\x01")), "invalid_value"),
        (sequence(integer(1), der(0x02)), "invalid_value"),
    ],
)
def test_what_is_not_der_is_told_by_its_kind(encoded: bytes, expected: str) -> None:
    assert reason(rfc5280.RsaPublicKey, encoded) == expected


def test_numbers_have_any_size_and_sign() -> None:
    for number in (-(1 << 5000), -1, 0, 1 << 5000):
        assert rfc5280.decode(rfc5280.RsaPublicKey, sequence(integer(number), integer(3)), "x").modulus == number


def test_a_boolean_is_ff_or_00() -> None:
    for octet, value in ((0xFF, True), (0x00, False)):
        encoded = sequence(bytes([1, 1, octet]))
        assert rfc5280.decode(rfc5280.BasicConstraints, encoded, "x").ca is value
    assert reason(rfc5280.BasicConstraints, sequence(b"\x01\x01\x01")) == "invalid_value"


def test_padding_bits_are_zero() -> None:
    assert rfc5280.decode(asn1.BitString, b"\x03\x02\x01\x06", "x").as_bytes() == b"\x06"
    for encoded in (b"\x03\x02\x01\x07", b"\x03\x02\x08\x00", b"\x03\x00", b"\x03\x01\x01"):
        assert reason(asn1.BitString, encoded) == "invalid_value"


@pytest.mark.parametrize(
    ("tag", "text", "moment"),
    [
        (0x17, b"500101000000Z", datetime(1950, 1, 1, tzinfo=UTC)),
        (0x17, b"491231235959Z", datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (0x18, b"00010101000000Z", datetime(1, 1, 1, tzinfo=UTC)),
        (0x18, b"99991231235959Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_times(tag: int, text: bytes, moment: datetime) -> None:
    validity = rfc5280.decode(rfc5280.Validity, sequence(der(tag, text), der(tag, text)), "x")
    assert validity.not_before.as_datetime() == validity.not_after.as_datetime() == moment


def test_an_object_identifier_has_its_shortest_form() -> None:
    for content in (b"", b"\x2a\x80\x01", b"\x2a\x86"):
        assert reason(rfc5280.AlgorithmIdentifier, sequence(der(0x06, content))) in {"invalid_value", "truncated"}


def test_elements_side_by_side_are_split() -> None:
    parts = [sequence(oid("1.2.3")), integer(5), der(0x04, b"x")]
    assert [asn1.encode_der(element) for element in rfc5280.decode_elements(b"".join(parts), "x")] == parts
    with pytest.raises(Malformed):
        rfc5280.decode_elements(b"".join(parts) + b"\x30", "x")


def test_what_is_optional_may_be_absent_alone() -> None:
    """An optional element is told by its tag, and not taken for the one that follows."""
    constraints = rfc5280.decode(rfc5280.BasicConstraints, sequence(integer(3)), "x")
    assert (constraints.ca, constraints.path_length) == (None, 3)
    parameters = rfc5280.decode(rfc5280.RsassaPssParams, sequence(der(0xA2, integer(32))), "x")
    assert (parameters.hash_algorithm, parameters.salt_length) == (None, 32)
    assert reason(rfc5280.RsassaPssParams, sequence(der(0xA2, integer(32)), der(0xA2, integer(32)))) == "trailing_data"
