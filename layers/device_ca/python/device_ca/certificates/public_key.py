"""Public keys: what a SubjectPublicKeyInfo holds, whether it is on the allowlist, and which signatures are its own."""

from typing import Any, NamedTuple

from device_ca.certificates.crypto_key import is_signature_of, load_ec_key, load_octet_key, load_rsa_key
from device_ca.certificates.der import (
    BIT_STRING,
    INTEGER,
    OBJECT_IDENTIFIER,
    SEQUENCE,
    MalformedDer,
    check_object_identifier,
    dotted,
    read_elements,
    read_first_element,
    read_integer,
    read_octet_aligned_bit_string,
)
from device_ca.certificates.elliptic_curve import is_uncompressed_point
from device_ca.certificates.signature_algorithm import RSASSA_PSS_OID, SignatureAlgorithm, read_pss_parameters

ALLOWED_KEYS = (
    "RSA of 2048 to 8192 bits, EC on P-256, P-384, P-521, brainpoolP256r1, P384r1 or P512r1, Ed25519, Ed448, "
    "and ML-DSA-44, -65 or -87"
)

_RSA_OID = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
_EC_OID = b"\x2a\x86\x48\xce\x3d\x02\x01"
_BRAINPOOL = b"\x2b\x24\x03\x03\x02\x08\x01\x01"
_SECG = b"\x2b\x81\x04\x00"

# Name in the verdict, class name in the library.
_ALLOWED_CURVES = {
    b"\x2a\x86\x48\xce\x3d\x03\x01\x07": ("EC-P-256", "SECP256R1"),
    _SECG + b"\x22": ("EC-P-384", "SECP384R1"),
    _SECG + b"\x23": ("EC-P-521", "SECP521R1"),
    _BRAINPOOL + b"\x07": ("EC-brainpoolP256r1", "BrainpoolP256R1"),
    _BRAINPOOL + b"\x0b": ("EC-brainpoolP384r1", "BrainpoolP384R1"),
    _BRAINPOOL + b"\x0d": ("EC-brainpoolP512r1", "BrainpoolP512R1"),
}
_OTHER_CURVES = {
    b"\x2a\x86\x48\xce\x3d\x03\x01\x01": "EC-P-192",
    _SECG + b"\x21": "EC-P-224",
    _SECG + b"\x0a": "EC-secp256k1",
    _BRAINPOOL + b"\x01": "EC-brainpoolP160r1",
    _BRAINPOOL + b"\x03": "EC-brainpoolP192r1",
    _BRAINPOOL + b"\x05": "EC-brainpoolP224r1",
    _BRAINPOOL + b"\x08": "EC-brainpoolP256t1",
    _BRAINPOOL + b"\x0c": "EC-brainpoolP384t1",
    _BRAINPOOL + b"\x0e": "EC-brainpoolP512t1",
    b"\x2a\x81\x1c\xcf\x55\x01\x82\x2d": "EC-SM2",
}
# Name, module and class in the library.
_ALLOWED_OCTET_KEYS = {
    b"\x2b\x65\x70": ("Ed25519", "ed25519", "Ed25519PublicKey"),
    b"\x2b\x65\x71": ("Ed448", "ed448", "Ed448PublicKey"),
    b"\x60\x86\x48\x01\x65\x03\x04\x03\x11": ("ML-DSA-44", "mldsa", "MLDSA44PublicKey"),
    b"\x60\x86\x48\x01\x65\x03\x04\x03\x12": ("ML-DSA-65", "mldsa", "MLDSA65PublicKey"),
    b"\x60\x86\x48\x01\x65\x03\x04\x03\x13": ("ML-DSA-87", "mldsa", "MLDSA87PublicKey"),
}
_OTHER_KEYS = {
    b"\x2a\x86\x48\xce\x38\x04\x01": "DSA",
    b"\x2b\x0e\x03\x02\x0c": "DSA",
    b"\x2b\x65\x6e": "X25519",
    b"\x2b\x65\x6f": "X448",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01": "DH",
    b"\x2a\x86\x48\xce\x3e\x02\x01": "DH",
    b"\x2a\x85\x03\x02\x02\x13": "GOST R 34.10-2001",
    b"\x2a\x85\x03\x07\x01\x01\x01\x01": "GOST R 34.10-2012-256",
    b"\x2a\x85\x03\x07\x01\x01\x01\x02": "GOST R 34.10-2012-512",
}

# What comes before the modulus of an RSA key of 2048, 3072 or 4096 bits, and after it if the exponent is 65537, by the
# length of the whole SubjectPublicKeyInfo.
_USUAL_RSA_HEADS = {
    294: bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100"),
    422: bytes.fromhex("308201a2300d06092a864886f70d01010105000382018f003082018a0282018100"),
    550: bytes.fromhex("30820222300d06092a864886f70d01010105000382020f003082020a0282020100"),
}
_USUAL_RSA_END = bytes.fromhex("0203010001")
_USUAL_RSA_EXPONENT = 65537
_SIGN_BIT = 0x80

_SMALLEST_RSA = 2048
_LARGEST_RSA = 8192
_SMALLEST_EXPONENT = 3
# OpenSSL verifies no longer exponent under a modulus of more than 3072 bits (OPENSSL_RSA_MAX_PUBEXP_BITS).
_LONG_MODULUS_BITS = 3072
_LONG_MODULUS_EXPONENT_BITS = 64


class PublicKey(NamedTuple):
    """A public key.

    Attributes:
        algorithm: "RSA-2048", "RSA-PSS-3072", "EC-P-256", "Ed25519", "ML-DSA-65", ...; the dotted OID if unknown.
        weakness: why the allowlist does not have it; None if it does.
        schemes: the signature schemes that the key may be used with.
        restriction: the RSA-PSS parameters that the key demands (RFC 4055 1.2), if any.
        handle: the library's key object; None for a key that was not loaded, as those outside the allowlist never are.
    """

    algorithm: str
    weakness: str | None = None
    schemes: tuple[str, ...] = ()
    restriction: SignatureAlgorithm | None = None
    handle: Any = None


def read_public_key(public_key_info: bytes, *, load: bool = True, check: bool = True) -> PublicKey:
    """Reads the DER of a SubjectPublicKeyInfo.

    Args:
        public_key_info: the DER.
        load: whether the key will be asked about signatures. Loading it takes longer than all else, on some curves.
        check: whether a key that will not be asked has to be one that could be loaded.

    Raises:
        MalformedDer: if it is none, or holds a key of the allowlist that cannot be decoded.
    """
    usual_modulus = _usual_rsa_modulus(public_key_info)
    if usual_modulus is not None:
        return _rsa_key(usual_modulus, _USUAL_RSA_EXPONENT, load=load)
    elements = read_elements(public_key_info, *_content(public_key_info))
    if len(elements) != 2 or elements[0][0] != SEQUENCE or elements[1][0] != BIT_STRING:  # noqa: PLR2004
        raise MalformedDer("the public key is not an algorithm and a BIT STRING")
    algorithm = read_elements(public_key_info, elements[0][2], elements[0][3])
    if not algorithm or algorithm[0][0] != OBJECT_IDENTIFIER:
        raise MalformedDer("the public key's algorithm has no OBJECT IDENTIFIER")
    oid = public_key_info[algorithm[0][2] : algorithm[0][3]]
    key = read_octet_aligned_bit_string(public_key_info[elements[1][2] : elements[1][3]])
    if oid in {_RSA_OID, RSASSA_PSS_OID}:
        restriction = None
        if oid == RSASSA_PSS_OID and len(algorithm) > 1:
            restriction = read_pss_parameters(public_key_info, algorithm[1][1], elements[0][3])
        return _read_rsa_key(key, is_pss=oid == RSASSA_PSS_OID, restriction=restriction, load=load)
    if oid == _EC_OID:
        tag, _, content, end = algorithm[1] if len(algorithm) > 1 else (0, 0, 0, 0)
        curve = public_key_info[content:end] if tag == OBJECT_IDENTIFIER else None
        return _read_ec_key(key, curve, load=load, check=check)
    if oid in _ALLOWED_OCTET_KEYS:
        name, module, class_name = _ALLOWED_OCTET_KEYS[oid]
        handle = load_octet_key(module, class_name, key) if load or check else None
        return PublicKey(name, schemes=(name,), handle=handle)
    check_object_identifier(oid)
    name = _OTHER_KEYS.get(oid) or dotted(oid)
    return PublicKey(name, weakness=f"the key is {name}")


def read_stored_key(public_key_info: bytes) -> PublicKey:
    """Reads the key of a certificate that was let in earlier; one that cannot be read any more has no use at all."""
    try:
        return read_public_key(public_key_info)
    except MalformedDer:
        return PublicKey("unreadable")


def _usual_rsa_modulus(public_key_info: bytes) -> int | None:
    """Reads the modulus of a key that is encoded like almost all RSA keys; None for any other."""
    head = _USUAL_RSA_HEADS.get(len(public_key_info))
    if head is None or not (public_key_info.startswith(head) and public_key_info.endswith(_USUAL_RSA_END)):
        return None
    octets = public_key_info[len(head) : -len(_USUAL_RSA_END)]
    return int.from_bytes(octets) if octets[0] & _SIGN_BIT else None


def _content(data: bytes) -> tuple[int, int]:
    """Returns the range of the content of the one SEQUENCE that the data is."""
    tag, _, content, end = read_first_element(data, 0, len(data))
    if tag != SEQUENCE or end != len(data):
        raise MalformedDer("the public key is not one SEQUENCE")
    return content, end


def _read_rsa_key(key: bytes, *, is_pss: bool, restriction: SignatureAlgorithm | None, load: bool) -> PublicKey:
    """Reads an RSAPublicKey (RFC 8017 A.1.1)."""
    numbers = read_elements(key, *_content(key))
    if len(numbers) != 2 or numbers[0][0] != INTEGER or numbers[1][0] != INTEGER:  # noqa: PLR2004
        raise MalformedDer("the RSA key is not a modulus and an exponent")
    modulus = read_integer(key[numbers[0][2] : numbers[0][3]])
    exponent = read_integer(key[numbers[1][2] : numbers[1][3]])
    return _rsa_key(modulus, exponent, is_pss=is_pss, restriction=restriction, load=load)


def _rsa_key(
    modulus: int,
    exponent: int,
    *,
    is_pss: bool = False,
    restriction: SignatureAlgorithm | None = None,
    load: bool,
) -> PublicKey:
    """Judges an RSA key by its numbers; the library takes every one without a weakness, so none is loaded to check."""
    bits = modulus.bit_length()
    name = f"RSA-PSS-{bits}" if is_pss else f"RSA-{bits}"
    weakness = _rsa_weakness(modulus, exponent, bits)
    if weakness is None and restriction is not None and not restriction.is_allowed:
        weakness = f"the key is bound to {restriction.name}"
    if weakness is not None:
        return PublicKey(name, weakness)
    schemes = ("RSA-PSS",) if is_pss else ("RSA-PKCS1", "RSA-PSS")
    handle = load_rsa_key(modulus, exponent) if load else None
    return PublicKey(name, schemes=schemes, restriction=restriction, handle=handle)


def _rsa_weakness(modulus: int, exponent: int, bits: int) -> str | None:
    if modulus <= 0 or not modulus & 1:
        return "the RSA modulus is not an odd positive number"
    if not _SMALLEST_RSA <= bits <= _LARGEST_RSA:
        return f"the RSA key has {bits} bits"
    if exponent < _SMALLEST_EXPONENT or not exponent & 1:
        return "the RSA exponent is even or below 3 (65537 is usual)"
    if exponent >= modulus:
        return "the RSA exponent is not below the modulus"
    if bits > _LONG_MODULUS_BITS and exponent.bit_length() > _LONG_MODULUS_EXPONENT_BITS:
        return f"the RSA exponent has {exponent.bit_length()} bits, too many to verify with so long a key"
    return None


def _read_ec_key(point: bytes, curve: bytes | None, *, load: bool, check: bool) -> PublicKey:
    """Reads an EC key (RFC 5480), whose curve is named; None stands for parameters written out or inherited."""
    if curve is None:
        return PublicKey("EC-explicit", "the EC key spells its curve's parameters out, or inherits them")
    if curve in _ALLOWED_CURVES:
        name, class_name = _ALLOWED_CURVES[curve]
        must_load = load or (check and not is_uncompressed_point(class_name, point))
        return PublicKey(name, schemes=("ECDSA",), handle=load_ec_key(class_name, point) if must_load else None)
    check_object_identifier(curve)
    name = _OTHER_CURVES.get(curve) or f"EC-{dotted(curve)}"
    return PublicKey(name, f"the curve is {name.removeprefix('EC-')}")


def is_own_signature(key: PublicKey, algorithm: SignatureAlgorithm, signature: bytes, message: bytes) -> bool:
    """Tells whether this key made the signature with this algorithm.

    The library sees no difference between an RSA key and one that is for RSA-PSS alone (RFC 4055 1.2), so scheme and
    restriction are compared here first.
    """
    if key.handle is None or algorithm.scheme not in key.schemes:
        return False
    restriction = key.restriction
    if restriction is not None and (
        algorithm.digest != restriction.digest
        or algorithm.mask_digest != restriction.mask_digest
        or (algorithm.salt_length is not None and algorithm.salt_length < (restriction.salt_length or 0))
    ):
        return False
    return is_signature_of(key.handle, algorithm, signature, message)
