"""Certificate extensions (RFC 5280 4.2): those that the rules ask for are read, the other known ones checked."""

import re
from itertools import compress
from typing import NamedTuple

from device_ca.certificates.der import (
    BIT_STRING,
    BOOLEAN,
    INTEGER,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    Element,
    MalformedDer,
    check_object_identifier,
    dotted,
    read_boolean,
    read_elements,
    read_first_element,
    read_integer,
    read_well_formed,
)

_ID_CE = b"\x55\x1d"
_ID_PE = b"\x2b\x06\x01\x05\x05\x07\x01"
_SUBJECT_KEY_IDENTIFIER = _ID_CE + b"\x0e"
_KEY_USAGE = _ID_CE + b"\x0f"
_BASIC_CONSTRAINTS = _ID_CE + b"\x13"
_AUTHORITY_KEY_IDENTIFIER = _ID_CE + b"\x23"
_EXTENDED_KEY_USAGE = _ID_CE + b"\x25"

# Those of RFC 5280 4.2 and A.2 that are not read here, with the element that each one's value must be.
_OTHER_STANDARD_EXTENSIONS = {
    _ID_CE + b"\x09": SEQUENCE,  # subjectDirectoryAttributes
    _ID_CE + b"\x10": SEQUENCE,  # privateKeyUsagePeriod
    _ID_CE + b"\x11": SEQUENCE,  # subjectAltName
    _ID_CE + b"\x12": SEQUENCE,  # issuerAltName
    _ID_CE + b"\x1e": SEQUENCE,  # nameConstraints
    _ID_CE + b"\x1f": SEQUENCE,  # cRLDistributionPoints
    _ID_CE + b"\x20": SEQUENCE,  # certificatePolicies
    _ID_CE + b"\x21": SEQUENCE,  # policyMappings
    _ID_CE + b"\x24": SEQUENCE,  # policyConstraints
    _ID_CE + b"\x2e": SEQUENCE,  # freshestCRL
    _ID_CE + b"\x36": INTEGER,  # inhibitAnyPolicy
    _ID_PE + b"\x01": SEQUENCE,  # authorityInfoAccess
    _ID_PE + b"\x0b": SEQUENCE,  # subjectInfoAccess
}

_EXTENSION_TAGS = ([OBJECT_IDENTIFIER, OCTET_STRING], [OBJECT_IDENTIFIER, BOOLEAN, OCTET_STRING])
_EXTENSIONS_TO_READ = {
    _SUBJECT_KEY_IDENTIFIER,
    _KEY_USAGE,
    _BASIC_CONSTRAINTS,
    _AUTHORITY_KEY_IDENTIFIER,
    _EXTENDED_KEY_USAGE,
}
# Any of these side by side, as OpenSSL, cfssl and others write them for a CA; the groups hold what differs.
_USUAL_CA_EXTENSIONS = re.compile(
    rb"(?:\x30\x0f\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x05\x30\x03\x01\x01(\xff)"  # critical basicConstraints, cA
    rb"|\x30\x12\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x08\x30\x06\x01\x01\xff\x02\x01([\x00-\x7f])"  # with a path length
    rb"|\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02[\x00-\x07](.)"  # critical keyUsage
    rb"|\x30\x1d\x06\x03\x55\x1d\x0e\x04\x16\x04\x14(.{20})"  # subjectKeyIdentifier
    rb"|\x30\x1f\x06\x03\x55\x1d\x23\x04\x18\x30\x16\x80\x14(.{20}))*+",  # authorityKeyIdentifier
    re.DOTALL,
)
_USUAL_CA_EXTENSION_LENGTHS = (17, 20, 16, 31, 33)
_KEY_IDENTIFIER_TAG = 0x80
_KEY_CERT_SIGN = 0x04
_DIGITAL_SIGNATURE = 0x80
_CLIENT_AUTH_OR_ANY = {_ID_PE[:-1] + b"\x03\x02", _EXTENDED_KEY_USAGE + b"\x00"}  # id-kp-clientAuth, any purpose
_MOST_UNUSED_BITS = 7
_LONGEST_PATH_LENGTH = 2**31 - 1

type _Value = tuple[bool, int, int]
"""Whether the extension is critical, and the range of its value."""


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
        digital_signature: whether keyUsage has that bit; None where keyUsage is absent.
        client_auth: whether extKeyUsage has clientAuth or any purpose; None where absent.
    """

    basic_constraints: BasicConstraints | None = None
    key_cert_sign: bool | None = None
    subject_key_identifier: bytes | None = None
    has_authority_key_identifier: bool = False
    authority_key_identifier: bytes | None = None
    unknown_critical: tuple[str, ...] = ()
    digital_signature: bool | None = None
    client_auth: bool | None = None


def read_extensions(data: bytes, start: int, stop: int) -> Extensions:
    """Reads the content of Extensions.

    Raises:
        MalformedDer: if one is there twice (RFC 5280 4.2), or one of RFC 5280 cannot be decoded.
    """
    usual = _read_usual_ca_extensions(data, start, stop)
    if usual is not None:
        return usual
    values: dict[bytes, _Value] = {}
    unknown_critical: list[str] = []
    for tag, _, content, end in read_elements(data, start, stop):
        if tag != SEQUENCE:
            raise MalformedDer("an extension is not a sequence")
        oid, value = _read_extension(data, content, end)
        if oid in values:
            raise MalformedDer(f"the extension {dotted(oid)} is there twice")
        values[oid] = value
        if oid in _EXTENSIONS_TO_READ:
            continue
        expected_tag = _OTHER_STANDARD_EXTENSIONS.get(oid)
        if expected_tag is not None:
            _check_value(data, value, oid, expected_tag)
        else:
            check_object_identifier(oid)
            if value[0]:
                unknown_critical.append(dotted(oid))
    return _read_values(data, values, tuple(unknown_critical))


def _read_usual_ca_extensions(data: bytes, start: int, stop: int) -> Extensions | None:
    """Reads the extensions of almost every CA certificate, in a fifth of the time; None if there are others."""
    match = _USUAL_CA_EXTENSIONS.fullmatch(data, start, stop)
    if match is None:
        return None
    is_ca, path_length, key_usage, subject_key_identifier, authority_key_identifier = values = match.groups()
    # They are longer than one of each if any is there twice.
    if (is_ca and path_length) or sum(compress(_USUAL_CA_EXTENSION_LENGTHS, values)) != stop - start:
        return None
    return Extensions(
        BasicConstraints(True, True, path_length[0] if path_length else None) if is_ca or path_length else None,
        bool(key_usage[0] & _KEY_CERT_SIGN) if key_usage else None,
        subject_key_identifier,
        authority_key_identifier is not None,
        authority_key_identifier,
        digital_signature=bool(key_usage[0] & _DIGITAL_SIGNATURE) if key_usage else None,
    )


def _read_extension(data: bytes, start: int, stop: int) -> tuple[bytes, _Value]:
    """Reads the content of an Extension: its OID and its value. DEFAULT FALSE written out is let pass."""
    parts = read_elements(data, start, stop)
    if [part[0] for part in parts] not in _EXTENSION_TAGS:
        raise MalformedDer("an extension is not an OBJECT IDENTIFIER, a BOOLEAN and an OCTET STRING")
    oid, *flags, value = parts
    critical = any(read_boolean(data[content:end]) for _, _, content, end in flags)
    return data[oid[2] : oid[3]], (critical, value[2], value[3])


def _check_value(data: bytes, value: _Value, oid: bytes, expected_tag: int) -> tuple[bytes, list[Element]]:
    """Checks an extension's value at every depth. Bytes after it are let pass.

    Returns:
        Its content, and the elements that a SEQUENCE consists of.
    """
    _, start, stop = value
    try:
        tag, _, content, end = read_first_element(data, start, stop)
        elements = read_well_formed(data, content, end) if tag == SEQUENCE else []
    except MalformedDer as error:
        raise MalformedDer(f"the extension {dotted(oid)} cannot be decoded: {error}") from error
    if tag != expected_tag:
        raise MalformedDer(f"the extension {dotted(oid)} cannot be decoded: its value is of another type")
    return data[content:end], elements


def _read_values(data: bytes, values: dict[bytes, _Value], unknown_critical: tuple[str, ...]) -> Extensions:
    """Reads the values of the five extensions that are asked for."""
    basic_constraints = values.get(_BASIC_CONSTRAINTS)
    usage = values.get(_KEY_USAGE)
    key_usage = _read_key_usage(data, usage) if usage else None
    purposes = values.get(_EXTENDED_KEY_USAGE)
    subject_key_identifier = values.get(_SUBJECT_KEY_IDENTIFIER)
    authority_key_identifier = values.get(_AUTHORITY_KEY_IDENTIFIER)
    return Extensions(
        _read_basic_constraints(data, basic_constraints) if basic_constraints else None,
        None if key_usage is None else bool(key_usage & _KEY_CERT_SIGN),
        _read_subject_key_identifier(data, subject_key_identifier) if subject_key_identifier else None,
        authority_key_identifier is not None,
        _read_authority_key_identifier(data, authority_key_identifier) if authority_key_identifier else None,
        unknown_critical,
        None if key_usage is None else bool(key_usage & _DIGITAL_SIGNATURE),
        _read_client_auth(data, purposes) if purposes else None,
    )


def _read_client_auth(data: bytes, value: _Value) -> bool:
    """Tells whether extKeyUsage (RFC 5280 4.2.1.12) has clientAuth or any purpose."""
    _, purposes = _check_value(data, value, _EXTENDED_KEY_USAGE, SEQUENCE)
    return any(data[content:end] in _CLIENT_AUTH_OR_ANY for _, _, content, end in purposes)


def _read_subject_key_identifier(data: bytes, value: _Value) -> bytes:
    """Reads SubjectKeyIdentifier (RFC 5280 4.2.1.2)."""
    identifier, _ = _check_value(data, value, _SUBJECT_KEY_IDENTIFIER, OCTET_STRING)
    return identifier


def _read_authority_key_identifier(data: bytes, value: _Value) -> bytes | None:
    """Reads the keyIdentifier of AuthorityKeyIdentifier (RFC 5280 4.2.1.1), if it is there."""
    _, elements = _check_value(data, value, _AUTHORITY_KEY_IDENTIFIER, SEQUENCE)
    for tag, _, content, end in elements:
        if tag == _KEY_IDENTIFIER_TAG:
            return data[content:end]
    return None


def _read_key_usage(data: bytes, value: _Value) -> int:
    """Reads the first eight bits of keyUsage (RFC 5280 4.2.1.3). Superfluous zero bits are let pass."""
    bits, _ = _check_value(data, value, _KEY_USAGE, BIT_STRING)
    if not bits or bits[0] > _MOST_UNUSED_BITS:
        raise MalformedDer("the extension keyUsage is no BIT STRING")
    return bits[1] if len(bits) > 1 else 0


def _read_basic_constraints(data: bytes, value: _Value) -> BasicConstraints:
    """Reads BasicConstraints (RFC 5280 4.2.1.9). DEFAULT FALSE written out is let pass."""
    _, elements = _check_value(data, value, _BASIC_CONSTRAINTS, SEQUENCE)
    is_ca = False
    path_length = None
    if elements and elements[0][0] == BOOLEAN:
        _, _, content, end = elements.pop(0)
        is_ca = read_boolean(data[content:end])
    if elements and elements[0][0] == INTEGER:
        _, _, content, end = elements.pop(0)
        path_length = read_integer(data[content:end])
        if not 0 <= path_length <= _LONGEST_PATH_LENGTH:
            raise MalformedDer("the path length of basicConstraints is negative or beyond all measure")
    if elements:
        raise MalformedDer("basicConstraints holds more than cA and a path length")
    return BasicConstraints(value[0], is_ca, path_length if is_ca else None)
