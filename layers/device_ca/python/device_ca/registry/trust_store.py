"""The trust store: which of a tenant's CAs are trusted, and the PEM file that holds them.

The file is nothing but certificates (RFC 7468), one after the other: that is what mosquitto, NGINX, Envoy, EMQX, an
Application Load Balancer and API Gateway all read. Text between them, which RFC 7468 allows, is not read by all.
"""

import base64
from collections.abc import Iterable
from datetime import datetime

from device_ca.model.ca_record import CaRecord

CONTENT_TYPE = "application/pem-certificate-chain"
_LINE = 64


def trusted_cas(records: Iterable[CaRecord], *, now: datetime) -> list[CaRecord]:
    """Return those that are trusted at ``now``, in an order that depends on nothing but them."""
    return sorted((record for record in records if record.is_trusted(now)), key=lambda record: record.id)


def pem_bundle(records: Iterable[CaRecord]) -> bytes:
    """Return the certificates as one PEM file; of none, an empty one."""
    return "".join(_pem(record.der) for record in records).encode("ascii")


def _pem(der: bytes) -> str:
    text = base64.b64encode(der).decode("ascii")
    lines = "\n".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
