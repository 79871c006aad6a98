"""Distinguished names: how they read (RFC 4514) and when two of them are the same (RFC 5280 7.1)."""

import re
from functools import cached_property
from hashlib import sha256
from typing import Self

from device_ca.certificates.der import (
    BIT_STRING,
    OBJECT_IDENTIFIER,
    SEQUENCE,
    SET,
    Element,
    MalformedDer,
    check_object_identifier,
    dotted,
    read_elements,
    read_first_element,
    read_well_formed,
)

_COMMON_NAME = b"\x55\x04\x03"

# RFC 4514 section 3, then further descriptors of the IANA LDAP registry.
_SHORT_NAMES = {
    _COMMON_NAME: "CN",
    b"\x55\x04\x07": "L",
    b"\x55\x04\x08": "ST",
    b"\x55\x04\x0a": "O",
    b"\x55\x04\x0b": "OU",
    b"\x55\x04\x06": "C",
    b"\x55\x04\x09": "STREET",
    b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19": "DC",
    b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01": "UID",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01": "emailAddress",
    b"\x55\x04\x05": "serialNumber",
    b"\x55\x04\x04": "sn",
    b"\x55\x04\x2a": "givenName",
    b"\x55\x04\x2b": "initials",
    b"\x55\x04\x2c": "generationQualifier",
    b"\x55\x04\x0c": "title",
    b"\x55\x04\x0d": "description",
    b"\x55\x04\x0f": "businessCategory",
    b"\x55\x04\x11": "postalCode",
    b"\x55\x04\x29": "name",
    b"\x55\x04\x2e": "dnQualifier",
    b"\x55\x04\x41": "pseudonym",
    b"\x55\x04\x61": "organizationIdentifier",
}

# Real certificates hold Latin-1 in PrintableString, IA5String and T61String, so these are read as Latin-1.
_CODECS = {
    0x0C: "utf-8",
    0x12: "latin-1",
    0x13: "latin-1",
    0x14: "latin-1",
    0x16: "latin-1",
    0x1A: "latin-1",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}

# One attribute of X.520, a string of at most 127 octets.
_USUAL_RELATIVE_NAME = re.compile(
    rb"\x31([\x00-\x7f])\x30([\x00-\x7f])\x06\x03(\x55\x04[\x00-\x7f])([\x0c\x13\x14\x16])([\x00-\x7f])", re.DOTALL
)
_UNUSUAL_CHARACTER = re.compile(r"[^A-Za-z0-9 .()/:=_@-]")
_SPECIAL_CHARACTERS = re.compile(r'[,+"\\<>;]|^[# ]| $')


type Attribute = tuple[bytes, str | None, bytes]
"""The OID of an attribute's type, its value where that is a string, and the value's DER."""


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
            value
            for attributes in self.relative_names
            for attribute_type, value, _ in attributes
            if attribute_type == _COMMON_NAME and value is not None
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is no attribute at all."""
        return not any(self.relative_names)

    def is_same(self, other: Self) -> bool:
        """Tells whether both are the same name, whatever string types and letter case they are written in."""
        return self is other or self.normalised == other.normalised


def read_distinguished_name(data: bytes, start: int, stop: int) -> DistinguishedName:
    """Reads the content of a Name.

    Raises:
        MalformedDer: if it is not one, or a value cannot be decoded.
    """
    relative_names: list[tuple[Attribute, ...]] = []
    position = start
    while position < stop:
        attributes, position = _read_relative_name(data, position, stop)
        relative_names.append(attributes)
    return DistinguishedName(tuple(relative_names))


def _read_relative_name(data: bytes, start: int, stop: int) -> tuple[tuple[Attribute, ...], int]:
    """Reads the RelativeDistinguishedName that data[start:stop] begins with.

    Returns:
        Its attributes, and where it ends.
    """
    usual = _USUAL_RELATIVE_NAME.match(data, start, stop)
    if usual is not None:
        set_octets, sequence_octets, attribute_type, tag, octets = usual.groups()
        content = usual.end()
        end = content + octets[0]
        if end == start + 2 + set_octets[0] == start + 4 + sequence_octets[0] and end <= stop:
            return (_attribute(data, attribute_type, (tag[0], content - 2, content, end)),), end
    tag, _, content, end = read_first_element(data, start, stop)
    if tag != SET:
        raise MalformedDer("a name is not a sequence of sets")
    return tuple(_read_attribute(data, element) for element in read_elements(data, content, end)), end


def _read_attribute(data: bytes, element: Element) -> Attribute:
    """Reads an AttributeTypeAndValue."""
    parts = read_elements(data, element[2], element[3])
    if element[0] != SEQUENCE or len(parts) != 2 or parts[0][0] != OBJECT_IDENTIFIER:  # noqa: PLR2004
        raise MalformedDer("an attribute of a name is not a type and a value")
    (_, _, start, end), value = parts
    attribute_type = data[start:end]
    if attribute_type not in _SHORT_NAMES:
        check_object_identifier(attribute_type)
    return _attribute(data, attribute_type, value)


def _attribute(data: bytes, attribute_type: bytes, element: Element) -> Attribute:
    """Makes an attribute of its type and the element of its value."""
    tag, begin, content, end = element
    codec = _CODECS.get(tag)
    if codec is not None:
        try:
            return attribute_type, data[content:end].decode(codec), data[begin:end]
        except UnicodeDecodeError as error:
            raise MalformedDer("an attribute of a name is text in an encoding that its type does not have") from error
    if tag == SEQUENCE:
        read_well_formed(data, content, end)
    elif tag != BIT_STRING:
        raise MalformedDer("an attribute of a name is of a type that names do not have")
    return attribute_type, None, data[begin:end]


def _attribute_text(attribute: Attribute) -> str:
    attribute_type, value, value_der = attribute
    short_name = _SHORT_NAMES.get(attribute_type)
    if short_name is None or value is None:
        return f"{short_name or dotted(attribute_type)}=#{value_der.hex()}"  # RFC 4514 2.4
    return f"{short_name}={_escape(value)}"


def _attribute_key(attribute: Attribute) -> str:
    attribute_type, value, value_der = attribute
    if value is None:
        return f"{attribute_type.hex()}=#{value_der.hex()}"
    # String type, case and blanks do not count (RFC 5280 7.1, RFC 4518).
    folded = " ".join(value.lower().split()) if value.isascii() else _fold_unicode(value)
    return f"{attribute_type.hex()}={len(folded)}:{folded}"


def _escape(value: str) -> str:
    """Escapes a value as RFC 4514 2.4 asks, and whatever cannot be printed by its octets as it allows."""
    if _UNUSUAL_CHARACTER.search(value) is None and value == value.strip(" "):
        return value
    escaped = _SPECIAL_CHARACTERS.sub(r"\\\g<0>", value)
    if escaped.isprintable():
        return escaped
    return "".join(
        character if character.isprintable() else "".join(f"\\{octet:02X}" for octet in character.encode())
        for character in escaped
    )


def _fold_unicode(value: str) -> str:
    from unicodedata import normalize  # noqa: PLC0415 - most names are ASCII

    return " ".join(normalize("NFKC", normalize("NFKC", value).casefold()).split())
