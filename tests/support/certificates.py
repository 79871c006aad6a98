"""Certificates for tests: valid by default, made bad by one named deviation at a time.

The DER is put together here, element by element, because a certificate library refuses to make what must be refused.
"""

import os
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha1
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from device_ca import clock
from device_ca.certificates.certificate import read_certificate
from device_ca.model.registered_ca import RegisteredCa

# The one time of a test run, to the second as certificates have it.
_RUN_AT = os.environ.get("TEST_RUN_AT") or clock.utc_now().isoformat(timespec="seconds")
NOW = datetime.fromisoformat(_RUN_AT)
CODE = "0123456789abcdef0123456789abcdef"

BOOLEAN_TRUE = b"\x01\x01\xff"
BOOLEAN_FALSE = b"\x01\x01\x00"
NULL = b"\x05\x00"


def der(tag: int, *parts: bytes) -> bytes:
    """Encode one element."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([tag, 0x80 + len(octets)]) + octets + content


def sequence(*parts: bytes) -> bytes:
    return der(0x30, *parts)


def integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, signed=True))


def oid(dotted: str) -> bytes:
    first, second, *arcs = map(int, dotted.split("."))
    content = b""
    for arc in (40 * first + second, *arcs):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return der(0x06, content)


def bit_string(octets: bytes) -> bytes:
    return der(0x03, b"\x00", octets)


def time(moment: datetime) -> bytes:
    if 1950 <= moment.year < 2050:
        return der(0x17, f"{moment:%y%m%d%H%M%SZ}".encode())
    return der(0x18, f"{moment.year:04}{moment:%m%d%H%M%SZ}".encode())


_ATTRIBUTES = {"CN": "2.5.4.3", "O": "2.5.4.10", "C": "2.5.4.6", "emailAddress": "1.2.840.113549.1.9.1"}


def attribute(attribute_type: str, value: str | bytes, tag: int = 0x0C) -> bytes:
    content = value if isinstance(value, bytes) else value.encode()
    return sequence(oid(_ATTRIBUTES.get(attribute_type, attribute_type)), der(tag, content))


def name(*attributes: tuple[str, str], tag: int = 0x0C) -> bytes:
    """Encode a name of single-valued parts."""
    return sequence(*(der(0x31, attribute(key, value, tag)) for key, value in attributes))


CA_NAME = name(("O", "Example"), ("CN", "Example Device CA"))


@cache
def private_key(kind: str) -> Any:
    """Return the one key of a kind that a test run has."""
    return new_private_key(kind)


def new_private_key(kind: str) -> Any:
    """Make a key: "RSA-2048", "P-256", "Ed25519", "ML-DSA-65", ..."""
    makers: dict[str, Callable[[], Any]] = {
        "P-192": lambda: ec.generate_private_key(ec.SECP192R1()),
        "P-224": lambda: ec.generate_private_key(ec.SECP224R1()),
        "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
        "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
        "brainpoolP256r1": lambda: ec.generate_private_key(ec.BrainpoolP256R1()),
        "brainpoolP384r1": lambda: ec.generate_private_key(ec.BrainpoolP384R1()),
        "brainpoolP512r1": lambda: ec.generate_private_key(ec.BrainpoolP512R1()),
        "Ed25519": ed25519.Ed25519PrivateKey.generate,
        "Ed448": ed448.Ed448PrivateKey.generate,
        "X25519": x25519.X25519PrivateKey.generate,
        "ML-DSA-44": mldsa.MLDSA44PrivateKey.generate,
        "ML-DSA-65": mldsa.MLDSA65PrivateKey.generate,
        "ML-DSA-87": mldsa.MLDSA87PrivateKey.generate,
        "DSA": lambda: dsa.generate_private_key(2048),
    }
    if kind.startswith("RSA-"):
        return rsa.generate_private_key(65537, int(kind.removeprefix("RSA-")))
    return makers[kind]()


def spki_of(kind: str) -> bytes:
    """Return the SubjectPublicKeyInfo of the key of a kind."""
    spki: bytes = private_key(kind).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return spki


def rsa_spki(modulus: int, exponent: int, algorithm: bytes | None = None) -> bytes:
    """Write any two numbers as an RSA key; there need be no private key to it."""
    algorithm = algorithm or sequence(oid("1.2.840.113549.1.1.1"), NULL)
    return sequence(algorithm, bit_string(sequence(integer(modulus), integer(exponent))))


def ec_spki(curve: bytes, point: bytes) -> bytes:
    return sequence(sequence(oid("1.2.840.10045.2.1"), curve), bit_string(point))


def explicit_p256_spki() -> bytes:
    """Write a P-256 key with its curve's parameters (SEC 1 C.2) in place of the curve's name."""
    prime = 2**256 - 2**224 + 2**192 + 2**96 - 1
    b = bytes.fromhex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b")
    base = bytes.fromhex(
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
    )
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    field = sequence(oid("1.2.840.10045.1.1"), integer(prime))
    curve = sequence(der(0x04, (prime - 3).to_bytes(32)), der(0x04, b))
    parameters = sequence(integer(1), field, curve, der(0x04, base), integer(order), integer(1))
    return ec_spki(parameters, spki_of("P-256")[-65:])


def private_key_pem(kind: str, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    pem: bytes = private_key(kind).private_bytes(Encoding.PEM, form, NoEncryption())
    return pem


def private_key_der(kind: str, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    key: bytes = private_key(kind).private_bytes(Encoding.DER, form, NoEncryption())
    return key


@dataclass(frozen=True)
class Signing:
    """An AlgorithmIdentifier, and how to sign with it."""

    algorithm: bytes
    sign: Callable[[Any, bytes], bytes]


def _pkcs1(algorithm: str, digest: hashes.HashAlgorithm) -> Signing:
    return Signing(sequence(oid(algorithm), NULL), lambda key, data: key.sign(data, padding.PKCS1v15(), digest))


def _ecdsa(algorithm: str, digest: hashes.HashAlgorithm) -> Signing:
    return Signing(sequence(oid(algorithm)), lambda key, data: key.sign(data, ec.ECDSA(digest)))


def _plain(algorithm: str) -> Signing:
    return Signing(sequence(oid(algorithm)), lambda key, data: key.sign(data))


def pss_parameters(digest: str, mask_digest: str, salt_length: int) -> bytes:
    return sequence(
        der(0xA0, sequence(oid(digest), NULL)),
        der(0xA1, sequence(oid("1.2.840.113549.1.1.8"), sequence(oid(mask_digest), NULL))),
        der(0xA2, integer(salt_length)),
    )


_DIGEST_OIDS = {
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
    "sha3-256": "2.16.840.1.101.3.4.2.8",
    "sha3-512": "2.16.840.1.101.3.4.2.10",
}


def pss(
    digest: hashes.HashAlgorithm, mask_digest: hashes.HashAlgorithm | None = None, salt_length: int = 32
) -> Signing:
    """Signs with RSA-PSS; the mask's digest is the other one unless it is given."""
    mask_digest = mask_digest or digest
    parameters = pss_parameters(_DIGEST_OIDS[digest.name], _DIGEST_OIDS[mask_digest.name], salt_length)
    scheme = padding.PSS(padding.MGF1(mask_digest), salt_length)
    return Signing(sequence(oid("1.2.840.113549.1.1.10"), parameters), lambda key, data: key.sign(data, scheme, digest))


def unsigned(algorithm: str) -> Signing:
    """Names an algorithm and puts down any octets as its signature."""
    return Signing(sequence(oid(algorithm), NULL), lambda _key, _data: bytes(256))


SIGNINGS = {
    "sha256WithRSAEncryption": _pkcs1("1.2.840.113549.1.1.11", hashes.SHA256()),
    "sha384WithRSAEncryption": _pkcs1("1.2.840.113549.1.1.12", hashes.SHA384()),
    "sha512WithRSAEncryption": _pkcs1("1.2.840.113549.1.1.13", hashes.SHA512()),
    "sha512-256WithRSAEncryption": _pkcs1("1.2.840.113549.1.1.16", hashes.SHA512_256()),
    "id-rsassa-pkcs1-v1_5-with-sha3-256": _pkcs1("2.16.840.1.101.3.4.3.14", hashes.SHA3_256()),
    "id-rsassa-pkcs1-v1_5-with-sha3-384": _pkcs1("2.16.840.1.101.3.4.3.15", hashes.SHA3_384()),
    "id-rsassa-pkcs1-v1_5-with-sha3-512": _pkcs1("2.16.840.1.101.3.4.3.16", hashes.SHA3_512()),
    "ecdsa-with-SHA256": _ecdsa("1.2.840.10045.4.3.2", hashes.SHA256()),
    "ecdsa-with-SHA384": _ecdsa("1.2.840.10045.4.3.3", hashes.SHA384()),
    "ecdsa-with-SHA512": _ecdsa("1.2.840.10045.4.3.4", hashes.SHA512()),
    "id-ecdsa-with-sha3-256": _ecdsa("2.16.840.1.101.3.4.3.10", hashes.SHA3_256()),
    "id-ecdsa-with-sha3-384": _ecdsa("2.16.840.1.101.3.4.3.11", hashes.SHA3_384()),
    "id-ecdsa-with-sha3-512": _ecdsa("2.16.840.1.101.3.4.3.12", hashes.SHA3_512()),
    "ed25519": _plain("1.3.101.112"),
    "ed448": _plain("1.3.101.113"),
    "ML-DSA-44": _plain("2.16.840.1.101.3.4.3.17"),
    "ML-DSA-65": _plain("2.16.840.1.101.3.4.3.18"),
    "ML-DSA-87": _plain("2.16.840.1.101.3.4.3.19"),
}


def usual_signing(kind: str) -> Signing:
    """Return how a key of a kind usually signs."""
    if kind.startswith("RSA-"):
        return SIGNINGS["sha256WithRSAEncryption"]
    plain = {"Ed25519": "ed25519", "Ed448": "ed448"}.get(kind, kind)
    return SIGNINGS.get(plain, SIGNINGS["ecdsa-with-SHA256"])


def fits(kind: str, algorithm: str) -> bool:
    """Say whether a key of a kind can sign with an algorithm of ``SIGNINGS``."""
    if kind.startswith("RSA-"):
        return "RSA" in algorithm or "rsa" in algorithm
    return "ecdsa" in algorithm if kind.startswith("P-") else kind.lower() == algorithm.lower()


def extension(dotted: str, value: bytes, *, critical: bool = False) -> bytes:
    return sequence(oid(dotted), BOOLEAN_TRUE if critical else b"", der(0x04, value))


def key_identifier(spki: bytes) -> bytes:
    """Derive a key identifier (RFC 5280 4.2.1.2 method 1, over the whole SubjectPublicKeyInfo)."""
    return sha1(spki, usedforsecurity=False).digest()


def ca_extensions(subject_info: bytes, issuer_info: bytes) -> dict[str, bytes]:
    """Return the extensions of a good CA certificate by their names, so that one can be left out or replaced."""
    return {
        "basicConstraints": extension("2.5.29.19", sequence(BOOLEAN_TRUE), critical=True),
        "keyUsage": extension("2.5.29.15", b"\x03\x02\x01\x06", critical=True),
        "subjectKeyIdentifier": extension("2.5.29.14", der(0x04, key_identifier(subject_info))),
        "authorityKeyIdentifier": extension("2.5.29.35", sequence(der(0x80, key_identifier(issuer_info)))),
    }


def build_certificate(  # noqa: PLR0913 - every field may deviate
    *,
    key: str = "P-256",
    issuer_key: str | None = None,
    spki: bytes | None = None,
    subject: bytes = CA_NAME,
    issuer: bytes | None = None,
    version: int | None = 2,
    serial_number: bytes | None = None,
    not_before: bytes | datetime = NOW - timedelta(days=1),
    not_after: bytes | datetime = NOW + timedelta(days=3650),
    extensions: Mapping[str, bytes | None] | None = None,
    no_extensions: bool = False,
    signing: Signing | None = None,
    inner_algorithm: bytes | None = None,
    tail: Sequence[bytes] = (),
    signature: bytes | None = None,
) -> bytes:
    """Build a certificate in DER: a self-signed CA certificate that may enter, unless told otherwise.

    Args:
        key: the kind of the subject's key.
        issuer_key: the kind of the key that signs; the subject's own if it is left out.
        spki: the SubjectPublicKeyInfo, where it is not that of `key`.
        subject: the subject's DER.
        issuer: the issuer's DER; the subject's if it is left out.
        version: as encoded, so 2 means version 3; None leaves the field out.
        serial_number: its DER.
        not_before: a time, or its DER.
        not_after: a time, or its DER.
        extensions: replaces extensions by name, adds others; None leaves one out.
        no_extensions: leaves the whole field out.
        signing: how to sign.
        inner_algorithm: the AlgorithmIdentifier that is signed, where it is not the one beside the signature.
        tail: further elements after the extensions.
        signature: the signature's octets, where they are not those of `signing`.
    """
    issuer_kind = issuer_key or key
    spki = spki or spki_of(key)
    signing = signing or usual_signing(issuer_kind)
    named = {**ca_extensions(spki, spki_of(issuer_kind) if issuer_key else spki), **(extensions or {})}
    present = [value for value in named.values() if value is not None]
    signed = sequence(
        b"" if version is None else der(0xA0, integer(version)),
        serial_number or integer(0x1234567890ABCDEF),
        inner_algorithm or signing.algorithm,
        issuer or subject,
        sequence(*(moment if isinstance(moment, bytes) else time(moment) for moment in (not_before, not_after))),
        subject,
        spki,
        b"" if no_extensions else der(0xA3, sequence(*present)),
        *tail,
    )
    octets = signing.sign(private_key(issuer_kind), signed) if signature is None else signature
    return sequence(signed, signing.algorithm, bit_string(octets))


def build_verification_certificate(
    code: str | bytes = CODE,
    *,
    ca_key: str = "P-256",
    ca_subject: bytes = CA_NAME,
    **deviations: Any,
) -> bytes:
    """Build what the guide's commands make: version 1, no extensions, valid for 36,500 days."""
    subject = sequence(der(0x31, attribute("CN", code)))
    fields: dict[str, Any] = {
        "key": "RSA-2048",
        "issuer_key": ca_key,
        "subject": subject,
        "issuer": ca_subject,
        "version": None,
        "no_extensions": True,
        "not_after": NOW + timedelta(days=36500),
    }
    return build_certificate(**{**fields, **deviations})


def registered(certificate: bytes) -> RegisteredCa:
    """Return what the registry would know of a CA certificate."""
    read = read_certificate(certificate)
    return RegisteredCa(
        id=read.id,
        subject=read.subject,
        subject_digest=read.subject_digest,
        subject_key_identifier=read.subject_key_identifier,
        spki=read.spki,
        not_after=read.not_after,
    )


def pem(certificate: bytes, label: str = "CERTIFICATE", line_end: str = "\n") -> bytes:
    """Write DER as PEM."""
    text = b64encode(certificate).decode()
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    return line_end.join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", "")).encode()
