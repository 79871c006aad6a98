"""Certificates of a CA that who holds its private key has not signed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from device_ca import clock
from tests.support.certificates import SIGNINGS, bit_string, build_certificate, name, sequence

if TYPE_CHECKING:
    from tests.support.authority import Authority

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ECDSA_WITH_SHA256 = SIGNINGS["ecdsa-with-SHA256"].algorithm


def forgery(ca: Authority, *, subject: str | None = None) -> bytes:
    """Return a certificate of the CA's public key that nobody signed, of an issuer that nobody knows."""
    now = clock.utc_now()
    return build_certificate(
        spki=ca.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        subject=name(("CN", subject or ca.common_name)),
        issuer=name(("CN", "An issuer that nobody knows")),
        not_before=now - timedelta(days=1),
        not_after=now + timedelta(days=36_500),
        signing=SIGNINGS["ecdsa-with-SHA256"],
        signature=encode_dss_signature(1, 1),
    )


def twin(ca: Authority) -> bytes:
    """Return the CA's certificate with its signature (r, s) written as (r, n - s), which verifies as well."""
    r, s = decode_dss_signature(ca.certificate.signature)
    signature = encode_dss_signature(r, _P256_ORDER - s)
    return sequence(ca.certificate.tbs_certificate_bytes, _ECDSA_WITH_SHA256, bit_string(signature))
