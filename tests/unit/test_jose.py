import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from device_ca.certificates.jose import compact_jws, p256_jwk, raw_es256_signature, thumbprint

COORDINATE = st.integers(1, 2**256 - 1)


def _spki(key: ec.EllipticCurvePrivateKey, point: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, point)


def test_a_library_takes_the_key_and_the_signature() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = p256_jwk(_spki(key))
    library_key = ECKey.import_key({**jwk})
    assert thumbprint(jwk) == library_key.thumbprint()

    def sign(message: bytes) -> bytes:
        return raw_es256_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))

    token = compact_jws({"alg": "ES256"}, {"subject": "CN=Ü"}, sign)
    assert jws.deserialize_compact(token, library_key).payload == '{"subject":"CN=Ü"}'.encode()


@given(r=COORDINATE, s=COORDINATE)
def test_r_and_s_have_32_octets_each(r: int, s: int) -> None:
    assert raw_es256_signature(encode_dss_signature(r, s)) == r.to_bytes(32) + s.to_bytes(32)


@pytest.mark.parametrize(
    "der", [b"", b"\x30\x00", b"\x30\x03\x02\x01\x01", b"\x02\x01\x01", b"\x30\x06\x04\x01\x01\x02\x01\x01"]
)
def test_what_is_no_signature_is_refused(der: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        raw_es256_signature(der)


def test_a_key_on_another_curve_is_refused() -> None:
    with pytest.raises(ValueError, match=r"P-256"):
        p256_jwk(_spki(ec.generate_private_key(ec.SECP384R1())))
