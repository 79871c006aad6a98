"""Signature algorithms: what an AlgorithmIdentifier names, and whether it is on the allowlist."""

from typing import Literal, NamedTuple

from device_ca.certificates.der import (
    INTEGER,
    OBJECT_IDENTIFIER,
    SEQUENCE,
    MalformedDer,
    check_object_identifier,
    dotted,
    read_elements,
    read_integer,
)

type Scheme = Literal["RSA-PKCS1", "RSA-PSS", "ECDSA", "Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"]

ALLOWED_SIGNATURE_ALGORITHMS = (
    "RSA PKCS#1 v1.5, RSA-PSS or ECDSA with SHA-256, SHA-384, SHA-512 or SHA-3; Ed25519; Ed448; ML-DSA-44, -65, -87"
)


class SignatureAlgorithm(NamedTuple):
    """A signature algorithm with its parameters.

    Attributes:
        name: the OID's name, or the dotted OID where it has none here.
        scheme: how to verify it; None where the allowlist does not have it.
        digest: name of the digest ("SHA256", "SHA3_384", ...); None where the scheme has its own.
        mask_digest: RSA-PSS only, the digest of its mask generation function.
        salt_length: RSA-PSS only, in octets; None stands for any.
    """

    name: str
    scheme: Scheme | None = None
    digest: str | None = None
    mask_digest: str | None = None
    salt_length: int | None = 0

    @property
    def is_allowed(self) -> bool:
        """Whether the allowlist has it, parameters included."""
        return self.scheme is not None


RSASSA_PSS_OID = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"
_MGF1_OID = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"
_PKCS1 = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01"
_ECDSA = b"\x2a\x86\x48\xce\x3d\x04"
_NIST_HASH = b"\x60\x86\x48\x01\x65\x03\x04\x02"
_NIST_SIGNATURE = b"\x60\x86\x48\x01\x65\x03\x04\x03"

_ALGORITHMS = {
    _PKCS1 + b"\x0b": SignatureAlgorithm("sha256WithRSAEncryption", "RSA-PKCS1", "SHA256"),
    _PKCS1 + b"\x0c": SignatureAlgorithm("sha384WithRSAEncryption", "RSA-PKCS1", "SHA384"),
    _PKCS1 + b"\x0d": SignatureAlgorithm("sha512WithRSAEncryption", "RSA-PKCS1", "SHA512"),
    _PKCS1 + b"\x10": SignatureAlgorithm("sha512-256WithRSAEncryption", "RSA-PKCS1", "SHA512_256"),
    _NIST_SIGNATURE + b"\x0e": SignatureAlgorithm("id-rsassa-pkcs1-v1_5-with-sha3-256", "RSA-PKCS1", "SHA3_256"),
    _NIST_SIGNATURE + b"\x0f": SignatureAlgorithm("id-rsassa-pkcs1-v1_5-with-sha3-384", "RSA-PKCS1", "SHA3_384"),
    _NIST_SIGNATURE + b"\x10": SignatureAlgorithm("id-rsassa-pkcs1-v1_5-with-sha3-512", "RSA-PKCS1", "SHA3_512"),
    _ECDSA + b"\x03\x02": SignatureAlgorithm("ecdsa-with-SHA256", "ECDSA", "SHA256"),
    _ECDSA + b"\x03\x03": SignatureAlgorithm("ecdsa-with-SHA384", "ECDSA", "SHA384"),
    _ECDSA + b"\x03\x04": SignatureAlgorithm("ecdsa-with-SHA512", "ECDSA", "SHA512"),
    _NIST_SIGNATURE + b"\x0a": SignatureAlgorithm("id-ecdsa-with-sha3-256", "ECDSA", "SHA3_256"),
    _NIST_SIGNATURE + b"\x0b": SignatureAlgorithm("id-ecdsa-with-sha3-384", "ECDSA", "SHA3_384"),
    _NIST_SIGNATURE + b"\x0c": SignatureAlgorithm("id-ecdsa-with-sha3-512", "ECDSA", "SHA3_512"),
    b"\x2b\x65\x70": SignatureAlgorithm("ed25519", "Ed25519"),
    b"\x2b\x65\x71": SignatureAlgorithm("ed448", "Ed448"),
    _NIST_SIGNATURE + b"\x11": SignatureAlgorithm("ML-DSA-44", "ML-DSA-44"),
    _NIST_SIGNATURE + b"\x12": SignatureAlgorithm("ML-DSA-65", "ML-DSA-65"),
    _NIST_SIGNATURE + b"\x13": SignatureAlgorithm("ML-DSA-87", "ML-DSA-87"),
    # Outside the allowlist, here for their names alone.
    _PKCS1 + b"\x02": SignatureAlgorithm("md2WithRSAEncryption"),
    _PKCS1 + b"\x04": SignatureAlgorithm("md5WithRSAEncryption"),
    _PKCS1 + b"\x05": SignatureAlgorithm("sha1WithRSAEncryption"),
    _PKCS1 + b"\x0e": SignatureAlgorithm("sha224WithRSAEncryption"),
    b"\x2b\x0e\x03\x02\x03": SignatureAlgorithm("md5WithRSA"),
    b"\x2b\x0e\x03\x02\x1d": SignatureAlgorithm("sha1WithRSA"),
    b"\x2b\x24\x03\x03\x01\x02": SignatureAlgorithm("ripemd160WithRSA"),
    _ECDSA + b"\x01": SignatureAlgorithm("ecdsa-with-SHA1"),
    _ECDSA + b"\x03\x01": SignatureAlgorithm("ecdsa-with-SHA224"),
    _NIST_SIGNATURE + b"\x09": SignatureAlgorithm("id-ecdsa-with-sha3-224"),
    _NIST_SIGNATURE + b"\x0d": SignatureAlgorithm("id-rsassa-pkcs1-v1_5-with-sha3-224"),
    b"\x2a\x86\x48\xce\x38\x04\x03": SignatureAlgorithm("dsa-with-sha1"),
    _NIST_SIGNATURE + b"\x01": SignatureAlgorithm("dsa-with-sha224"),
    _NIST_SIGNATURE + b"\x02": SignatureAlgorithm("dsa-with-sha256"),
    _NIST_SIGNATURE + b"\x03": SignatureAlgorithm("dsa-with-sha384"),
    _NIST_SIGNATURE + b"\x04": SignatureAlgorithm("dsa-with-sha512"),
    b"\x2a\x81\x1c\xcf\x55\x01\x83\x75": SignatureAlgorithm("SM2-with-SM3"),
}

# Almost all certificates write the parameters as NULL or leave them out; these need no reading.
_USUAL_ENCODINGS = {
    b"\x06" + bytes([len(oid)]) + oid + parameters: algorithm
    for oid, algorithm in _ALGORITHMS.items()
    for parameters in (b"", b"\x05\x00")
}

_DIGESTS = {
    _NIST_HASH + b"\x01": "SHA256",
    _NIST_HASH + b"\x02": "SHA384",
    _NIST_HASH + b"\x03": "SHA512",
    _NIST_HASH + b"\x06": "SHA512_256",
    _NIST_HASH + b"\x08": "SHA3_256",
    _NIST_HASH + b"\x09": "SHA3_384",
    _NIST_HASH + b"\x0a": "SHA3_512",
}
_DEFAULT_SALT_LENGTH = 20
_LONGEST_SALT = 1024  # an RSA-8192 signature has no room for more


def read_signature_algorithm(data: bytes, start: int, stop: int) -> SignatureAlgorithm:
    """Reads the content of an AlgorithmIdentifier that stands for a signature.

    Parameters count for RSA-PSS alone; for the others they are NULL or absent, and no verifier looks at them.

    Raises:
        MalformedDer: if it is no AlgorithmIdentifier.
    """
    usual = _USUAL_ENCODINGS.get(data[start:stop])
    if usual is not None:
        return usual
    elements = read_elements(data, start, stop)
    if not elements or elements[0][0] != OBJECT_IDENTIFIER:
        raise MalformedDer("the signature algorithm has no OBJECT IDENTIFIER")
    oid = data[elements[0][2] : elements[0][3]]
    known = _ALGORITHMS.get(oid)
    if known is not None:
        return known
    if oid == RSASSA_PSS_OID:
        return read_pss_parameters(data, elements[1][1], stop) if len(elements) > 1 else _weak_pss("SHA-1 by default")
    check_object_identifier(oid)
    return SignatureAlgorithm(dotted(oid))


def read_pss_parameters(data: bytes, start: int, stop: int) -> SignatureAlgorithm:
    """Reads RSASSA-PSS-params (RFC 4055 3.1), whose defaults are SHA-1, MGF1 with SHA-1 and 20 octets of salt.

    Raises:
        MalformedDer: if they are none.
    """
    digest: str | None = None
    mask_digest: str | None = None
    salt_length = _DEFAULT_SALT_LENGTH
    elements = read_elements(data, start, stop)
    if len(elements) != 1 or elements[0][0] != SEQUENCE:
        raise MalformedDer("the RSA-PSS parameters are not a sequence")
    for tag, _, content, end in read_elements(data, elements[0][2], elements[0][3]):
        inner = read_elements(data, content, end)
        if len(inner) != 1:
            raise MalformedDer("an RSA-PSS parameter is not one element")
        if tag == 0xA0:  # noqa: PLR2004 - [0] hashAlgorithm
            digest = _DIGESTS.get(_algorithm_oid(data, inner[0][2], inner[0][3])[0])
        elif tag == 0xA1:  # noqa: PLR2004 - [1] maskGenAlgorithm
            mask_digest = _read_mask_digest(data, inner[0][2], inner[0][3])
        elif tag == 0xA2 and inner[0][0] == INTEGER:  # noqa: PLR2004 - [2] saltLength
            salt_length = read_integer(data[inner[0][2] : inner[0][3]])
    if digest is None:
        return _weak_pss("a digest outside the allowlist")
    if mask_digest is None:
        return _weak_pss("MGF1 with a digest outside the allowlist")
    if not 0 <= salt_length <= _LONGEST_SALT:
        return _weak_pss("an impossible salt length")
    return SignatureAlgorithm("rsassaPss", "RSA-PSS", digest, mask_digest, salt_length)


def _weak_pss(reason: str) -> SignatureAlgorithm:
    return SignatureAlgorithm(f"rsassaPss with {reason}")


def _read_mask_digest(data: bytes, start: int, stop: int) -> str | None:
    oid, parameters = _algorithm_oid(data, start, stop)
    if oid != _MGF1_OID or parameters is None:
        return None
    return _DIGESTS.get(_algorithm_oid(data, *parameters)[0])


def _algorithm_oid(data: bytes, start: int, stop: int) -> tuple[bytes, tuple[int, int] | None]:
    """Reads an AlgorithmIdentifier's content: its OID, and the range of its parameters' content if it has any."""
    elements = read_elements(data, start, stop)
    if not elements or elements[0][0] != OBJECT_IDENTIFIER:
        raise MalformedDer("an algorithm has no OBJECT IDENTIFIER")
    oid = data[elements[0][2] : elements[0][3]]
    return oid, (elements[1][2], elements[1][3]) if len(elements) > 1 else None
