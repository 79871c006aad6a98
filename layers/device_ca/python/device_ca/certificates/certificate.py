"""An X.509 certificate (RFC 5280 4.1), read whole and at once, so that nothing can fail later."""

import re
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from device_ca.certificates.der import (
    BIT_STRING,
    INTEGER,
    SEQUENCE,
    Element,
    MalformedDer,
    check_integer,
    read_element,
    read_elements,
    read_first_element,
    read_integer,
    read_octet_aligned_bit_string,
)
from device_ca.certificates.distinguished_name import DistinguishedName, read_distinguished_name
from device_ca.certificates.extensions import Extensions, read_extensions
from device_ca.certificates.public_key import PublicKey, is_own_signature, read_public_key
from device_ca.certificates.signature_algorithm import SignatureAlgorithm, read_signature_algorithm

_VERSION_TAG = 0xA0
_EXTENSIONS_TAG = 0xA3
_OPTIONAL_TAGS = {0x81, 0x82, _EXTENSIONS_TAG}  # unique identifiers of issuer and subject come before
_FIELD_TAGS = [INTEGER, *[SEQUENCE] * 5]
_PART_TAGS = [SEQUENCE, SEQUENCE, BIT_STRING]
_VERSION_3 = b"\x02\x01\x02"
_TIME = rb"(?:\x17\x0d([0-9]{6})|\x18\x0f([0-9]{8}))([0-9]{6}Z)"
_VALIDITY = re.compile(_TIME * 2)
_USUAL_TAGS = [*_FIELD_TAGS, _EXTENSIONS_TAG]


class Certificate(NamedTuple):
    """A certificate.

    Attributes:
        der: the certificate itself.
        version: 1, 2 or 3 in a certificate that follows the standard; any number in others.
        subject_name, issuer_name: the names with all that is known of them.
        serial_number_octets: the serial number as encoded, a signed number of any size.
        not_before, not_after: aware, in UTC, whole seconds; both inclusive.
        public_key: what the key is; loaded for verifying where the issuer is the subject.
        public_key_info: DER of the SubjectPublicKeyInfo.
        signature_parameters: the algorithm that the signature was made with.
        signature_algorithms_agree: whether signatureAlgorithm repeats what was signed (RFC 5280 4.1.1.2).
        signature: the signature's octets.
        signed_part: DER of the TBSCertificate, over which the signature is made.
        extensions: those that the rules ask for.
        self_signed: issuer is subject and the key verifies the signature; where the algorithm is outside the
            allowlist, and so not verified: issuer is subject and the key identifiers do not differ.
    """

    der: bytes
    version: int
    subject_name: DistinguishedName
    issuer_name: DistinguishedName
    serial_number_octets: bytes
    not_before: datetime
    not_after: datetime
    public_key: PublicKey
    public_key_info: bytes
    signature_parameters: SignatureAlgorithm
    signature_algorithms_agree: bool
    signature: bytes
    signed_part: bytes
    extensions: Extensions
    self_signed: bool

    @property
    def id(self) -> str:
        """SHA-256 of the DER, 64 hex digits."""
        return sha256(self.der).hexdigest()

    @property
    def serial_number(self) -> str:
        """The serial number in lower-case hex without "0x", "-" before a negative one."""
        return format(read_integer(self.serial_number_octets), "x")

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

    def is_signed_by(self, key: PublicKey) -> bool:
        """Tells whether the key made this certificate's signature; False for algorithms outside the allowlist."""
        return self.signature_algorithms_agree and is_own_signature(
            key, self.signature_parameters, self.signature, self.signed_part
        )


def read_certificate(unverified_der: bytes, *, load_key: bool = True) -> Certificate:
    """Reads a certificate from its DER.

    Args:
        unverified_der: the DER.
        load_key: whether the public key is looked into; without it, a key that cannot be decoded is not noticed, and a
            certificate's own signature not verified.

    Raises:
        MalformedDer: if it is not a certificate in valid DER. Nothing else is raised, now or later.
    """
    outer = read_first_element(unverified_der, 0, len(unverified_der))
    if outer[0] != SEQUENCE:
        raise MalformedDer("a certificate is a SEQUENCE")
    if outer[3] != len(unverified_der):
        raise MalformedDer(f"{len(unverified_der) - outer[3]} bytes follow the certificate")
    parts = read_elements(unverified_der, outer[2], outer[3])
    if [part[0] for part in parts] != _PART_TAGS:
        raise MalformedDer("a certificate is what is signed, an algorithm and a signature")
    signed, algorithm, signature = parts
    signed_part = unverified_der[signed[1] : signed[3]]
    signature_octets = read_octet_aligned_bit_string(unverified_der[signature[2] : signature[3]])
    signature_parameters = read_signature_algorithm(unverified_der, algorithm[2], algorithm[3])
    version, fields, extensions_field = _read_fields(unverified_der, signed)
    serial_number, signed_algorithm, issuer_field, validity, subject_field, key_field = fields
    subject = read_distinguished_name(unverified_der, subject_field[2], subject_field[3])
    issuer = subject
    if _content(unverified_der, issuer_field) != _content(unverified_der, subject_field):
        issuer = read_distinguished_name(unverified_der, issuer_field[2], issuer_field[3])
    not_before, not_after = _read_validity(unverified_der, validity)
    public_key_info = unverified_der[key_field[1] : key_field[3]]
    self_issued = subject.is_same(issuer)
    public_key = read_public_key(public_key_info, load=load_key and self_issued, check=load_key)
    extensions = _read_extensions(unverified_der, extensions_field)
    algorithms_agree = _content(unverified_der, algorithm) == _content(unverified_der, signed_algorithm)
    serial_number_octets = _content(unverified_der, serial_number)
    check_integer(serial_number_octets)
    self_signed = False
    if self_issued:
        if public_key.handle is None or not signature_parameters.is_allowed:
            self_signed = extensions.authority_key_identifier in {None, extensions.subject_key_identifier}
        else:
            self_signed = algorithms_agree and is_own_signature(
                public_key, signature_parameters, signature_octets, signed_part
            )
    return Certificate(
        der=unverified_der,
        version=version,
        subject_name=subject,
        issuer_name=issuer,
        serial_number_octets=serial_number_octets,
        not_before=not_before,
        not_after=not_after,
        public_key=public_key,
        public_key_info=public_key_info,
        signature_parameters=signature_parameters,
        signature_algorithms_agree=algorithms_agree,
        signature=signature_octets,
        signed_part=signed_part,
        extensions=extensions,
        self_signed=self_signed,
    )


def read_subject(unverified_der: bytes) -> str:
    """Reads the subject alone, as RFC 4514 writes it, without touching key or signature.

    Raises:
        MalformedDer: if there is none to be found.
    """
    outer = read_first_element(unverified_der, 0, len(unverified_der))
    signed = read_first_element(unverified_der, outer[2], outer[3])
    _, fields, _ = _read_fields(unverified_der, signed)
    return read_distinguished_name(unverified_der, *fields[4][2:]).text


def _content(data: bytes, element: Element) -> bytes:
    return data[element[2] : element[3]]


def _read_fields(data: bytes, signed: Element) -> tuple[int, list[Element], Element | None]:
    """Finds the fields of a TBSCertificate: the version, the six that are always there, and the extensions."""
    elements = read_elements(data, signed[2], signed[3])
    version = 1
    if elements and elements[0][0] == _VERSION_TAG:
        version = _read_version(data, elements.pop(0))
    tags = [element[0] for element in elements]
    if tags == _USUAL_TAGS:
        return version, elements[:6], elements[6]
    optional_tags = tags[6:]
    if tags[:6] != _FIELD_TAGS or optional_tags != sorted(set(optional_tags) & _OPTIONAL_TAGS):
        raise MalformedDer("its fields are not those of RFC 5280 4.1, each at most once and in their order")
    return version, elements[:6], elements[-1] if _EXTENSIONS_TAG in optional_tags else None


def _read_version(data: bytes, field: Element) -> int:
    if data[field[2] : field[3]] == _VERSION_3:
        return 3
    _, _, content, end = read_element(data, field[2], field[3], INTEGER, "the version")
    return read_integer(data[content:end]) + 1


def _read_validity(data: bytes, field: Element) -> tuple[datetime, datetime]:
    """Reads a Validity, its times in the forms of RFC 5280 4.1.2.5 alone."""
    times = _VALIDITY.fullmatch(data, field[2], field[3])
    if times is None:
        raise MalformedDer(
            "the validity is not two dates, each UTCTime (YYMMDDHHMMSSZ) or GeneralizedTime (YYYYMMDDHHMMSSZ)"
        )
    utc_from, generalized_from, time_from, utc_to, generalized_to, time_to = times.groups()
    return _moment(utc_from, generalized_from, time_from), _moment(utc_to, generalized_to, time_to)


def _moment(utc_date: bytes, generalized_date: bytes | None, time: bytes) -> datetime:
    """Makes a moment of a date, whose year has two digits (1950 to 2049) or four, and a time."""
    date = generalized_date or (b"19" if utc_date >= b"5" else b"20") + utc_date
    text = (date + b"T" + time).decode("ascii")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedDer(f"a date does not exist: {text}") from error


def _read_extensions(data: bytes, field: Element | None) -> Extensions:
    if field is None:
        return Extensions()
    _, _, content, end = read_element(data, field[2], field[3], SEQUENCE, "the list of extensions")
    return read_extensions(data, content, end)
