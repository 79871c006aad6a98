"""Keys and signatures of the cryptography package: the one place that calls it when a certificate is judged.

Its modules are imported where a key of their kind is met, since all of them together take longer to import than
anything else that a judgement does; or before any is, by ``load_library``.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from device_ca.certificates.der import MalformedDer
from device_ca.certificates.signature_algorithm import SignatureAlgorithm


def load_library() -> None:
    """Imports what most keys and signatures need, so that the first judgement of a process does not wait for it."""
    for module in ("ec", "padding", "rsa"):
        _library(module)
    # The library itself imports it at the first signature.
    import_module("cryptography.hazmat.backends.openssl.backend")


def load_rsa_key(modulus: int, exponent: int) -> object:
    """Loads an RSA public key.

    Raises:
        MalformedDer: if the library does not take the numbers.
    """
    numbers = _library("rsa").RSAPublicNumbers(exponent, modulus)
    return _load(numbers.public_key)


def load_ec_key(curve_class: str, point: bytes) -> object:
    """Loads an EC public key from its point (X9.62), compressed or not.

    A hybrid point (RFC 5480 2.2 forbids it, OpenSSL takes it) is an uncompressed one under another first octet.

    Raises:
        MalformedDer: if the point does not lie on the curve.
    """
    ec = _library("ec")
    if point[:1] in {b"\x06", b"\x07"}:
        point = b"\x04" + point[1:]
    curve = getattr(ec, curve_class)()
    return _load(lambda: ec.EllipticCurvePublicKey.from_encoded_point(curve, point))


def load_octet_key(module: str, key_class: str, octets: bytes) -> object:
    """Loads a key that is a mere string of octets: EdDSA, ML-DSA.

    Raises:
        MalformedDer: if there are too few or too many, or they are no key.
    """
    return _load(lambda: getattr(_library(module), key_class).from_public_bytes(octets))


@cache
def _library(module: str) -> Any:
    return import_module(f"cryptography.hazmat.primitives.asymmetric.{module}")


def _load(load: Callable[[], object]) -> object:
    try:
        return load()
    except BaseException as error:
        _let_through(error)
        raise MalformedDer("the public key cannot be decoded, or is no point of its curve") from error


def is_signature_of(handle: Any, algorithm: SignatureAlgorithm, signature: bytes, message: bytes) -> bool:
    """Tells whether the key made the signature; whatever the library raises means that it did not.

    Args:
        handle: what a loader of this module returned; the algorithm's scheme must be one of that key.
        algorithm: one of the allowlist.
        signature: the signature's octets; ECDSA signatures in DER.
        message: what was signed.
    """
    try:
        handle.verify(signature, message, *_parameters(algorithm))
    except BaseException as error:  # noqa: BLE001 - a panic of the library's Rust part is no Exception
        _let_through(error)
        return False
    return True


@lru_cache(maxsize=64)
def _parameters(algorithm: SignatureAlgorithm) -> tuple[Any, ...]:
    """Returns what the library's verify() takes besides signature and message. ML-DSA: the empty context."""
    if algorithm.digest is None:
        return ()
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - see the module

    digest = getattr(hashes, algorithm.digest)()
    if algorithm.scheme == "ECDSA":
        return (_library("ec").ECDSA(digest),)
    padding = _library("padding")
    if algorithm.mask_digest is None:
        return (padding.PKCS1v15(), digest)
    mask = padding.MGF1(getattr(hashes, algorithm.mask_digest)())
    salt_length = padding.PSS.AUTO if algorithm.salt_length is None else algorithm.salt_length
    return (padding.PSS(mask, salt_length), digest)


def _let_through(error: BaseException) -> None:
    """Raises again what asks the process to stop."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
        raise error
