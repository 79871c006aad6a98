"""Points of the NIST curves, against the library's judgement."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from device_ca.certificates.elliptic_curve import is_uncompressed_point

CURVES: list[ec.EllipticCurve] = [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()]
PRIMES = {
    "secp256r1": 2**256 - 2**224 + 2**192 + 2**96 - 1,
    "secp384r1": 2**384 - 2**128 - 2**96 + 2**32 - 1,
    "secp521r1": 2**521 - 1,
}


def new_point(curve: ec.EllipticCurve, form: PublicFormat = PublicFormat.UncompressedPoint) -> bytes:
    return ec.generate_private_key(curve).public_key().public_bytes(Encoding.X962, form)


def is_point(curve: ec.EllipticCurve, point: bytes) -> bool:
    return is_uncompressed_point(type(curve).__name__, point)


def is_loaded(curve: ec.EllipticCurve, point: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(curve, point)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
class TestOnACurve:
    def test_points_are_told(self, curve: ec.EllipticCurve) -> None:
        assert all(is_point(curve, new_point(curve)) for _ in range(20))

    def test_points_of_another_curve_are_none(self, curve: ec.EllipticCurve) -> None:
        others = [other for other in [*CURVES, ec.BrainpoolP256R1(), ec.BrainpoolP384R1()] if other.name != curve.name]
        assert not any(is_point(curve, new_point(other)) for other in others)

    def test_what_is_told_is_what_the_library_loads(self, curve: ec.EllipticCurve) -> None:
        point = new_point(curve)
        changed = [point[:place] + bytes([point[place] ^ 1]) + point[place + 1 :] for place in range(1, len(point))]
        cut = [point[:length] for length in range(1, len(point))]
        negative = point[: len(point) // 2 + 1] + _negated(curve, point)
        for other in [*changed, *cut, point + b"\x00", negative]:
            assert is_point(curve, other) == is_loaded(curve, other), other.hex()
        assert is_point(curve, negative)

    def test_coordinates_beyond_the_prime_are_none(self, curve: ec.EllipticCurve) -> None:
        """Those of a point, the prime added, satisfy the equation as well."""
        octets = len(new_point(curve)) // 2
        prime, limit = PRIMES[curve.name], 256**octets
        for _ in range(20):
            point = new_point(curve)
            x, y = int.from_bytes(point[1 : 1 + octets]), int.from_bytes(point[1 + octets :])
            for beyond in ((x + prime, y), (x, y + prime)):
                if max(beyond) < limit:
                    encoded = b"\x04" + b"".join(coordinate.to_bytes(octets) for coordinate in beyond)
                    assert not is_point(curve, encoded)
                    assert not is_loaded(curve, encoded)

    def test_other_forms_are_left_to_the_library(self, curve: ec.EllipticCurve) -> None:
        compressed = new_point(curve, PublicFormat.CompressedPoint)
        hybrid = bytes([6 + (new_point(curve)[-1] & 1)]) + new_point(curve)[1:]
        for point in (b"", b"\x00", b"\x04", compressed, hybrid):
            assert not is_point(curve, point)


def _negated(curve: ec.EllipticCurve, point: bytes) -> bytes:
    octets = len(point) // 2
    return (PRIMES[curve.name] - int.from_bytes(point[1 + octets :])).to_bytes(octets)


def test_other_curves_are_left_to_the_library() -> None:
    for curve in (ec.BrainpoolP256R1(), ec.SECP256K1()):
        assert not is_point(curve, new_point(curve))
