"""A file with a device certificate and, after it, the intermediate CAs' certificates that the device sends along."""

from collections.abc import Sequence
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.hidden_contents import search
from device_ca.certificates.malformed import Malformed
from device_ca.certificates.pem import CERTIFICATE_LABELS, PemBlock, decode_block, read_pem_blocks
from device_ca.certificates.uploaded_file import malformed, read_certificate_file, read_der
from device_ca.violation import Violation

LONGEST_CHAIN = 10
"""Certificates in one file: TLS stacks take no more by default, and ten are far more than devices send."""
LARGEST_CHAIN = 100 * 1024
"""Bytes of these certificates together: OpenSSL takes no more by default (SSL_MAX_CERT_LIST_DEFAULT).

It compares each name of a certificate with each constraint of every CA above, so a few long ones would cost seconds.
"""


class ChainReading(NamedTuple):
    """What was read from a file.

    Attributes:
        certificates: the device's first, each once; empty where one cannot be read.
        violations: the broken rules about the file itself.
    """

    certificates: tuple[Certificate, ...] = ()
    violations: tuple[Violation, ...] = ()


def read_certificate_chain(unverified_file: bytes) -> ChainReading:
    """Read a file with one certificate, as ``read_certificate_file`` does, or a PEM file with several.

    Returns:
        A reading, whatever the bytes are; nothing is raised.
    """
    blocks = read_pem_blocks(unverified_file)
    if len(blocks) > 1 and all(block.label in CERTIFICATE_LABELS for block in blocks):
        if search(unverified_file).has_private_key:
            return ChainReading(violations=(Violation("contains_private_key"),))
        return _read_blocks(blocks)
    reading = read_certificate_file(unverified_file)
    if reading.certificate is None or reading.violations:
        return ChainReading(violations=reading.violations)
    return ChainReading((reading.certificate,))


def _read_blocks(blocks: Sequence[PemBlock]) -> ChainReading:
    if len(blocks) > LONGEST_CHAIN:
        too_many = Violation("too_many_certificates", {"count": len(blocks), "most": LONGEST_CHAIN})
        return ChainReading(violations=(too_many,))
    certificates: dict[str, Certificate] = {}
    violations: list[Violation] = []
    for number, block in enumerate(blocks, 1):
        try:
            reading = read_der(decode_block(block))
        except Malformed as error:
            violations.append(_numbered(malformed(error), number))
            continue
        violations += [_numbered(violation, number) for violation in reading.violations]
        if reading.certificate:
            certificates.setdefault(reading.certificate.id, reading.certificate)
    size = sum(len(certificate.der) for certificate in certificates.values())
    if size > LARGEST_CHAIN:
        violations.append(Violation("too_many_certificates", {"reason": "size", "size": size, "most": LARGEST_CHAIN}))
    return ChainReading(violations=tuple(violations)) if violations else ChainReading(tuple(certificates.values()))


def _numbered(violation: Violation, number: int) -> Violation:
    return Violation(violation.rule, {**violation.parameters, "number": number})
