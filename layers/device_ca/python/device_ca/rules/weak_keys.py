"""Which public keys a CA may have: an allowlist, and inside it the keys that anyone can sign for or factor.

Modelled on ``goodkey`` of letsencrypt/boulder. The package badkeys would do the same and more, but brings gmpy2 (5 MB
unpacked, 1.8 MB of wheel) for the four checks that need no list of known keys; these lines take 0.03 ms for RSA-2048.
No check takes longer than a signature's. What is not looked for: keys from lists of leaked ones, factors that two keys
share, and a modulus that is itself a prime.
"""

from collections.abc import Callable
from functools import cache
from math import gcd, isqrt, prod
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, rsa

from device_ca.certificates.public_key import PublicKey

type Weakness = Literal[
    "algorithm",
    "curve",
    "curve_not_named",
    "modulus_bits",
    "modulus_even",
    "exponent_too_long",
    "numbers",
    "pss_parameters",
    "small_factor",
    "close_primes",
    "roca",
    "small_order",
]

_SMALLEST_MODULUS = 2048
_LARGEST_MODULUS = 8192
# OpenSSL verifies no longer exponent under a modulus of more than 3072 bits (OPENSSL_RSA_MAX_PUBEXP_BITS).
_LONG_MODULUS = 3072
_LONG_EXPONENT = 64

_SMALL_FACTORS_BELOW = 4096
_FERMAT_ROUNDS = 100
_SIEVE = (16, 9, 5, 7, 11, 13)

# The primes of the published test for CVE-2017-15361: a ROCA modulus is a power of 65537 modulo each of them.
_ROCA_PRIMES = (11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157)
_ROCA_GENERATOR = 65537

_ED25519_PRIME = 2**255 - 19
_ED448_PRIME = 2**448 - 2**224 - 1
# The y coordinates of the points whose order divides the cofactor: 8 for Ed25519 (those of order 8 are the last two), 4
# for Ed448. Any x, and any encoding of y, belongs to such a point.
_ED25519_Y = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_ED25519_SMALL_ORDER = {0, 1, _ED25519_PRIME - 1, _ED25519_Y, _ED25519_PRIME - _ED25519_Y}
_ED448_SMALL_ORDER = {0, 1, _ED448_PRIME - 1}


def weakness(key: PublicKey) -> Weakness | None:
    """Say why a CA may not have a key; None where it may."""
    if not key.has_named_curve:
        return "curve_not_named"
    if key.crypto_key is None:
        kind = key.algorithm.partition("-")[0]
        return _WEAKNESS_OF_UNLOADED.get(kind, "algorithm")
    if key.restriction is not None and not key.restriction.is_allowed:
        return "pss_parameters"
    if isinstance(key.crypto_key, rsa.RSAPublicKey):
        numbers = key.crypto_key.public_numbers()
        return next((found for found, is_weak in _RSA_CHECKS if is_weak(numbers.n, numbers.e)), None)
    return "small_order" if _is_of_small_order(key.crypto_key) else None


_WEAKNESS_OF_UNLOADED: dict[str, Weakness] = {"EC": "curve", "RSA": "numbers"}


def _is_of_small_order(key: object) -> bool:
    if isinstance(key, ed25519.Ed25519PublicKey):
        y = int.from_bytes(key.public_bytes_raw(), "little") & (1 << 255) - 1
        return y % _ED25519_PRIME in _ED25519_SMALL_ORDER
    if isinstance(key, ed448.Ed448PublicKey):
        y = int.from_bytes(key.public_bytes_raw(), "little") & (1 << 455) - 1
        return y % _ED448_PRIME in _ED448_SMALL_ORDER
    return False


@cache
def _small_primes() -> int:
    """Return the product of the primes below the limit."""
    odd = range(3, _SMALL_FACTORS_BELOW, 2)
    return prod(number for number in odd if all(number % divisor for divisor in range(3, isqrt(number) + 1, 2)))


def _has_close_primes(modulus: int) -> bool:
    """Say whether a hundred rounds of Fermat's method factor the modulus, equal primes included.

    It is (a + b)(a - b) if a² - n is a square, b², for an a little above the root of n. Only those a are tried for
    which it is a square modulo some small numbers.
    """
    root = isqrt(modulus - 1) + 1
    steps = (1 << _FERMAT_ROUNDS) - 1
    for number, possible in _fermat_sieve():
        steps &= possible[modulus % number] >> root % number
    while steps:
        step = steps.bit_length() - 1
        steps ^= 1 << step
        candidate = (root + step) ** 2 - modulus
        if isqrt(candidate) ** 2 == candidate:
            return True
    return False


@cache
def _fermat_sieve() -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return for some numbers, and each remainder of n, the a (a bit each) for which a² - n is a square modulo it."""
    return tuple((number, tuple(_fermat_bits(number, remainder) for remainder in range(number))) for number in _SIEVE)


def _fermat_bits(number: int, remainder: int) -> int:
    squares = {root * root % number for root in range(number)}
    return sum(1 << a for a in range(_FERMAT_ROUNDS + number) if (a * a - remainder) % number in squares)


def _is_roca(modulus: int) -> bool:
    """Say whether the modulus has the fingerprint of Infineon's faulty library (CVE-2017-15361)."""
    remainder = modulus % prod(_ROCA_PRIMES)
    return all(remainder % prime in powers for prime, powers in _roca_powers())


@cache
def _roca_powers() -> tuple[tuple[int, frozenset[int]], ...]:
    return tuple(
        (prime, frozenset(pow(_ROCA_GENERATOR, exponent, prime) for exponent in range(prime))) for prime in _ROCA_PRIMES
    )


# The library itself takes no exponent that is even or below 3: a key that it does not load has the weakness "numbers".
_RSA_CHECKS: tuple[tuple[Weakness, Callable[[int, int], bool]], ...] = (
    ("modulus_bits", lambda modulus, _: not _SMALLEST_MODULUS <= modulus.bit_length() <= _LARGEST_MODULUS),
    ("modulus_even", lambda modulus, _: modulus & 1 == 0),
    (
        "exponent_too_long",
        lambda modulus, exponent: modulus.bit_length() > _LONG_MODULUS and exponent.bit_length() > _LONG_EXPONENT,
    ),
    ("small_factor", lambda modulus, _: gcd(modulus, _small_primes()) != 1),
    ("close_primes", lambda modulus, _: _has_close_primes(modulus)),
    ("roca", lambda modulus, _: _is_roca(modulus)),
)
