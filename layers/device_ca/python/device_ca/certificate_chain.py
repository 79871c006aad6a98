"""A file with a device certificate and, after it, the intermediate CAs' certificates that the device sends along."""

from collections.abc import Sequence
from dataclasses import dataclass

from device_ca.certificate import Certificate, read_certificate
from device_ca.certificate_file import read_certificate_file
from device_ca.der import MalformedDer
from device_ca.judgement import Violation
from device_ca.pem import CERTIFICATE_LABELS, BrokenBase64, PemBlock, decode_base64, read_pem_blocks

LONGEST_CHAIN = 10
"""Certificates in one file: TLS stacks take no more by default, and ten are far more than devices send."""


@dataclass(frozen=True, slots=True)
class ChainReading:
    """What was read from a file.

    Attributes:
        certificates: the device's first, each once; empty where one cannot be read.
        violations: the broken rules about the file itself.
    """

    certificates: tuple[Certificate, ...] = ()
    violations: tuple[Violation, ...] = ()


def read_certificate_chain(unverified_file: bytes) -> ChainReading:
    """Reads a file with one certificate, as ``read_certificate_file`` does, or a PEM file with several.

    Returns:
        A reading, whatever the bytes are; nothing is raised.
    """
    blocks = read_pem_blocks(unverified_file)
    if len(blocks) > 1 and all(block.label in CERTIFICATE_LABELS and block.text is not None for block in blocks):
        return _read_blocks(blocks)
    reading = read_certificate_file(unverified_file)
    if reading.certificate is None or reading.violations:
        return ChainReading(violations=reading.violations)
    return ChainReading((reading.certificate,))


def _read_blocks(blocks: Sequence[PemBlock]) -> ChainReading:
    if len(blocks) > LONGEST_CHAIN:
        message = f"The file holds {len(blocks)} certificates; at most {LONGEST_CHAIN} were expected."
        hint = "Send the device's certificate first and after it only the intermediate CAs between it and your CA."
        return ChainReading(violations=(Violation("too_many_certificates", message, hint),))
    certificates: dict[str, Certificate] = {}
    violations: list[Violation] = []
    for number, block in enumerate(blocks, 1):
        try:
            certificate = read_certificate(decode_base64(block.text or b""))
        except (BrokenBase64, MalformedDer):
            # Read once more by itself: that names what it is instead of a certificate.
            reading = read_certificate_file(b"-----BEGIN %b-----%b-----END %b-----" % _armour(block))
            violations += [
                Violation(found.rule, f"Certificate {number} of the file: {found.message}", found.hint)
                for found in reading.violations
            ]
            if reading.certificate is None:
                continue
            certificate = reading.certificate
        certificates.setdefault(certificate.id, certificate)
    return ChainReading(violations=tuple(violations)) if violations else ChainReading(tuple(certificates.values()))


def _armour(block: PemBlock) -> tuple[bytes, bytes, bytes]:
    label = block.label.encode("ascii")
    return label, block.text or b"", label
