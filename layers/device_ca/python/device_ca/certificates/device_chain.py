"""A file with a device certificate and, after it, the intermediate CAs' certificates that the device sends along."""

from collections.abc import Sequence
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate, read_certificate
from device_ca.certificates.der import MalformedDer
from device_ca.certificates.pem import CERTIFICATE_LABELS, BrokenBase64, PemBlock, decode_base64, read_pem_blocks
from device_ca.certificates.uploaded_file import read_certificate_file
from device_ca.violation import Json, Violation

LONGEST_CHAIN = 10
"""Certificates in one file: TLS stacks take no more by default, and ten are far more than devices send."""

_SEQUENCE = b"\x30"


class ChainReading(NamedTuple):
    """What was read from a file.

    Attributes:
        certificates: the device's first, each once; empty where one cannot be read.
        violations: the broken rules about the file itself.
    """

    certificates: tuple[Certificate, ...] = ()
    violations: tuple[Violation, ...] = ()


def read_certificate_chain(unverified_file: bytes) -> ChainReading:
    """Reads a file with one certificate, as ``read_certificate_file`` does, or a PEM file with several.

    No public key is loaded: the validator of paths does that itself.

    Returns:
        A reading, whatever the bytes are; nothing is raised.
    """
    if unverified_file[:1] == _SEQUENCE:
        try:
            return ChainReading((read_certificate(unverified_file, load_key=False),))
        except MalformedDer:
            # Read once more below: that names what it is instead of a certificate.
            pass
    blocks = read_pem_blocks(unverified_file)
    if blocks and all(block.label in CERTIFICATE_LABELS and block.text is not None for block in blocks):
        return _read_blocks(blocks)
    reading = read_certificate_file(unverified_file)
    if reading.certificate is None or reading.violations:
        return ChainReading(violations=reading.violations)
    return ChainReading((reading.certificate,))


def _read_blocks(blocks: Sequence[PemBlock]) -> ChainReading:
    if len(blocks) > LONGEST_CHAIN:
        found: dict[str, Json] = {"count": len(blocks), "most": LONGEST_CHAIN}
        return ChainReading(violations=(Violation("too_many_certificates", found),))
    certificates: dict[str, Certificate] = {}
    violations: list[Violation] = []
    for number, block in enumerate(blocks, 1):
        try:
            certificate = read_certificate(decode_base64(block.text or b""), load_key=False)
        except (BrokenBase64, MalformedDer):
            place: dict[str, Json] = {"number": number} if len(blocks) > 1 else {}
            reading = read_certificate_file(b"-----BEGIN %b-----%b-----END %b-----" % _armour(block))
            violations += [Violation(found.rule, {**found.parameters, **place}) for found in reading.violations]
            if reading.certificate is None:
                continue
            certificate = reading.certificate
        certificates.setdefault(certificate.id, certificate)
    return ChainReading(violations=tuple(violations)) if violations else ChainReading(tuple(certificates.values()))


def _armour(block: PemBlock) -> tuple[bytes, bytes, bytes]:
    label = block.label.encode("ascii")
    return label, block.text or b"", label
