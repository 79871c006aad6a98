"""Keys that are not loaded are ones that could be."""

import pytest

from device_ca.certificates.public_key import read_public_key
from tests.support.certificates import private_key, public_key_info, rsa_public_key_info


@pytest.mark.parametrize("bits", [2048, 2049, 3072, 3073, 4096, 8192])
def test_the_library_takes_every_rsa_key_of_the_allowlist(bits: int) -> None:
    smallest, largest = (1 << bits - 1) + 1, (1 << bits) - 1
    ordinary = private_key("RSA-2048").public_key().public_numbers().n << bits - 2048 | 1
    for modulus in (smallest, ordinary, largest):
        for exponent in (3, 5, 65537, (1 << 64) - 1, (1 << 64) + 1, (1 << 256) + 1, modulus - 2):
            info = rsa_public_key_info(modulus, exponent)
            judged, loaded = read_public_key(info, load=False), read_public_key(info)
            assert judged == loaded._replace(handle=None)
            assert (loaded.handle is None) == (loaded.weakness is not None)


@pytest.mark.parametrize("kind", ["P-256", "P-384", "P-521", "brainpoolP256r1", "Ed25519", "Ed448", "ML-DSA-44"])
def test_the_same_is_told_of_keys_loaded_checked_or_neither(kind: str) -> None:
    info = public_key_info(kind)
    readings = [
        read_public_key(info),
        read_public_key(info, load=False),
        read_public_key(info, load=False, check=False),
    ]
    assert len({reading._replace(handle=None) for reading in readings}) == 1
    assert readings[0].handle is not None
    assert readings[2].handle is None
