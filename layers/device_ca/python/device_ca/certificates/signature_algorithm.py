"""Signature algorithms: what an AlgorithmIdentifier names, and whether it is on the allowlist."""

from typing import Literal, NamedTuple

from cryptography.hazmat import asn1

from device_ca.certificates import rfc5280

type Scheme = Literal["RSA-PKCS1", "RSA-PSS", "ECDSA", "Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"]


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


RSASSA_PSS = "1.2.840.113549.1.1.10"
_MGF1 = "1.2.840.113549.1.1.8"
_PKCS1 = "1.2.840.113549.1.1"
_ECDSA = "1.2.840.10045.4"
_NIST_HASH = "2.16.840.1.101.3.4.2"
_NIST_SIGNATURE = "2.16.840.1.101.3.4.3"

_ALGORITHMS = {
    f"{_PKCS1}.11": SignatureAlgorithm("sha256WithRSAEncryption", "RSA-PKCS1", "SHA256"),
    f"{_PKCS1}.12": SignatureAlgorithm("sha384WithRSAEncryption", "RSA-PKCS1", "SHA384"),
    f"{_PKCS1}.13": SignatureAlgorithm("sha512WithRSAEncryption", "RSA-PKCS1", "SHA512"),
    f"{_PKCS1}.16": SignatureAlgorithm("sha512-256WithRSAEncryption", "RSA-PKCS1", "SHA512_256"),
    f"{_NIST_SIGNATURE}.14": SignatureAlgorithm("id-rsassa-pkcs1-v1_5-with-sha3-256", "RSA-PKCS1", "SHA3_256"),
    f"{_NIST_SIGNATURE}.15": SignatureAlgorithm("id-rsassa-pkcs1-v1_5-with-sha3-384", "RSA-PKCS1", "SHA3_384"),
    f"{_NIST_SIGNATURE}.16": SignatureAlgorithm("id-rsassa-pkcs1-v1_5-with-sha3-512", "RSA-PKCS1", "SHA3_512"),
    f"{_ECDSA}.3.2": SignatureAlgorithm("ecdsa-with-SHA256", "ECDSA", "SHA256"),
    f"{_ECDSA}.3.3": SignatureAlgorithm("ecdsa-with-SHA384", "ECDSA", "SHA384"),
    f"{_ECDSA}.3.4": SignatureAlgorithm("ecdsa-with-SHA512", "ECDSA", "SHA512"),
    f"{_NIST_SIGNATURE}.10": SignatureAlgorithm("id-ecdsa-with-sha3-256", "ECDSA", "SHA3_256"),
    f"{_NIST_SIGNATURE}.11": SignatureAlgorithm("id-ecdsa-with-sha3-384", "ECDSA", "SHA3_384"),
    f"{_NIST_SIGNATURE}.12": SignatureAlgorithm("id-ecdsa-with-sha3-512", "ECDSA", "SHA3_512"),
    "1.3.101.112": SignatureAlgorithm("ed25519", "Ed25519"),
    "1.3.101.113": SignatureAlgorithm("ed448", "Ed448"),
    f"{_NIST_SIGNATURE}.17": SignatureAlgorithm("ML-DSA-44", "ML-DSA-44"),
    f"{_NIST_SIGNATURE}.18": SignatureAlgorithm("ML-DSA-65", "ML-DSA-65"),
    f"{_NIST_SIGNATURE}.19": SignatureAlgorithm("ML-DSA-87", "ML-DSA-87"),
    # Outside the allowlist, here for their names alone.
    f"{_PKCS1}.2": SignatureAlgorithm("md2WithRSAEncryption"),
    f"{_PKCS1}.4": SignatureAlgorithm("md5WithRSAEncryption"),
    f"{_PKCS1}.5": SignatureAlgorithm("sha1WithRSAEncryption"),
    f"{_PKCS1}.14": SignatureAlgorithm("sha224WithRSAEncryption"),
    f"{_PKCS1}.15": SignatureAlgorithm("sha512-224WithRSAEncryption"),
    f"{_ECDSA}.1": SignatureAlgorithm("ecdsa-with-SHA1"),
    f"{_ECDSA}.3.1": SignatureAlgorithm("ecdsa-with-SHA224"),
    f"{_NIST_SIGNATURE}.9": SignatureAlgorithm("id-ecdsa-with-sha3-224"),
    f"{_NIST_SIGNATURE}.13": SignatureAlgorithm("id-rsassa-pkcs1-v1_5-with-sha3-224"),
    "1.2.840.10040.4.3": SignatureAlgorithm("dsa-with-sha1"),
    f"{_NIST_SIGNATURE}.1": SignatureAlgorithm("dsa-with-sha224"),
    f"{_NIST_SIGNATURE}.2": SignatureAlgorithm("dsa-with-sha256"),
    "1.2.156.10197.1.501": SignatureAlgorithm("SM2-with-SM3"),
}

_DIGESTS = {
    f"{_NIST_HASH}.1": "SHA256",
    f"{_NIST_HASH}.2": "SHA384",
    f"{_NIST_HASH}.3": "SHA512",
    f"{_NIST_HASH}.6": "SHA512_256",
    f"{_NIST_HASH}.8": "SHA3_256",
    f"{_NIST_HASH}.9": "SHA3_384",
    f"{_NIST_HASH}.10": "SHA3_512",
}
_DEFAULT_SALT_LENGTH = 20
_LONGEST_SALT = 1024  # an RSA-8192 signature has no room for more
_TRAILER_BC = 1


def read_signature_algorithm(unverified_algorithm: asn1.TLV) -> SignatureAlgorithm:
    """Read an AlgorithmIdentifier that stands for a signature.

    Parameters count for RSA-PSS alone; for the others they are NULL or absent, and no verifier looks at them.

    Raises:
        Malformed: It is no AlgorithmIdentifier.
    """
    oid, parameters = rfc5280.decode_algorithm(unverified_algorithm, "signatureAlgorithm")
    if oid == RSASSA_PSS:
        return read_pss_parameters(parameters) if parameters else _weak_pss("SHA-1 by default")
    return _ALGORITHMS.get(oid) or SignatureAlgorithm(oid)


def read_pss_parameters(unverified_parameters: asn1.TLV) -> SignatureAlgorithm:
    """Read RSASSA-PSS-params (RFC 4055 3.1), whose defaults are SHA-1, MGF1 with SHA-1 and 20 octets of salt.

    Raises:
        Malformed: They are none.
    """
    der = asn1.encode_der(unverified_parameters)
    parameters = rfc5280.decode(rfc5280.RsassaPssParams, der, "RSASSA-PSS-params")
    mask = parameters.mask_gen_algorithm
    digest = _digest(parameters.hash_algorithm)
    mask_digest = _digest(mask.parameters) if mask and mask.algorithm.dotted_string == _MGF1 else None
    salt_length = _DEFAULT_SALT_LENGTH if parameters.salt_length is None else parameters.salt_length
    if digest is None:
        return _weak_pss("a digest outside the allowlist")
    if mask_digest is None:
        return _weak_pss("a mask outside the allowlist")
    if not 0 <= salt_length <= _LONGEST_SALT:
        return _weak_pss("an impossible salt length")
    if parameters.trailer_field not in {None, _TRAILER_BC}:
        return _weak_pss("an unknown trailer")
    return SignatureAlgorithm("rsassaPss", "RSA-PSS", digest, mask_digest, salt_length)


def _digest(algorithm: rfc5280.HashAlgorithm | None) -> str | None:
    return _DIGESTS.get(algorithm.algorithm.dotted_string) if algorithm else None


def _weak_pss(reason: str) -> SignatureAlgorithm:
    return SignatureAlgorithm(f"rsassaPss with {reason}")
