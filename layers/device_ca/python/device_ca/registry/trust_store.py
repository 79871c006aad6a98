"""The trust store: which of a tenant's CAs are trusted, and the PEM file that holds them.

The file is nothing but certificates (RFC 7468), one after the other: that is what mosquitto, NGINX, Envoy, EMQX, an
Application Load Balancer and API Gateway all read. Text between them, which RFC 7468 allows, is not read by all.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.metrics import MetricUnit

from device_ca.certificates.trust_anchor import ca_name, is_loaded_by_openssl
from device_ca.violation import Violation

CONTENT_TYPE = "application/pem-certificate-chain"
_LINE = 64
# Octets that a TLS vector with a length of two octets has room for (RFC 8446, 3.4).
_MOST_NAME_OCTETS = 65_535
# Warn at half of it, which leaves time to change servers.
_MANY_NAME_OCTETS = _MOST_NAME_OCTETS // 2

logger = Logger(child=True)


class VerifiedCa(Protocol):
    """What decides whether a verified CA is in the trust store."""

    @property
    def id(self) -> str:
        """SHA-256 of the certificate's DER."""

    @property
    def der(self) -> bytes:
        """The certificate."""

    def is_trusted(self, now: datetime) -> bool:
        """Say whether it is to be trusted at ``now``."""


def trusted_cas[Ca: VerifiedCa](cas: Iterable[Ca], *, now: datetime) -> Iterator[Ca]:
    """Return those that are trusted at ``now``, in the order in which they come.

    One that OpenSSL does not load would keep every server of the tenant from starting, so it is left out: it is logged
    as an error and counted, which sets off an alarm.
    """
    for ca in cas:
        if not ca.is_trusted(now):
            continue
        if is_loaded_by_openssl(ca.der):
            yield ca
        else:
            _report_unreadable(ca.id)


@dataclass(frozen=True, slots=True)
class TrustStoreContents:
    """What a trust store's file holds.

    Attributes:
        certificates: How many CAs.
        name_octets: What ``name_octets`` says of them.
        sha256: Digest of the file in hex.
    """

    certificates: int
    name_octets: int
    sha256: str


def write_trust_store(file: IO[bytes], cas: Iterable[VerifiedCa], *, now: datetime) -> TrustStoreContents:
    """Write those that are trusted at ``now`` to a PEM file, one after the other; of none, nothing."""
    digest, names, count = hashlib.sha256(), set[bytes](), 0
    for ca in trusted_cas(cas, now=now):
        block = pem_block(ca.der)
        file.write(block)
        digest.update(block)
        names.add(ca_name(ca.der))
        count += 1
    return TrustStoreContents(count, name_octets(names), digest.hexdigest())


def pem_block(der: bytes) -> bytes:
    """Return a certificate as a block of a PEM file."""
    text = base64.b64encode(der).decode("ascii")
    lines = "\n".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n".encode("ascii")


def name_octets(names: AbstractSet[bytes]) -> int:
    """Return how long a TLS server's list of these names is (RFC 8446, 4.2.4: each has two octets for its length).

    A server that lists the CAs which it trusts, as NGINX does with those of
    ``ssl_client_certificate``, refuses every handshake where they need more.
    """
    return sum(2 + len(name) for name in names)


def trust_store_warnings(octets: int) -> list[Violation]:
    """Return what should be mended before it stops servers, given what ``name_octets`` says of the trusted CAs."""
    if octets <= _MANY_NAME_OCTETS:
        return []
    return [Violation("ca_names_long", {"octets": octets, "most": _MOST_NAME_OCTETS})]


def _report_unreadable(certificate_id: str) -> None:
    logger.error("certificate left out of the trust store: OpenSSL does not load it", certificate_id=certificate_id)
    with single_metric("UnreadableTrustAnchors", MetricUnit.Count, 1, namespace="DeviceCaRegistry"):
        pass
