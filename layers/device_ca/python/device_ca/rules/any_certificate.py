"""The rules that several judgements share: about any certificate, be it a CA's, a proof or a device's."""

from datetime import datetime, timedelta

from device_ca.certificates.certificate import Certificate
from device_ca.clock import is_past, rfc3339
from device_ca.model.ca_record import CaRecord
from device_ca.model.registered_ca import RegisteredCa
from device_ca.rules.weak_keys import weakness
from device_ca.violation import Violation

CLOCK_DIFFERENCE = timedelta(minutes=5)
"""How far ahead notBefore may lie, because clocks differ."""
LISTED_EXTENSIONS = 10


def expired(certificate: Certificate, now: datetime, *, remedy: str, file_name: str | None = None) -> Violation | None:
    """RFC 5280 4.1.2.5: valid up to notAfter, inclusive."""
    if not is_past(certificate.not_after, now):
        return None
    times = {"notAfter": rfc3339(certificate.not_after), "now": rfc3339(now)}
    return Violation("expired", {"subject": certificate.subject, **times, "remedy": remedy, "fileName": file_name})


def not_yet_valid(certificate: Certificate, now: datetime) -> Violation | None:
    """RFC 5280 4.1.2.5: valid from notBefore on, five minutes of clock difference granted."""
    if certificate.not_before <= now + CLOCK_DIFFERENCE:
        return None
    times = {"notBefore": rfc3339(certificate.not_before), "now": rfc3339(now)}
    return Violation("not_yet_valid", {"subject": certificate.subject, **times, "remedy": "set_clock"})


def weak_key(certificate: Certificate, *, remedy: str) -> Violation | None:
    """Allow only keys of the allowlist; curves by their names (RFC 5480 2.1.1)."""
    found = weakness(certificate.public_key)
    if found is None:
        return None
    key = {"subject": certificate.subject, "keyAlgorithm": certificate.key_algorithm}
    return Violation("weak_key", {"reason": found, **key, "remedy": remedy})


def weak_signature_algorithm(certificate: Certificate, *, remedy: str) -> Violation | None:
    """Allow only signature algorithms of the allowlist."""
    if certificate.signature_parameters.is_allowed:
        return None
    found = {"subject": certificate.subject, "signatureAlgorithm": certificate.signature_algorithm}
    return Violation("weak_signature_algorithm", {**found, "remedy": remedy})


def unknown_critical_extension(certificate: Certificate) -> Violation | None:
    """RFC 5280 4.2: who does not know a critical extension must refuse the certificate."""
    unknown = certificate.extensions.unknown_critical
    if not unknown:
        return None
    return Violation(
        "unknown_critical_extension", {"subject": certificate.subject, "extensions": unknown[:LISTED_EXTENSIONS]}
    )


def ca_expired(ca: RegisteredCa | CaRecord, now: datetime) -> Violation | None:
    """RFC 5280 4.1.2.5: a registered CA may have expired since its upload."""
    if not is_past(ca.not_after, now):
        return None
    return Violation("ca_expired", {"caSubject": ca.subject, "notAfter": rfc3339(ca.not_after), "now": rfc3339(now)})
