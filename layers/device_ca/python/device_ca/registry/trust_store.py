"""The trust store: which of a tenant's CAs are trusted, and the PEM file that holds them.

The file is nothing but certificates (RFC 7468), one after the other: that is what mosquitto, NGINX, Envoy, EMQX, an
Application Load Balancer and API Gateway all read. Text between them, which RFC 7468 allows, is not read by all.
"""

import base64
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from device_ca.certificates.trust_anchor import is_loaded_by_openssl

CONTENT_TYPE = "application/pem-certificate-chain"
_LINE = 64

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


def pem_block(der: bytes) -> bytes:
    """Return a certificate as a block of a PEM file."""
    text = base64.b64encode(der).decode("ascii")
    lines = "\n".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n".encode("ascii")


def pem_bundle(cas: Iterable[VerifiedCa]) -> bytes:
    """Return the certificates as one PEM file; of none, an empty one."""
    return b"".join(pem_block(ca.der) for ca in cas)


def _report_unreadable(certificate_id: str) -> None:
    logger.error("certificate left out of the trust store: OpenSSL does not load it", certificate_id=certificate_id)
    metrics = EphemeralMetrics(namespace="DeviceCaRegistry")
    metrics.add_metric("UnreadableTrustAnchors", MetricUnit.Count, 1)
    metrics.flush_metrics()
