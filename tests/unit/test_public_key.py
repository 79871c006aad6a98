"""What is read of a key, and which signatures are its own."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from device_ca.certificates.certificate import read_certificate
from device_ca.certificates.malformed import Malformed
from device_ca.certificates.public_key import is_own_signature, read_public_key
from device_ca.certificates.signature_algorithm import SignatureAlgorithm
from tests.support import certificates as make
from tests.support.certificates import SIGNINGS, build_certificate, oid, sequence

P256 = oid("1.2.840.10045.3.1.7")
POINT = make.spki_of("P-256")[-65:]
RSA_NUMBERS = make.private_key("RSA-2048").public_key().public_numbers()


@pytest.mark.parametrize(
    "encoded",
    [
        make.ec_spki(P256, bytes([2 + (POINT[-1] & 1)]) + POINT[1:33]),
        make.ec_spki(P256, bytes([6 + (POINT[-1] & 1)]) + POINT[1:]),
    ],
    ids=["compressed", "hybrid"],
)
def test_a_key_has_one_digest_however_its_point_is_encoded(encoded: bytes) -> None:
    usual = read_certificate(build_certificate())
    other = read_certificate(build_certificate(spki=encoded))
    assert other.spki != usual.spki
    assert other.key_digest == usual.key_digest
    assert other.self_signed


def test_a_key_for_rsa_pss_alone_is_the_same_key() -> None:
    restricted = make.rsa_spki(RSA_NUMBERS.n, RSA_NUMBERS.e, sequence(oid("1.2.840.113549.1.1.10")))
    without_parameters = make.rsa_spki(RSA_NUMBERS.n, RSA_NUMBERS.e, sequence(oid("1.2.840.113549.1.1.1")))
    digests = {
        read_certificate(build_certificate(key="RSA-2048", spki=spki)).key_digest
        for spki in (None, restricted, without_parameters)
    }
    assert len(digests) == 1


PARAMETERS_OF_NO_ALGORITHM = {
    "a third element": sequence(sequence(oid("1.2.840.10045.2.1"), P256, make.NULL), make.bit_string(POINT)),
    "Ed25519 with NULL": sequence(sequence(oid("1.3.101.112"), make.NULL), make.spki_of("Ed25519")[-35:]),
    "RSA with a number": make.rsa_spki(
        RSA_NUMBERS.n, RSA_NUMBERS.e, sequence(oid("1.2.840.113549.1.1.1"), make.integer(1))
    ),
    "RSA-PSS with NULL": make.rsa_spki(RSA_NUMBERS.n, RSA_NUMBERS.e, sequence(oid("1.2.840.113549.1.1.10"), make.NULL)),
    "octets after the numbers": sequence(
        sequence(oid("1.2.840.113549.1.1.1"), make.NULL),
        make.bit_string(sequence(make.integer(RSA_NUMBERS.n), make.integer(RSA_NUMBERS.e)) + b"\x00"),
    ),
    "a point at infinity": make.ec_spki(P256, b"\x00"),
    "unused bits": sequence(sequence(oid("1.3.101.112")), make.der(0x03, b"\x01", bytes(32))),
}


@pytest.mark.parametrize("fault", PARAMETERS_OF_NO_ALGORITHM)
def test_a_key_that_is_not_as_its_algorithm_says_is_malformed(fault: str) -> None:
    with pytest.raises(Malformed):
        read_public_key(PARAMETERS_OF_NO_ALGORITHM[fault])


@pytest.mark.parametrize("name", SIGNINGS)
def test_the_library_checks_every_algorithm_of_the_allowlist(name: str) -> None:
    """None is unsupported: that would be a fault of this build, and no verdict about a signature."""
    kind = next(kind for kind in ("RSA-2048", "P-256", "Ed25519", "Ed448", name) if make.fits(kind, name))
    certificate = read_certificate(build_certificate(key=kind, signing=SIGNINGS[name]))
    assert certificate.is_signed_by(certificate.public_key)
    for signature in (
        b"",
        b"\x00",
        certificate.signature[:-1],
        certificate.signature + b"\x00",
        b"\x30\x06\x02\x01\x00",
    ):
        assert not is_own_signature(
            certificate.public_key, certificate.signature_parameters, signature, certificate.tbs_certificate
        )


def test_an_algorithm_that_the_library_lacks_is_no_invalid_signature() -> None:
    key = read_public_key(make.spki_of("P-256"))
    signature = SIGNINGS["ecdsa-with-SHA256"].sign(make.private_key("P-256"), b"x")
    lacking = SignatureAlgorithm("ecdsa-with-BLAKE2", "ECDSA", "BLAKE2s")
    with pytest.raises((UnsupportedAlgorithm, TypeError)):
        is_own_signature(key, lacking, signature, b"x")


@pytest.mark.parametrize("trailer", [1, 2])
def test_the_trailer_of_rsa_pss_counts(trailer: int) -> None:
    parameters = make.pss_parameters("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.1", 32)
    with_trailer = sequence(parameters[2:] + make.der(0xA3, make.integer(trailer)))
    usual = make.pss(hashes.SHA256())
    signing = make.Signing(sequence(oid("1.2.840.113549.1.1.10"), with_trailer), usual.sign)
    certificate = read_certificate(build_certificate(key="RSA-2048", signing=signing))
    assert certificate.signature_parameters.is_allowed is (trailer == 1)
    spki = make.rsa_spki(RSA_NUMBERS.n, RSA_NUMBERS.e, sequence(oid("1.2.840.113549.1.1.10"), with_trailer))
    restriction = read_public_key(spki).restriction
    assert restriction is not None
    assert restriction.is_allowed is (trailer == 1)
