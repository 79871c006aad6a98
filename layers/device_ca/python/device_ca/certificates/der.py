"""Reading of DER (X.690), as much of it as certificates need.

The X.509 parser of the cryptography package is not used on uploads: it refuses whole certificates for faults that are
none here (version 2, a stray character in a PrintableString, an unsorted SET), finds others only when a field is
asked for, and says no more than "parse error", whereas a judgement names every broken rule. Its import alone also
takes longer than judging a hundred certificates. Keys and signatures are the library's business.

Lengths are strict (definite, shortest form); nothing here recurses, so depth is no danger; every step is linear.
"""

import re

BOOLEAN = 0x01
INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
ENUMERATED = 0x0A
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30
SET = 0x31
CONSTRUCTED = 0x20

_HIGH_TAG_NUMBER = 0x1F
_INDEFINITE_LENGTH = 0x80
_LONGEST_LENGTH_OCTETS = 4
_LONGEST_OBJECT_IDENTIFIER = 128
_SUPERFLUOUS_ARC_OCTET = re.compile(rb"(?:^|[\x00-\x7f])\x80")

type Element = tuple[int, int, int, int]
"""Tag octet, then offsets: begin of the element, begin of its content, end of both."""


class MalformedDer(ValueError):
    """The bytes are not the DER that was expected; the message says why."""


def read_elements(data: bytes, start: int, stop: int) -> list[Element]:
    """Reads the elements that lie side by side in data[start:stop].

    Every certificate comes through this loop a dozen times, hence its plainness.

    Args:
        data: the bytes, of which the range is looked at.
        start: where the first element begins.
        stop: where the last one ends.

    Raises:
        MalformedDer: if they do not fill the range exactly, or a length is not DER.
    """
    elements: list[Element] = []
    position = start
    while position < stop:
        content = position + 2
        if content > stop:
            raise MalformedDer("it ends in the middle of an element")
        tag = data[position]
        length = data[position + 1]
        if length >= _INDEFINITE_LENGTH:
            content, length = _read_long_length(data, content, length)
        end = content + length
        if end > stop or tag & _HIGH_TAG_NUMBER == _HIGH_TAG_NUMBER:
            raise _unfit(tag, length, stop - content)
        elements.append((tag, position, content, end))
        position = end
    return elements


def read_first_element(data: bytes, start: int, stop: int) -> Element:
    """Reads the element that data[start:stop] begins with, whatever follows it.

    Raises:
        MalformedDer: if there is none, it does not fit in, or its length is not DER.
    """
    content = start + 2
    if content > stop:
        raise MalformedDer("it ends where an element was expected")
    tag = data[start]
    length = data[start + 1]
    if length >= _INDEFINITE_LENGTH:
        content, length = _read_long_length(data, content, length)
    end = content + length
    if end > stop or tag & _HIGH_TAG_NUMBER == _HIGH_TAG_NUMBER:
        raise _unfit(tag, length, stop - content)
    return tag, start, content, end


def _unfit(tag: int, length: int, room: int) -> MalformedDer:
    if tag & _HIGH_TAG_NUMBER == _HIGH_TAG_NUMBER:
        return MalformedDer("an element has a tag number above 30")
    return MalformedDer(f"an element is cut off: it says {length} bytes, {max(room, 0)} are there")


def _read_long_length(data: bytes, position: int, first: int) -> tuple[int, int]:
    """Reads a length of several octets (X.690 8.1.3.5, in the shortest form as 10.1 demands)."""
    count = first - _INDEFINITE_LENGTH
    if count == 0:
        raise MalformedDer("it is BER with an indefinite length, not DER")
    octets = data[position : position + count]
    if len(octets) < count:
        raise MalformedDer("it ends in the middle of a length")
    if octets[0] == 0 or (count == 1 and octets[0] < _INDEFINITE_LENGTH):
        raise MalformedDer("it is BER with a length that is not in the shortest form, not DER")
    if count > _LONGEST_LENGTH_OCTETS:
        raise MalformedDer(f"an element says that its length takes {count} bytes")
    return position + count, int.from_bytes(octets)


def read_element(data: bytes, start: int, stop: int, tag: int, name: str) -> Element:
    """Reads the one element that fills data[start:stop].

    Raises:
        MalformedDer: if it is another one, or not alone.
    """
    elements = read_elements(data, start, stop)
    if len(elements) != 1 or elements[0][0] != tag:
        raise MalformedDer(f"{name} is not the element that the standard asks for")
    return elements[0]


def read_well_formed(data: bytes, start: int, stop: int) -> list[Element]:
    """Reads the elements that lie side by side in data[start:stop], and checks the lengths of all within them.

    Raises:
        MalformedDer: if one does not fit, at any depth.
    """
    elements = read_elements(data, start, stop)
    unchecked = [element for element in elements if element[0] & CONSTRUCTED]
    while unchecked:
        _, _, content, end = unchecked.pop()
        unchecked += [element for element in read_elements(data, content, end) if element[0] & CONSTRUCTED]
    return elements


def check_integer(content: bytes) -> None:
    """Checks the content of an INTEGER (X.690 8.3).

    Raises:
        MalformedDer: if it is empty or has superfluous leading octets.
    """
    if not content:
        raise MalformedDer("an INTEGER is empty")
    if len(content) > 1 and (
        (content[0] == 0 and content[1] < 0x80) or (content[0] == 0xFF and content[1] >= 0x80)  # noqa: PLR2004 - sign bit
    ):
        raise MalformedDer("an INTEGER has superfluous leading octets")


def read_integer(content: bytes) -> int:
    """Reads the content of an INTEGER.

    Raises:
        MalformedDer: as for ``check_integer``.
    """
    check_integer(content)
    return int.from_bytes(content, signed=True)


def read_boolean(content: bytes) -> bool:
    """Reads the content of a BOOLEAN (X.690 11.1: FF or 00).

    Raises:
        MalformedDer: if it is anything else.
    """
    if content == b"\xff":
        return True
    if content == b"\x00":
        return False
    raise MalformedDer("a BOOLEAN is neither FF nor 00")


def read_octet_aligned_bit_string(content: bytes) -> bytes:
    """Reads the content of a BIT STRING that holds whole octets (a key, a signature).

    Raises:
        MalformedDer: if it does not.
    """
    if not content or content[0] != 0:
        raise MalformedDer("a BIT STRING does not hold whole octets")
    return content[1:]


def check_object_identifier(content: bytes) -> None:
    """Checks the content of an OBJECT IDENTIFIER (X.690 8.19).

    Raises:
        MalformedDer: if it is empty, ends within an arc, or an arc begins with a superfluous octet.
    """
    if not content or content[-1] & 0x80:
        raise MalformedDer("an OBJECT IDENTIFIER is empty or cut off")
    if _SUPERFLUOUS_ARC_OCTET.search(content):
        raise MalformedDer("an OBJECT IDENTIFIER has superfluous octets")


def dotted(content: bytes) -> str:
    """Writes the content of a well-formed OBJECT IDENTIFIER as dotted numbers, an overlong one in part."""
    arcs: list[int] = []
    arc = 0
    for octet in content[:_LONGEST_OBJECT_IDENTIFIER]:
        arc = arc << 7 | octet & 0x7F
        if octet < 0x80:  # noqa: PLR2004 - continuation bit
            arcs.append(arc)
            arc = 0
    if not arcs:
        return f"0x{content[:8].hex()}..."
    root = min(arcs[0] // 40, 2)
    text = ".".join(map(str, (root, arcs[0] - 40 * root, *arcs[1:])))
    return text if len(content) <= _LONGEST_OBJECT_IDENTIFIER else f"{text}..."
