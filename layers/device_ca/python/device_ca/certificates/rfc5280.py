"""The ASN.1 of certificates and their keys as declarations, which the cryptography package decodes from DER.

``cryptography.x509`` alone refuses whole certificates that OpenSSL takes and people have: ECDSA with NULL parameters,
a SET out of order, "*" in a PrintableString, version 2. So these declarations read all but the extensions, in a third
of the time. The package may change its ``asn1`` module; ``test_asn1_declarations`` shows what is relied upon.
"""

import re
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1

from device_ca.certificates.malformed import Malformed

SEQUENCE = b"\x30"
_SET = b"\x31"
_ERROR_KIND = re.compile(r"kind: (\w+)")
# What the library calls an error, and the reason that it stands for.
_REASONS = {
    "ShortData": "truncated",
    "ExtraData": "trailing_data",
    "InvalidLength": "not_der_length",
    "UnexpectedTag": "unexpected_type",
}


@asn1.sequence
class AlgorithmIdentifier:
    """RFC 5280 4.1.1.2, where the parameters are absent."""

    algorithm: x509.ObjectIdentifier


@asn1.sequence
class AlgorithmIdentifierWithParameters:
    """RFC 5280 4.1.1.2, where there are parameters; the library has no optional ANY."""

    algorithm: x509.ObjectIdentifier
    parameters: asn1.TLV


@asn1.sequence
class SubjectPublicKeyInfo:
    """RFC 5280 4.1."""

    algorithm: asn1.TLV
    subject_public_key: asn1.BitString


@asn1.sequence
class Validity:
    """RFC 5280 4.1.2.5."""

    not_before: asn1.UTCTime | asn1.GeneralizedTime
    not_after: asn1.UTCTime | asn1.GeneralizedTime


@asn1.sequence
class Extension:
    """RFC 5280 4.1. FALSE may be written out, which DER forbids."""

    extn_id: x509.ObjectIdentifier
    critical: bool | None
    extn_value: bytes


@asn1.sequence
class TbsCertificate:
    """RFC 5280 4.1.2. A version that is the default may be written out, which DER forbids."""

    version: Annotated[int | None, asn1.Explicit(0)]
    serial_number: int
    signature: asn1.TLV
    issuer: asn1.TLV
    validity: Validity
    subject: asn1.TLV
    spki: asn1.TLV
    issuer_unique_id: Annotated[asn1.BitString | None, asn1.Implicit(1)]
    subject_unique_id: Annotated[asn1.BitString | None, asn1.Implicit(2)]
    extensions: Annotated[list[Extension] | None, asn1.Explicit(3)]


@asn1.sequence
class Certificate:
    """RFC 5280 4.1.1."""

    tbs_certificate: asn1.TLV
    signature_algorithm: asn1.TLV
    signature: asn1.BitString


@asn1.sequence
class AttributeTypeAndValue:
    """RFC 5280 4.1.2.4."""

    type: x509.ObjectIdentifier
    value: asn1.TLV


@asn1.sequence
class BasicConstraints:
    """RFC 5280 4.2.1.9. FALSE may be written out, and a path length stand without cA."""

    ca: bool | None
    path_length: int | None


@asn1.sequence
class _PolicyMapping:
    issuer_domain_policy: x509.ObjectIdentifier
    subject_domain_policy: x509.ObjectIdentifier


@asn1.sequence
class PolicyMappings:
    """RFC 5280 4.2.1.5, in a SEQUENCE of their own."""

    mappings: list[_PolicyMapping]


@asn1.sequence
class _Attribute:
    type: x509.ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class SubjectDirectoryAttributes:
    """RFC 5280 4.2.1.8, in a SEQUENCE of their own."""

    attributes: list[_Attribute]


@asn1.sequence
class RsaPublicKey:
    """RFC 8017 A.1.1."""

    modulus: int
    public_exponent: int


@asn1.sequence
class HashAlgorithm:
    """RFC 4055 2.1."""

    algorithm: x509.ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class MaskGenAlgorithm:
    """RFC 4055 2.2."""

    algorithm: x509.ObjectIdentifier
    parameters: HashAlgorithm


@asn1.sequence
class RsassaPssParams:
    """RFC 4055 3.1."""

    hash_algorithm: Annotated[HashAlgorithm | None, asn1.Explicit(0)]
    mask_gen_algorithm: Annotated[MaskGenAlgorithm | None, asn1.Explicit(1)]
    salt_length: Annotated[int | None, asn1.Explicit(2)]
    trailer_field: Annotated[int | None, asn1.Explicit(3)]


@asn1.sequence
class _Names:
    relative_names: list[asn1.SetOf[AttributeTypeAndValue]]


@asn1.sequence
class _Attributes:
    attributes: list[AttributeTypeAndValue]


@asn1.sequence
class _Elements:
    elements: list[asn1.TLV]


def decode[Declared](declaration: type[Declared], unverified_der: bytes, part: str) -> Declared:
    """Decode DER.

    Args:
        declaration: what it is to be.
        unverified_der: the DER.
        part: what it is called in ASN.1, for the error.

    Raises:
        Malformed: It is something else, or not DER.
    """
    try:
        return asn1.decode_der(declaration, unverified_der)
    except ValueError as error:
        kind = _ERROR_KIND.search(str(error))
        raise Malformed(_REASONS.get(kind[1] if kind else "", "invalid_value"), part=part) from error


def decode_certificate(unverified_der: bytes) -> tuple[Certificate, bytes, TbsCertificate]:
    """Decode a certificate.

    Returns:
        The certificate, then what is signed: its DER, and decoded.

    Raises:
        Malformed: It is none.
    """
    certificate = decode(Certificate, unverified_der, "Certificate")
    tbs_certificate = asn1.encode_der(certificate.tbs_certificate)
    return certificate, tbs_certificate, decode(TbsCertificate, tbs_certificate, "TBSCertificate")


def decode_elements(unverified_der: bytes, part: str) -> list[asn1.TLV]:
    """Decode elements that lie side by side.

    Raises:
        Malformed: They do not fill the bytes exactly.
    """
    return decode(_Elements, sequence_of(sequence_of(unverified_der)), part).elements


def decode_name(unverified_der: bytes, part: str) -> list[list[AttributeTypeAndValue]]:
    """Decode a Name (RFC 5280 4.1.2.4): for each RelativeDistinguishedName its attributes.

    Raises:
        Malformed: It is none.
    """
    try:
        name = asn1.decode_der(_Names, sequence_of(unverified_der))
    except ValueError:
        # Makers of TPMs have the attributes of a SET out of DER's order.
        element = decode(asn1.TLV, unverified_der, part)
        if element.tag_bytes != SEQUENCE:
            raise Malformed("unexpected_type", part=part) from None
        return [_decode_attributes(relative_name, part) for relative_name in decode_elements(bytes(element.data), part)]
    return [relative_name.as_list() for relative_name in name.relative_names]


def _decode_attributes(relative_name: asn1.TLV, part: str) -> list[AttributeTypeAndValue]:
    if relative_name.tag_bytes != _SET:
        raise Malformed("unexpected_type", part=part)
    return decode(_Attributes, sequence_of(sequence_of(bytes(relative_name.data))), part).attributes


def decode_algorithm(algorithm: asn1.TLV, part: str) -> tuple[str, asn1.TLV | None]:
    """Decode an AlgorithmIdentifier.

    Returns:
        Its OBJECT IDENTIFIER in dotted form, and its parameters if it has any.

    Raises:
        Malformed: It is none.
    """
    der = asn1.encode_der(algorithm)
    try:
        with_parameters = asn1.decode_der(AlgorithmIdentifierWithParameters, der)
    except ValueError:
        return decode(AlgorithmIdentifier, der, part).algorithm.dotted_string, None
    return with_parameters.algorithm.dotted_string, with_parameters.parameters


def sequence_of(elements: bytes) -> bytes:
    """Return the SEQUENCE of elements that are DER already."""
    return SEQUENCE + asn1.encode_der(elements)[1:]
