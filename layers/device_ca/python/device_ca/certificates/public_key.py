"""Public keys: what a SubjectPublicKeyInfo holds, and which signatures are a key's own.

The library decodes keys and checks signatures. Whether a key is fit for a CA is a rule (``rules.weak_keys``).
"""

from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, x448, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from device_ca.certificates import rfc5280
from device_ca.certificates.malformed import Malformed
from device_ca.certificates.signature_algorithm import RSASSA_PSS, Scheme, SignatureAlgorithm, read_pss_parameters

_PART = "subjectPublicKeyInfo"
_RSA = "1.2.840.113549.1.1.1"
_EC = "1.2.840.10045.2.1"
_OBJECT_IDENTIFIER = b"\x06"

_CURVES = {
    "1.2.840.10045.3.1.7": "EC-P-256",
    "1.3.132.0.34": "EC-P-384",
    "1.3.132.0.35": "EC-P-521",
    "1.3.36.3.3.2.8.1.1.7": "EC-brainpoolP256r1",
    "1.3.36.3.3.2.8.1.1.11": "EC-brainpoolP384r1",
    "1.3.36.3.3.2.8.1.1.13": "EC-brainpoolP512r1",
}
# Outside the allowlist, here for their names alone.
_OTHER_CURVES = {
    "1.2.840.10045.3.1.1": "EC-P-192",
    "1.3.132.0.33": "EC-P-224",
    "1.3.132.0.10": "EC-secp256k1",
    "1.3.36.3.3.2.8.1.1.8": "EC-brainpoolP256t1",
    "1.3.36.3.3.2.8.1.1.12": "EC-brainpoolP384t1",
    "1.3.36.3.3.2.8.1.1.14": "EC-brainpoolP512t1",
    "1.2.156.10197.1.301": "EC-SM2",
}
_SIGNING_KEYS: tuple[tuple[type, Scheme], ...] = (
    (ed25519.Ed25519PublicKey, "Ed25519"),
    (ed448.Ed448PublicKey, "Ed448"),
    (mldsa.MLDSA44PublicKey, "ML-DSA-44"),
    (mldsa.MLDSA65PublicKey, "ML-DSA-65"),
    (mldsa.MLDSA87PublicKey, "ML-DSA-87"),
)
_OTHER_KEYS = (
    (dsa.DSAPublicKey, "DSA"),
    (x25519.X25519PublicKey, "X25519"),
    (x448.X448PublicKey, "X448"),
)
_ALGORITHMS_THAT_MUST_DECODE = {
    "1.3.101.112",  # Ed25519
    "1.3.101.113",  # Ed448
    "2.16.840.1.101.3.4.3.17",  # ML-DSA
    "2.16.840.1.101.3.4.3.18",
    "2.16.840.1.101.3.4.3.19",
}


class PublicKey(NamedTuple):
    """A public key.

    Attributes:
        algorithm: "RSA-2048", "RSA-PSS-3072", "EC-P-256", "Ed25519", "ML-DSA-65", ...; the dotted OID if unknown.
        crypto_key: the library's key; None where it takes no key of that kind, or not these numbers.
        schemes: the signature schemes that the key may be used with.
        restriction: the RSA-PSS parameters that the key demands (RFC 4055 1.2), if any.
        has_named_curve: False for an EC key whose curve's parameters are written out, or inherited.
    """

    algorithm: str
    crypto_key: Any = None
    schemes: tuple[Scheme, ...] = ()
    restriction: SignatureAlgorithm | None = None
    has_named_curve: bool = True


def read_public_key(unverified_spki: bytes) -> PublicKey:
    """Read the DER of a SubjectPublicKeyInfo.

    Raises:
        Malformed: It is none, or it holds a key of a kind that the registry takes and that cannot be decoded.
    """
    info = rfc5280.decode(rfc5280.SubjectPublicKeyInfo, unverified_spki, _PART)
    oid, parameters = rfc5280.decode_algorithm(info.algorithm, _PART)
    try:
        key: Any = load_der_public_key(unverified_spki)
        error: Exception | None = None
    except (ValueError, UnsupportedAlgorithm) as refusal:
        key, error = None, refusal
    if oid == _EC:
        return _ec_key(key, parameters, error)
    if oid in {_RSA, RSASSA_PSS}:
        return _rsa_key(key, info, oid, parameters, error)
    for kind, scheme in _SIGNING_KEYS:
        if isinstance(key, kind):
            return PublicKey(scheme, key, (scheme,))
    if oid in _ALGORITHMS_THAT_MUST_DECODE:
        raise Malformed("undecodable_key", error=str(error))
    return PublicKey(next((name for kind, name in _OTHER_KEYS if isinstance(key, kind)), oid))


def _ec_key(key: Any, parameters: asn1.TLV | None, error: Exception | None) -> PublicKey:
    if parameters is None or parameters.tag_bytes != _OBJECT_IDENTIFIER:
        return PublicKey("EC-explicit", has_named_curve=False)
    curve = rfc5280.decode(x509.ObjectIdentifier, asn1.encode_der(parameters), _PART).dotted_string
    name = _CURVES.get(curve)
    if name is None:
        return PublicKey(_OTHER_CURVES.get(curve, f"EC-{curve}"))
    if key is None:
        raise Malformed("undecodable_key", error=str(error))
    return PublicKey(name, key, ("ECDSA",))


def _rsa_key(
    key: Any, info: rfc5280.SubjectPublicKeyInfo, oid: str, parameters: asn1.TLV | None, error: Exception | None
) -> PublicKey:
    if key is None:
        numbers = rfc5280.decode(rfc5280.RsaPublicKey, info.subject_public_key.as_bytes(), _PART)
        if _are_rsa_numbers(numbers):
            raise Malformed("undecodable_key", error=str(error))
    bits = key.key_size if key else numbers.modulus.bit_length()
    if oid == _RSA:
        return PublicKey(f"RSA-{bits}", key, ("RSA-PKCS1", "RSA-PSS"))
    return PublicKey(f"RSA-PSS-{bits}", key, ("RSA-PSS",), read_pss_parameters(parameters) if parameters else None)


def read_stored_key(spki: bytes) -> PublicKey:
    """Read the key of a registered certificate; one that cannot be read any more fits no scheme."""
    try:
        return read_public_key(spki)
    except Malformed:
        return PublicKey("unreadable")


def key_digest(key: PublicKey, spki: bytes) -> str:
    """Return the SHA-256 of a key as the library writes it, 64 hex digits.

    It is the same key whether its point is compressed or not, and whether it is for RSA-PSS alone or not.
    """
    if key.crypto_key is not None:
        spki = key.crypto_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(spki).hexdigest()


def is_own_signature(key: PublicKey, algorithm: SignatureAlgorithm, signature: bytes, message: bytes) -> bool:
    """Say whether this key made the signature with this algorithm. Signatures are checked here alone.

    The library sees no difference between an RSA key and one that is for RSA-PSS alone (RFC 4055 1.2), so scheme and
    restriction are compared here first.

    Args:
        key: the key.
        algorithm: how the signature was made; one outside the allowlist is never checked.
        signature: the signature's octets; ECDSA signatures in DER.
        message: what was signed.

    Raises:
        UnsupportedAlgorithm: This build of the library lacks an algorithm of the allowlist.
    """
    if key.crypto_key is None or algorithm.scheme not in key.schemes or not _is_permitted(algorithm, key.restriction):
        return False
    try:
        key.crypto_key.verify(signature, message, *_verify_arguments(algorithm))
    except InvalidSignature:
        return False
    return True


def _is_permitted(algorithm: SignatureAlgorithm, restriction: SignatureAlgorithm | None) -> bool:
    if restriction is None:
        return True
    return (
        restriction.is_allowed
        and algorithm.digest == restriction.digest
        and algorithm.mask_digest == restriction.mask_digest
        and (algorithm.salt_length is None or algorithm.salt_length >= (restriction.salt_length or 0))
    )


@lru_cache(maxsize=64)
def _verify_arguments(algorithm: SignatureAlgorithm) -> tuple[Any, ...]:
    """Return what the library's verify() takes besides signature and message. ML-DSA: the empty context."""
    if algorithm.digest is None:
        return ()
    digest = getattr(hashes, algorithm.digest)()
    if algorithm.scheme == "ECDSA":
        return (ec.ECDSA(digest),)
    if algorithm.mask_digest is None:
        return (padding.PKCS1v15(), digest)
    mask = padding.MGF1(getattr(hashes, algorithm.mask_digest)())
    salt_length = padding.PSS.AUTO if algorithm.salt_length is None else algorithm.salt_length
    return (padding.PSS(mask, salt_length), digest)


def _are_rsa_numbers(numbers: rfc5280.RsaPublicKey) -> bool:
    """Say whether the numbers are ones that the library takes; what it refused then is something else."""
    exponent = numbers.public_exponent
    return numbers.modulus > exponent >= 3 and exponent & 1 == 1  # noqa: PLR2004 - RFC 8017 3.1
