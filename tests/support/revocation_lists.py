"""Revocation lists for tests: good by default, made bad by one named deviation at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from device_ca import clock
from tests.support.authority import Authority
from tests.support.certificates import (
    CA_NAME,
    NOW,
    Signing,
    bit_string,
    der,
    extension,
    integer,
    private_key,
    sequence,
    time,
    usual_signing,
)

REASON, HOLD, REMOVED = 1, 6, 8


def entry(serial: int | bytes, *extensions: bytes, at: datetime | bytes = NOW) -> bytes:
    """Encodes an entry of a list."""
    number = serial if isinstance(serial, bytes) else integer(serial)
    date = at if isinstance(at, bytes) else time(at)
    return sequence(number, date, sequence(*extensions) if extensions else b"")


def reason(code: int, *, critical: bool = False) -> bytes:
    """Encodes an entry's reason (RFC 5280 5.3.1)."""
    return extension("2.5.29.21", der(0x0A, bytes([code])), critical=critical)


def scope(*parts: bytes) -> bytes:
    """Encodes the extension Issuing Distribution Point (RFC 5280 5.2.5)."""
    return extension("2.5.29.28", sequence(*parts), critical=True)


def build_revocation_list(  # noqa: PLR0913 - every field may deviate
    *entries: bytes,
    key: str = "P-256",
    issuer: bytes = CA_NAME,
    version: bytes = integer(1),
    this_update: datetime | bytes = NOW - timedelta(minutes=1),
    next_update: datetime | bytes | None = NOW + timedelta(days=30),
    number: bytes | None = integer(2),
    extensions: Sequence[bytes] = (),
    signing: Signing | None = None,
    inner_algorithm: bytes | None = None,
    signature: bytes | None = None,
) -> bytes:
    """Builds a list in DER: a good one of the CA that ``build_certificate`` makes, unless told otherwise.

    Args:
        entries: what it lists, each the DER of an entry.
        key: the kind of the key that signs.
        issuer: the issuer's DER.
        version: the version's DER; empty leaves it out.
        this_update: a time, or its DER.
        next_update: a time, or its DER; None leaves it out.
        number: the DER of the CRL number; None leaves it out.
        extensions: further ones.
        signing: how to sign.
        inner_algorithm: the AlgorithmIdentifier that is signed, where it is not the one beside the signature.
        signature: the signature's octets, where they are not those of `signing`.
    """
    signing = signing or usual_signing(key)
    times = [time(moment) if isinstance(moment, datetime) else moment for moment in (this_update, next_update)]
    named = [*([] if number is None else [extension("2.5.29.20", number)]), *extensions]
    signed = sequence(
        version,
        inner_algorithm or signing.algorithm,
        issuer,
        *(moment for moment in times if moment is not None),
        sequence(*entries) if entries else b"",
        der(0xA0, sequence(*named)) if named else b"",
    )
    octets = signing.sign(private_key(key), signed) if signature is None else signature
    return sequence(signed, signing.algorithm, bit_string(octets))


def long_list(ca: Authority, octets: int, *, number: int = 1) -> bytes:
    """Builds a good list of a CA, made now, that has about so many octets: entries with long numbers and reasons."""
    this_update = clock.utc_now() - timedelta(minutes=1)
    first = entry(1 << 152, reason(REASON), at=this_update)
    head, tail = first.split(b"\x01" + bytes(19), 1)
    entries = b"".join(head + (1 << 152 | count).to_bytes(20) + tail for count in range(octets // len(first)))
    return build_revocation_list(
        entries,
        issuer=ca.certificate.subject.public_bytes(),
        this_update=this_update,
        next_update=this_update + timedelta(days=30),
        number=integer(number),
        signing=Signing(usual_signing("P-256").algorithm, lambda _, data: ca.key.sign(data, ECDSA(SHA256()))),
    )
