"""Good CA certificates with an octet or a field changed, signed anew, so that what is found is not the signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.support import certificates as make
from tests.support.certificates import build_certificate, der, integer, sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

type Node = tuple[int, bytes | list[Node]]

SUPERIOR = make.name(("O", "Example"), ("CN", "Superior CA"))
_PATH_LENGTH = {"basicConstraints": make.extension("2.5.29.19", sequence(make.BOOLEAN_TRUE, integer(1)), critical=True)}
_NAMES = {
    "subjectAltName": make.extension("2.5.29.17", sequence(der(0x82, b"ca.example"), der(0x87, bytes(4)))),
    "nameConstraints": make.extension("2.5.29.30", sequence(der(0xA0, sequence(der(0x82, b"example")))), critical=True),
    "certificatePolicies": make.extension("2.5.29.32", sequence(sequence(make.oid("2.5.29.32.0")))),
    "extKeyUsage": make.extension("2.5.29.37", sequence(make.oid("1.3.6.1.5.5.7.3.2"))),
    "crlDistributionPoints": make.extension(
        "2.5.29.31", sequence(sequence(der(0xA0, der(0xA0, der(0x86, b"http://ca.example/crl")))))
    ),
}


@dataclass(frozen=True)
class Seed:
    """A good certificate, the kind of its key, and the kind of the key that signs it."""

    der: bytes
    key: str
    signer: str

    def __str__(self) -> str:
        # Sizes are not for names of tests: an ECDSA signature has another each time.
        return f"{self.key} signed by {self.signer}"

    def signed_anew(self, tbs_certificate: bytes) -> bytes:
        """Return the certificate of another TBSCertificate."""
        signing = make.usual_signing(self.signer)
        signature = signing.sign(make.private_key(self.signer), tbs_certificate)
        return sequence(tbs_certificate, signing.algorithm, make.bit_string(signature))

    @property
    def tbs_certificate(self) -> bytes:
        """DER of the TBSCertificate."""
        node = _read(self.der)[0]
        assert isinstance(node[1], list)
        return _write(node[1][0])


KINDS = ("RSA-2048", "P-256", "Ed25519")
ROOTS = [Seed(build_certificate(key=kind, extensions=_PATH_LENGTH | _NAMES), kind, kind) for kind in KINDS]
INTERMEDIATES = [
    Seed(build_certificate(key=kind, issuer=SUPERIOR, issuer_key="P-384", extensions=_PATH_LENGTH), kind, "P-384")
    for kind in KINDS
]


@st.composite
def changed_octets(draw: st.DrawFn) -> bytes:
    """Draw a certificate that has one octet of its signed part changed, and its signature made anew."""
    seed = draw(st.sampled_from([*ROOTS, *INTERMEDIATES]))
    return seed.signed_anew(draw(one_octet_changed(seed.tbs_certificate)))


@st.composite
def changed_fields(draw: st.DrawFn) -> bytes:
    """Draw a certificate that has one element of its signed part changed, left out, doubled, moved or put in."""
    seed = draw(st.sampled_from([*ROOTS, *INTERMEDIATES]))
    return seed.signed_anew(draw(one_element_changed(seed.tbs_certificate)))


@st.composite
def one_octet_changed(draw: st.DrawFn, der: bytes) -> bytes:
    """Draw what is given with one octet changed."""
    octets = bytearray(der)
    octets[draw(st.integers(0, len(octets) - 1))] ^= draw(st.integers(1, 255))
    return bytes(octets)


@st.composite
def one_element_changed(draw: st.DrawFn, der: bytes) -> bytes:
    """Draw a SEQUENCE with one element, at any depth, changed, left out, doubled, moved or put in."""
    root = _read(der)[0]
    parents = list(_inner_nodes(root))
    children = draw(st.sampled_from(parents))[1]
    assert isinstance(children, list)
    place = draw(st.integers(0, len(children) - 1)) if children else 0
    match draw(st.sampled_from(["replace", "content", "tag", "leave out", "double", "swap", "put in"])):
        case "replace" if children:
            children[place] = draw(_ELEMENTS)
        case "content" if children and isinstance(children[place][1], bytes):
            children[place] = (children[place][0], draw(st.one_of(st.binary(max_size=24), _TEXTS)))
        case "tag" if children:
            children[place] = (draw(_TAGS), children[place][1])
        case "leave out" if children:
            del children[place]
        case "double" if children:
            children.insert(place, children[place])
        case "swap" if children:
            children.insert(draw(st.integers(0, len(children) - 1)), children.pop(place))
        case _:
            children.insert(place, draw(_ELEMENTS))
    return _write(root)


_TAGS = st.sampled_from(
    [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1C, 0x1E, 0x30]
)
_TEXTS = st.text(max_size=12).map(str.encode)
_ELEMENTS: st.SearchStrategy[Node] = st.one_of(
    st.tuples(_TAGS, st.one_of(st.binary(max_size=24), _TEXTS)),
    st.sampled_from(
        [(0x01, b"\xff"), (0x02, b"\x00"), (0x05, b""), (0x06, b"\x2a\x03"), (0x80, b"ab"), (0x03, b"\x00")]
    ),
)


def octet_by_octet(seed: Seed, change: int) -> Iterator[bytes]:
    """Yield a certificate for each octet of the whole, which differs there by ``change`` and keeps its signature."""
    for place in range(len(seed.der)):
        octets = bytearray(seed.der)
        octets[place] ^= change
        yield bytes(octets)


def _read(octets: bytes) -> list[Node]:
    nodes: list[Node] = []
    while octets:
        tag, length, start = octets[0], octets[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(octets[2:start])
        content = octets[start : start + length]
        # What an extension's value holds is as much a field as what stands around it.
        nodes.append((tag, _read(content) if tag & 0x20 or _is_wrapped(tag, content) else content))
        octets = octets[start + length :]
    return nodes


def _is_wrapped(tag: int, content: bytes) -> bool:
    return tag == 0x04 and content[:1] == b"\x30" and len(content) == content[1] + 2


def _write(node: Node) -> bytes:
    tag, content = node
    return der(tag, content if isinstance(content, bytes) else b"".join(map(_write, content)))


def _inner_nodes(node: Node) -> Iterator[Node]:
    if isinstance(node[1], list):
        yield node
        for child in node[1]:
            yield from _inner_nodes(child)
