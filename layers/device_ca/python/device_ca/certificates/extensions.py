"""Certificate extensions (RFC 5280 4.2): those that the rules ask for are read, the other known ones checked.

The X.509 library decodes extensions only as parts of a certificate, so it is given one that holds nothing but them.
Extensions that RFC 5280 does not define are not among them: it would refuse all for the sake of a TLS feature that it
does not know. basicConstraints and keyUsage are decoded as declared, for it refuses some that mean something.
"""

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat import asn1

from device_ca.certificates import rfc5280
from device_ca.certificates.malformed import Malformed
from device_ca.certificates.unsigned_certificate import unsigned_certificate

_BASIC_CONSTRAINTS = "2.5.29.19"
_KEY_USAGE = "2.5.29.15"
_SUBJECT_KEY_IDENTIFIER = "2.5.29.14"
_AUTHORITY_KEY_IDENTIFIER = "2.5.29.35"
_EXTENDED_KEY_USAGE = "2.5.29.37"
_DECODED_BY_LIBRARY = {
    _SUBJECT_KEY_IDENTIFIER,
    _AUTHORITY_KEY_IDENTIFIER,
    _EXTENDED_KEY_USAGE,
    "2.5.29.16",  # privateKeyUsagePeriod (RFC 3280)
    "2.5.29.17",  # subjectAltName
    "2.5.29.18",  # issuerAltName
    "2.5.29.30",  # nameConstraints
    "2.5.29.31",  # cRLDistributionPoints
    "2.5.29.32",  # certificatePolicies
    "2.5.29.36",  # policyConstraints
    "2.5.29.46",  # freshestCRL
    "2.5.29.54",  # inhibitAnyPolicy
    "1.3.6.1.5.5.7.1.1",  # authorityInfoAccess
    "1.3.6.1.5.5.7.1.11",  # subjectInfoAccess
}
# Those that the library does not know.
_DECLARED = {
    "2.5.29.9": rfc5280.SubjectDirectoryAttributes,
    "2.5.29.33": rfc5280.PolicyMappings,
}
_KNOWN = {_BASIC_CONSTRAINTS, _KEY_USAGE, *_DECODED_BY_LIBRARY, *_DECLARED}
# The library has no Python form of some values, and says so with all of these.
_LIBRARY_ERRORS = (ValueError, TypeError, KeyError, x509.UnsupportedGeneralNameType)
_CLIENT_AUTH_OR_ANY = {"1.3.6.1.5.5.7.3.2", "2.5.29.37.0"}
_KEY_CERT_SIGN = 0x04
_CRL_SIGN = 0x02
_DIGITAL_SIGNATURE = 0x80
_LONGEST_PATH_LENGTH = 2**31 - 1
_LARGEST_ARC = str(2**31 - 1)


class BasicConstraints(NamedTuple):
    """The extension of RFC 5280 4.2.1.9; a path length without cA means nothing and is left out."""

    is_critical: bool
    is_ca: bool
    path_length: int | None


class Extensions(NamedTuple):
    """The extensions of a certificate.

    Attributes:
        basic_constraints: None where absent.
        key_cert_sign: whether keyUsage has that bit; None where keyUsage is absent.
        subject_key_identifier: None where absent.
        has_authority_key_identifier: whether that extension is there, with a keyIdentifier or without.
        authority_key_identifier: its keyIdentifier; None where absent.
        unknown_critical: dotted OIDs of the critical extensions that RFC 5280 does not define.
        crl_sign: whether keyUsage has that bit; None where keyUsage is absent.
        digital_signature: whether keyUsage has that bit; None where keyUsage is absent.
        client_auth: whether extKeyUsage has clientAuth or any purpose; None where absent.
        long_identifiers: how many go by an object identifier with a number of more than 31 bits.
    """

    basic_constraints: BasicConstraints | None = None
    key_cert_sign: bool | None = None
    subject_key_identifier: bytes | None = None
    has_authority_key_identifier: bool = False
    authority_key_identifier: bytes | None = None
    unknown_critical: tuple[str, ...] = ()
    crl_sign: bool | None = None
    digital_signature: bool | None = None
    client_auth: bool | None = None
    long_identifiers: int = 0


def read_extensions(unverified_extensions: Sequence[rfc5280.Extension]) -> Extensions:
    """Read the extensions of a certificate.

    Raises:
        Malformed: One is there twice (RFC 5280 4.2), or one of RFC 5280 cannot be decoded.
    """
    found: dict[str, rfc5280.Extension] = {}
    for extension in unverified_extensions:
        oid = extension.extn_id.dotted_string
        if oid in found:
            raise Malformed("duplicate_extension", extension=oid)
        found[oid] = extension
    values = _decode_by_library([found[oid] for oid in found.keys() & _DECODED_BY_LIBRARY])
    for oid in found.keys() & _DECLARED.keys():
        rfc5280.decode(_DECLARED[oid], rfc5280.sequence_of(found[oid].extn_value), oid)
    key_usage = _read_key_usage(found.get(_KEY_USAGE))
    authority_key_identifier = values.get(_AUTHORITY_KEY_IDENTIFIER)
    subject_key_identifier = values.get(_SUBJECT_KEY_IDENTIFIER)
    purposes = values.get(_EXTENDED_KEY_USAGE)
    return Extensions(
        basic_constraints=_read_basic_constraints(found.get(_BASIC_CONSTRAINTS)),
        key_cert_sign=None if key_usage is None else bool(key_usage & _KEY_CERT_SIGN),
        subject_key_identifier=subject_key_identifier and subject_key_identifier.digest,
        has_authority_key_identifier=authority_key_identifier is not None,
        authority_key_identifier=authority_key_identifier and authority_key_identifier.key_identifier,
        unknown_critical=tuple(oid for oid, extension in found.items() if extension.critical and oid not in _KNOWN),
        crl_sign=None if key_usage is None else bool(key_usage & _CRL_SIGN),
        digital_signature=None if key_usage is None else bool(key_usage & _DIGITAL_SIGNATURE),
        client_auth=purposes and any(purpose.dotted_string in _CLIENT_AUTH_OR_ANY for purpose in purposes),
        long_identifiers=sum(map(_is_long, found)),
    )


def _is_long(oid: str) -> bool:
    """Say whether a number of a dotted OID has more than 31 bits; it is not made a number, which takes long."""
    return any((len(arc), arc) > (len(_LARGEST_ARC), _LARGEST_ARC) for arc in oid.split("."))


def _decode_by_library(extensions: Sequence[rfc5280.Extension]) -> dict[str, Any]:
    """Decode extensions all together; where that fails, one by one, to tell which of them it is."""
    try:
        return _decode_together(extensions)
    except _LIBRARY_ERRORS:
        values: dict[str, Any] = {}
        for extension in extensions:
            try:
                values |= _decode_together([extension])
            except _LIBRARY_ERRORS as error:
                oid = extension.extn_id.dotted_string
                raise Malformed("undecodable_extension", extension=oid, error=str(error)) from error
        return values


def _decode_together(extensions: Sequence[rfc5280.Extension]) -> dict[str, Any]:
    if not extensions:
        return {}
    with warnings.catch_warnings():
        # It warns of odd lengths in the names of subjectAltName and the like, which is no rule of ours.
        warnings.simplefilter("ignore")
        decoded = x509.load_der_x509_certificate(unsigned_certificate(extensions=extensions)).extensions
    return {extension.oid.dotted_string: extension.value for extension in decoded}


def _read_basic_constraints(extension: rfc5280.Extension | None) -> BasicConstraints | None:
    if extension is None:
        return None
    constraints = rfc5280.decode(rfc5280.BasicConstraints, extension.extn_value, "basicConstraints")
    path_length = constraints.path_length
    if path_length is not None and not 0 <= path_length <= _LONGEST_PATH_LENGTH:
        raise Malformed("invalid_value", part="basicConstraints")
    is_ca = constraints.ca is True
    return BasicConstraints(extension.critical is True, is_ca, path_length if is_ca else None)


def _read_key_usage(extension: rfc5280.Extension | None) -> int | None:
    """Read the first eight bits of keyUsage."""
    if extension is None:
        return None
    bits = rfc5280.decode(asn1.BitString, extension.extn_value, "keyUsage").as_bytes()
    return bits[0] if bits else 0
