"""An X.509 certificate (RFC 5280 4.1), read whole at once, so that no later access can fail."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from cryptography.hazmat import asn1

from device_ca.certificates import rfc5280
from device_ca.certificates.distinguished_name import DistinguishedName, read_distinguished_name
from device_ca.certificates.extensions import Extensions, read_extensions
from device_ca.certificates.malformed import Malformed
from device_ca.certificates.public_key import PublicKey, is_own_signature, key_digest, read_public_key
from device_ca.certificates.signature_algorithm import SignatureAlgorithm, read_signature_algorithm

LONGEST_CERTIFICATE = 65_536
"""Octets of DER."""


class CertificateTooLarge(ValueError):
    """The certificate is too long to be looked into.

    Attributes:
        size: its octets.
    """

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} octets")
        self.size = size


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate.

    Attributes:
        der: the certificate itself.
        version: 1, 2 or 3 in a certificate that follows the standard; any number in others.
        subject_name, issuer_name: the names with all that is known of them.
        subject_der: DER of the subject.
        serial: the serial number, a signed number of any size.
        not_before, not_after: aware, in UTC, whole seconds; both inclusive.
        public_key: what the key is.
        spki: DER of the SubjectPublicKeyInfo, as the certificate has it.
        signature_parameters: the algorithm that the signature was made with.
        signature_algorithms_agree: whether signatureAlgorithm repeats what was signed (RFC 5280 4.1.1.2).
        signature: the signature's octets.
        tbs_certificate: DER of the TBSCertificate, over which the signature is made.
        extensions: those that the rules ask for.
    """

    der: bytes
    version: int
    subject_name: DistinguishedName
    issuer_name: DistinguishedName
    subject_der: bytes
    serial: int
    not_before: datetime
    not_after: datetime
    public_key: PublicKey
    spki: bytes
    signature_parameters: SignatureAlgorithm
    signature_algorithms_agree: bool
    signature: bytes
    tbs_certificate: bytes
    extensions: Extensions

    @cached_property
    def id(self) -> str:
        """SHA-256 of the DER, 64 hex digits."""
        return sha256(self.der).hexdigest()

    @property
    def serial_number(self) -> str:
        """The serial number in lower-case hex without "0x", "-" before a negative one."""
        return format(self.serial, "x")

    @property
    def subject(self) -> str:
        """The subject as RFC 4514 writes it."""
        return self.subject_name.text

    @property
    def issuer(self) -> str:
        """The issuer as RFC 4514 writes it."""
        return self.issuer_name.text

    @property
    def subject_digest(self) -> str:
        """SHA-256 of the subject normalised for comparison, 64 hex digits."""
        return self.subject_name.comparison_digest

    @property
    def issuer_digest(self) -> str:
        """SHA-256 of the issuer normalised for comparison, 64 hex digits."""
        return self.issuer_name.comparison_digest

    @property
    def common_names(self) -> tuple[str, ...]:
        """Every Common Name of the subject."""
        return self.subject_name.common_names

    @property
    def key_algorithm(self) -> str:
        """The public key's algorithm and size: "RSA-2048", "EC-P-256", ..."""
        return self.public_key.algorithm

    @cached_property
    def key_digest(self) -> str:
        """SHA-256 of the public key, the same however certificates encode it, 64 hex digits."""
        return key_digest(self.public_key, self.spki)

    @property
    def signature_algorithm(self) -> str:
        """The signature algorithm's name: "sha256WithRSAEncryption", ..."""
        return self.signature_parameters.name

    @property
    def subject_key_identifier(self) -> str | None:
        """The subject key identifier in lower-case hex; None where the extension is absent."""
        identifier = self.extensions.subject_key_identifier
        return None if identifier is None else identifier.hex()

    @property
    def authority_key_identifier(self) -> str | None:
        """The authority's keyIdentifier in lower-case hex; None where it, or the extension, is absent."""
        identifier = self.extensions.authority_key_identifier
        return None if identifier is None else identifier.hex()

    @property
    def path_length(self) -> int | None:
        """The path length of basicConstraints, if it sets one."""
        constraints = self.extensions.basic_constraints
        return None if constraints is None else constraints.path_length

    @property
    def self_issued(self) -> bool:
        """Whether issuer and subject are the same name."""
        return self.subject_name.is_same(self.issuer_name)

    @cached_property
    def self_signed(self) -> bool:
        """Whether issuer and subject are the same name and the certificate's own key made the signature.

        Where the algorithm is outside the allowlist, and so the signature not checked, the key identifiers decide.
        """
        if not self.self_issued:
            return False
        if self.public_key.crypto_key is None or not self.signature_parameters.is_allowed:
            return self.authority_key_identifier in {None, self.subject_key_identifier}
        return self.is_signed_by(self.public_key)

    def is_signed_by(self, key: PublicKey) -> bool:
        """Say whether the key made this certificate's signature; False for algorithms outside the allowlist."""
        return self.signature_algorithms_agree and is_own_signature(
            key, self.signature_parameters, self.signature, self.tbs_certificate
        )


def read_certificate(unverified_der: bytes) -> Certificate:
    """Read a certificate from its DER.

    Raises:
        Malformed: It is not a certificate in valid DER.
        CertificateTooLarge: It is longer than it may be.
        FieldTooLong: A name in it is longer than it may be.
    """
    if len(unverified_der) > LONGEST_CERTIFICATE:
        raise CertificateTooLarge(len(unverified_der))
    outer, tbs_certificate, signed = rfc5280.decode_certificate(unverified_der)
    if outer.signature.padding_bits():
        raise Malformed("invalid_value", part="signatureValue")
    issuer_der, subject_der = asn1.encode_der(signed.issuer), asn1.encode_der(signed.subject)
    subject = read_distinguished_name(subject_der, "subject")
    issuer = subject if issuer_der == subject_der else read_distinguished_name(issuer_der, "issuer")
    spki = asn1.encode_der(signed.spki)
    algorithm = read_signature_algorithm(outer.signature_algorithm)
    algorithms_agree = asn1.encode_der(outer.signature_algorithm) == asn1.encode_der(signed.signature)
    if not algorithms_agree:
        read_signature_algorithm(signed.signature)
    return Certificate(
        der=unverified_der,
        version=1 if signed.version is None else signed.version + 1,
        subject_name=subject,
        issuer_name=issuer,
        subject_der=subject_der,
        serial=signed.serial_number,
        not_before=_moment(signed.validity.not_before),
        not_after=_moment(signed.validity.not_after),
        public_key=read_public_key(spki),
        spki=spki,
        signature_parameters=algorithm,
        signature_algorithms_agree=algorithms_agree,
        signature=outer.signature.as_bytes(),
        tbs_certificate=tbs_certificate,
        extensions=read_extensions(signed.extensions or ()),
    )


def read_subject(unverified_der: bytes) -> str:
    """Read the subject alone, as RFC 4514 writes it.

    Raises:
        Malformed: There is none to be found.
        FieldTooLong: It is longer than it may be.
    """
    _, _, signed = rfc5280.decode_certificate(unverified_der)
    return read_distinguished_name(asn1.encode_der(signed.subject), "subject").text


def _moment(time: asn1.UTCTime | asn1.GeneralizedTime) -> datetime:
    moment = time.as_datetime()
    if moment.microsecond:
        raise Malformed("fraction_of_a_second", part="validity")
    return moment
