"""Keys that anyone can sign for or factor, and good ones of every kind."""

import random
from math import gcd, isqrt, prod

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from device_ca.certificates.public_key import read_public_key
from device_ca.rules.weak_keys import weakness
from tests.support import certificates as make

SEEDED = random.Random(20260101)  # noqa: S311 - tests are repeatable; nothing is kept secret
SMALL_PRIMES = prod(n for n in range(3, 3000, 2) if all(n % divisor for divisor in range(3, isqrt(n) + 1, 2)))
ED25519_PRIME = 2**255 - 19
ED25519_D = -121665 * pow(121666, -1, ED25519_PRIME) % ED25519_PRIME
ED448_PRIME = 2**448 - 2**224 - 1


def rsa_weakness(modulus: int) -> str | None:
    return weakness(read_public_key(make.rsa_spki(modulus, 65537)))


def is_prime(number: int) -> bool:
    """Fermat's test: enough for numbers that nobody chose to deceive it."""
    return gcd(number, SMALL_PRIMES) == 1 and all(pow(base, number - 1, number) == 1 for base in (2, 3))


def next_prime(number: int) -> int:
    number |= 1
    while not is_prime(number):
        number += 2
    return number


@pytest.mark.parametrize(
    "kind",
    [
        "RSA-2048",
        "RSA-3072",
        "P-256",
        "P-384",
        "P-521",
        "brainpoolP256r1",
        "Ed25519",
        "Ed448",
        "ML-DSA-44",
        "ML-DSA-87",
    ],
)
def test_good_keys(kind: str) -> None:
    for key in (make.private_key(kind), make.new_private_key(kind)):
        encoded = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        assert weakness(read_public_key(encoded)) is None


PRIME = next_prime(SEEDED.getrandbits(1024) | 3 << 1022)


@pytest.mark.parametrize(
    "other",
    [
        PRIME,
        next_prime(PRIME + 2),
        next_prime(PRIME + (1 << 64)),
        next_prime(PRIME + (1 << 515)),
    ],
    ids=["equal", "next", "2^64 apart", "some rounds apart"],
)
def test_close_primes(other: int) -> None:
    rounds = (PRIME + other) // 2 - isqrt(PRIME * other)
    assert 0 <= rounds < 100
    assert rsa_weakness(PRIME * other) == "close_primes"


def test_primes_at_a_distance() -> None:
    assert rsa_weakness(PRIME * next_prime(SEEDED.getrandbits(1024) | 3 << 1022)) is None


@pytest.mark.parametrize("factor", [3, 5, 7, 11, 13, 641, 751, 1009, 4093])
def test_small_factors(factor: int) -> None:
    modulus = factor * ((1 << 2047) // factor + 1 | 1)
    assert modulus.bit_length() == 2048
    assert rsa_weakness(modulus) == "small_factor"


def test_roca() -> None:
    """The primes of the faulty library are k * M + (65537^a mod M), M the product of the first 126 primes."""
    primes = [number for number in range(2, 702) if all(number % divisor for divisor in range(2, isqrt(number) + 1))]
    assert len(primes) == 126
    primorial = prod(primes)

    def faulty_prime() -> int:
        bits = 1024 - primorial.bit_length()
        while True:
            factor = SEEDED.getrandbits(bits) | 3 << bits - 1
            number = factor * primorial + pow(65537, SEEDED.getrandbits(200), primorial)
            if is_prime(number):
                return number

    assert rsa_weakness(faulty_prime() * faulty_prime()) == "roca"


def ed25519_small_order() -> list[int]:
    """Compute the y coordinates of the points whose eightfold is neutral: y² = (-1 ± √(1 + d)) / d for order 8."""
    root = square_root(1 + ED25519_D)
    squares = [(-1 + sign * root) * pow(ED25519_D, -1, ED25519_PRIME) % ED25519_PRIME for sign in (1, -1)]
    eighths = [y for square in squares if is_square(square) for y in (square_root(square), -square_root(square))]
    assert len(eighths) == 2
    return [0, 1, ED25519_PRIME - 1, *(y % ED25519_PRIME for y in eighths)]


def is_square(number: int) -> bool:
    return pow(number, (ED25519_PRIME - 1) // 2, ED25519_PRIME) == 1


def square_root(number: int) -> int:
    root = pow(number, (ED25519_PRIME + 3) // 8, ED25519_PRIME)
    if root * root % ED25519_PRIME != number % ED25519_PRIME:
        root = root * pow(2, (ED25519_PRIME - 1) // 4, ED25519_PRIME) % ED25519_PRIME
    assert root * root % ED25519_PRIME == number % ED25519_PRIME
    return root


def ed25519(encoded: int) -> bytes:
    return make.sequence(make.sequence(make.oid("1.3.101.112")), make.bit_string(encoded.to_bytes(32, "little")))


def test_ed25519_points_of_small_order_in_every_encoding() -> None:
    encodings = {
        encoded | sign << 255
        for y in ed25519_small_order()
        for encoded in (y, y + ED25519_PRIME)
        if encoded < 1 << 255
        for sign in (0, 1)
    }
    assert len(encodings) == 14
    for encoded in encodings:
        assert weakness(read_public_key(ed25519(encoded))) == "small_order"


def test_anyone_signs_for_the_neutral_point() -> None:
    """Else the rule would refuse what the library does not take anyway."""
    base = bytes([0x58]) + bytes([0x66]) * 31
    Ed25519PublicKey.from_public_bytes(b"\x01" + bytes(31)).verify(base + b"\x01" + bytes(31), b"whatever it is")


def test_ed448_points_of_small_order_in_every_encoding() -> None:
    encodings = {
        encoded | sign << 455
        for y in (0, 1, ED448_PRIME - 1)
        for encoded in (y, y + ED448_PRIME)
        if encoded < 1 << 448
        for sign in (0, 1)
    }
    assert len(encodings) == 10
    for encoded in encodings:
        spki = make.sequence(make.sequence(make.oid("1.3.101.113")), make.bit_string(encoded.to_bytes(57, "little")))
        assert weakness(read_public_key(spki)) == "small_order"


@pytest.mark.parametrize(
    ("spki", "expected"),
    [
        # The library takes parameters that are written out, where they are those of P-256.
        (make.explicit_p256_spki(), "curve_not_named"),
        (make.rsa_spki((1 << 2047) + 12346, 3), "modulus_even"),
        (make.rsa_spki((1 << 4095) + 12345, (1 << 64) + 1), "exponent_too_long"),
    ],
    ids=["parameters written out", "an even modulus", "a long exponent"],
)
def test_keys_outside_the_allowlist(spki: bytes, expected: str) -> None:
    assert weakness(read_public_key(spki)) == expected
