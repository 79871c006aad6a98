"""Distinguished names: how they read (RFC 4514) and when two of them are the same (RFC 5280 7.1).

The library's ``x509.Name`` does not serve: it refuses or warns of values that real names have (an empty one, a country
of three letters), and leaves control characters as they are.
"""

import re
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple, Self
from unicodedata import normalize

from cryptography import x509
from cryptography.hazmat import asn1

from device_ca.certificates.malformed import Malformed
from device_ca.certificates.rfc5280 import SEQUENCE, decode, decode_elements, decode_name
from device_ca.excerpt import UNSEEN

LONGEST_NAME = 4096
"""Octets of DER."""
LONGEST_VALUE = 512
"""Characters of an attribute's value."""

_COMMON_NAME = "2.5.4.3"

# RFC 4514 section 3, then further descriptors of the IANA LDAP registry.
_SHORT_NAMES = {
    _COMMON_NAME: "CN",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.6": "C",
    "2.5.4.9": "STREET",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
    "1.2.840.113549.1.9.1": "emailAddress",
    "2.5.4.5": "serialNumber",
    "2.5.4.4": "sn",
    "2.5.4.42": "givenName",
    "2.5.4.43": "initials",
    "2.5.4.44": "generationQualifier",
    "2.5.4.12": "title",
    "2.5.4.13": "description",
    "2.5.4.15": "businessCategory",
    "2.5.4.17": "postalCode",
    "2.5.4.41": "name",
    "2.5.4.46": "dnQualifier",
    "2.5.4.65": "pseudonym",
    "2.5.4.97": "organizationIdentifier",
}

# Real certificates hold Latin-1 in PrintableString, IA5String and T61String, so these are read as Latin-1.
_CODECS = {
    b"\x0c": "utf-8",
    b"\x12": "latin-1",
    b"\x13": "latin-1",
    b"\x14": "latin-1",
    b"\x16": "latin-1",
    b"\x1a": "latin-1",
    b"\x1c": "utf-32-be",
    b"\x1e": "utf-16-be",
}
_X500_UNIQUE_IDENTIFIER = "2.5.4.45"
_POSTAL_ADDRESS = "2.5.4.16"

_UNUSUAL_CHARACTER = re.compile(r"[^A-Za-z0-9 .()/:=_@-]")
_SPECIAL_CHARACTERS = re.compile(r'[,+"\\<>;]|^[# ]| $')


class FieldTooLong(ValueError):
    """A name or a value in it is too long to be looked into.

    Attributes:
        field: "issuer" or "subject".
        size: how long it is, in octets for a name and in characters for a value.
        most: how long it may be.
        what: "name" or "value".
    """

    def __init__(self, what: Literal["name", "value"], field: str, size: int, most: int) -> None:
        super().__init__(f"{what} of {field}: {size}")
        self.field = field
        self.size = size
        self.most = most
        self.what = what


class Attribute(NamedTuple):
    """An attribute of a name.

    Attributes:
        type: OBJECT IDENTIFIER of its type, in dotted form.
        value: its value where that is a string.
        element: its value as an element.
    """

    type: str
    value: str | None
    element: asn1.TLV


class DistinguishedName:
    """A name of a certificate's subject or issuer. Its forms are made when they are asked for, once each.

    Attributes:
        relative_names: the attributes of every RelativeDistinguishedName, all as they come.
    """

    def __init__(self, relative_names: tuple[tuple[Attribute, ...], ...]) -> None:
        self.relative_names = relative_names

    @cached_property
    def text(self) -> str:
        """The name as RFC 4514 writes it, the last relative name first (2.1); what cannot be printed is escaped."""
        texts = ["+".join(map(_attribute_text, attributes)) for attributes in self.relative_names if attributes]
        return ",".join(reversed(texts))

    @cached_property
    def normalised(self) -> str:
        """The name in the form that names are compared in: two are the same exactly if their forms are."""
        return ",".join("+".join(sorted(map(_attribute_key, attributes))) for attributes in self.relative_names)

    @cached_property
    def comparison_digest(self) -> str:
        """SHA-256 of the normalised name, 64 hex digits."""
        return sha256(self.normalised.encode()).hexdigest()

    @property
    def common_names(self) -> tuple[str, ...]:
        """The values of all Common Names, in their order."""
        return tuple(
            attribute.value
            for attributes in self.relative_names
            for attribute in attributes
            if attribute.type == _COMMON_NAME and attribute.value is not None
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is no attribute at all."""
        return not any(self.relative_names)

    @property
    def unseen_character(self) -> str | None:
        """The first character that nobody sees, or that changes how others are seen."""
        values = [attribute.value or "" for attributes in self.relative_names for attribute in attributes]
        found = UNSEEN.search("".join(values))
        return found[0] if found else None

    def is_same(self, other: Self) -> bool:
        """Say whether both are the same name, whatever string types and letter case they are written in."""
        return self is other or self.normalised == other.normalised


def read_distinguished_name(unverified_der: bytes, field: str) -> DistinguishedName:
    """Read a Name. What is too long is not looked into.

    Args:
        unverified_der: the name's DER.
        field: "issuer" or "subject", for the errors.

    Raises:
        Malformed: It is not one, or a value cannot be decoded.
        FieldTooLong: The name or a value in it is longer than it may be.
    """
    if len(unverified_der) > LONGEST_NAME:
        raise FieldTooLong("name", field, len(unverified_der), LONGEST_NAME)
    return DistinguishedName(
        tuple(
            tuple(_read_attribute(found.type.dotted_string, found.value, field) for found in attributes)
            for attributes in decode_name(unverified_der, field)
        )
    )


def _read_attribute(attribute_type: str, element: asn1.TLV, field: str) -> Attribute:
    codec = _CODECS.get(element.tag_bytes)
    if codec is None:
        _require_type(attribute_type, element, field)
        return Attribute(attribute_type, None, element)
    try:
        value = str(element.data, codec)
    except UnicodeDecodeError as error:
        raise Malformed("text_encoding", part=field) from error
    if len(value) > LONGEST_VALUE:
        raise FieldTooLong("value", field, len(value), LONGEST_VALUE)
    return Attribute(attribute_type, value, element)


def _require_type(attribute_type: str, element: asn1.TLV, field: str) -> None:
    """Refuse a value that is no string, but for the two attributes that have another syntax (X.520 6.2.10, 6.7.1)."""
    if attribute_type == _X500_UNIQUE_IDENTIFIER:
        decode(asn1.BitString, asn1.encode_der(element), field)
    elif attribute_type != _POSTAL_ADDRESS or not _is_sequence_of_strings(element, field):
        raise Malformed("unexpected_type", part=field)


def _is_sequence_of_strings(element: asn1.TLV, field: str) -> bool:
    return element.tag_bytes == SEQUENCE and all(
        line.tag_bytes in _CODECS for line in decode_elements(bytes(element.data), field)
    )


def _attribute_text(attribute: Attribute) -> str:
    short_name = _SHORT_NAMES.get(attribute.type)
    if short_name is None or attribute.value is None:
        return f"{short_name or attribute.type}=#{asn1.encode_der(attribute.element).hex()}"  # RFC 4514 2.4
    return f"{short_name}={_escape(attribute.value)}"


def _attribute_key(attribute: Attribute) -> str:
    # Records are found by the digest of this form: another one would lose those that are there.
    attribute_type = _object_identifier_hex(attribute.type)
    if attribute.value is None:
        return f"{attribute_type}=#{asn1.encode_der(attribute.element).hex()}"
    # String type, case and blanks do not count (RFC 5280 7.1, RFC 4518).
    value = attribute.value
    value = value.lower() if value.isascii() else normalize("NFKC", normalize("NFKC", value).casefold())
    folded = " ".join(value.split())
    return f"{attribute_type}={len(folded)}:{folded}"


@lru_cache(maxsize=64)
def _object_identifier_hex(dotted: str) -> str:
    """Return the content of an OBJECT IDENTIFIER's DER, in hex; the library takes none of more than 63 octets."""
    return asn1.encode_der(x509.ObjectIdentifier(dotted))[2:].hex()


def _escape(value: str) -> str:
    """Escape a value as RFC 4514 2.4 asks, and whatever cannot be printed by its octets as it allows."""
    if _UNUSUAL_CHARACTER.search(value) is None and value == value.strip(" "):
        return value
    escaped = _SPECIAL_CHARACTERS.sub(r"\\\g<0>", value)
    if escaped.isprintable() and UNSEEN.search(escaped) is None:
        return escaped
    return "".join(map(_escape_unprintable, escaped))


def _escape_unprintable(character: str) -> str:
    if character.isprintable() and UNSEEN.match(character) is None:
        return character
    return "".join(f"\\{octet:02X}" for octet in character.encode())
