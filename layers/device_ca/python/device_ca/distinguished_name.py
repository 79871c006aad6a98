"""Distinguished names: how they read (RFC 4514) and when two of them are the same (RFC 5280 7.1)."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from device_ca.der import (
    BIT_STRING,
    CONSTRUCTED,
    OBJECT_IDENTIFIER,
    SEQUENCE,
    SET,
    Element,
    MalformedDer,
    check_object_identifier,
    dotted,
    read_elements,
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

_NOTHING: Element = (0, 0, 0, 0)
_UNUSUAL_CHARACTER = re.compile(r"[^A-Za-z0-9 .()/:=_@-]")
_SPECIAL_CHARACTERS = re.compile(r'[,+"\\<>;]|^[# ]| $')


class DistinguishedName(NamedTuple):
    """A name of a certificate's subject or issuer.

    Attributes:
        text: as RFC 4514 writes it; what cannot be printed is escaped.
        normalised: the name in the form that names are compared in: two are the same exactly if their forms are.
        common_names: the values of all Common Names, in their order.
        is_empty: whether there is no attribute at all.
    """

    text: str
    normalised: str
    common_names: tuple[str, ...]
    is_empty: bool

    @property
    def comparison_key(self) -> str:
        """SHA-256 of the normalised name, 64 hex digits."""
        return sha256(self.normalised.encode()).hexdigest()


def read_distinguished_name(data: bytes, start: int, stop: int) -> DistinguishedName:
    """Reads the content of a Name.

    Raises:
        MalformedDer: if it is not one, or a value cannot be decoded.
    """
    texts: list[str] = []
    keys: list[str] = []
    common_names: list[str] = []
    elements = iter(read_elements(data, start, stop, nested=True))
    for tag, _, rdn_start, rdn_end in elements:
        if tag != SET:
            raise MalformedDer("a name is not a sequence of sets")
        rdn_texts: list[str] = []
        rdn_keys: list[str] = []
        position = rdn_start
        while position < rdn_end:
            attribute_type, value_element = _next_attribute(data, elements, rdn_end)
            position = value_element[3]
            text, key, value = _read_value(data, attribute_type, value_element)
            rdn_texts.append(text)
            rdn_keys.append(key)
            if attribute_type == _COMMON_NAME and value is not None:
                common_names.append(value)
        if rdn_texts:
            texts.append("+".join(rdn_texts))
        rdn_keys.sort()
        keys.append("+".join(rdn_keys))
    texts.reverse()  # RFC 4514 2.1: the last relative name comes first
    return DistinguishedName(",".join(texts), ",".join(keys), tuple(common_names), not texts)


def _next_attribute(data: bytes, elements: Iterator[Element], rdn_end: int) -> tuple[bytes, Element]:
    """Takes the next attribute from the elements of a name: its type's OID, and its value."""
    tag, _, _, end = next(elements, _NOTHING)
    type_tag, _, type_start, type_end = next(elements, _NOTHING)
    value = next(elements, _NOTHING)
    if tag != SEQUENCE or type_tag != OBJECT_IDENTIFIER or value[3] != end or end > rdn_end:
        raise MalformedDer("an attribute of a name is not a type and a value")
    if value[0] & CONSTRUCTED:
        _pass_over(elements, value)
    return data[type_start:type_end], value


def _pass_over(elements: Iterator[Element], element: Element) -> None:
    """Takes the parts of a constructed element from the elements; they must fill it exactly."""
    position = element[2]
    while position < element[3]:
        tag, _, content, end = next(elements)
        position = content if tag & CONSTRUCTED else end
    if position != element[3]:
        raise MalformedDer("the parts of an attribute's value do not fit in it")


def _read_value(data: bytes, attribute_type: bytes, element: Element) -> tuple[str, str, str | None]:
    """Reads an attribute: as text, in the form that names are compared in, and its value if that is a string."""
    tag, begin, content, end = element
    codec = _CODECS.get(tag)
    if codec is None:
        if tag not in {BIT_STRING, SEQUENCE}:
            raise MalformedDer("an attribute of a name is of a type that names do not have")
        value_der = data[begin:end].hex()
        return f"{_type_name(attribute_type)}=#{value_der}", f"{attribute_type.hex()}=#{value_der}", None
    try:
        value = data[content:end].decode(codec)
    except UnicodeDecodeError as error:
        raise MalformedDer("an attribute of a name is text in an encoding that its type does not have") from error
    short_name = _SHORT_NAMES.get(attribute_type)
    if short_name is None:
        text = f"{_type_name(attribute_type)}=#{data[begin:end].hex()}"  # RFC 4514 2.4
    else:
        text = f"{short_name}={_escape(value)}"
    # String type, case and blanks do not count (RFC 5280 7.1, RFC 4518).
    folded = " ".join(value.lower().split()) if value.isascii() else _fold_unicode(value)
    return text, f"{attribute_type.hex()}={len(folded)}:{folded}", value


def _type_name(attribute_type: bytes) -> str:
    short_name = _SHORT_NAMES.get(attribute_type)
    if short_name is not None:
        return short_name
    check_object_identifier(attribute_type)
    return dotted(attribute_type)


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
