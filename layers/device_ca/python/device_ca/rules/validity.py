"""When a certificate is valid (RFC 5280 4.1.2.5)."""

from datetime import datetime, timedelta

from device_ca.certificates.certificate import Certificate
from device_ca.clock import is_past
from device_ca.violation import Violation

CLOCK_DIFFERENCE = timedelta(minutes=5)
"""How far ahead notBefore may lie, because clocks differ."""


def expired(certificate: Certificate, now: datetime, hint: str) -> Violation | None:
    """Finds that a certificate has expired; notAfter is its last valid second."""
    if not is_past(certificate.not_after, now):
        return None
    message = (
        f"The certificate expired at {utc(certificate.not_after)}; it is now {utc(now)}, and a valid one was expected."
    )
    return Violation("expired", message, hint)


def not_yet_valid(certificate: Certificate, now: datetime) -> Violation | None:
    """Finds that a certificate is not valid yet."""
    if certificate.not_before <= now + CLOCK_DIFFERENCE:
        return None
    message = f"The certificate is valid only from {utc(certificate.not_before)} on; it is now {utc(now)}."
    hint = "Wait until then, or set the clock of the machine that issues certificates and issue it again."
    return Violation("not_yet_valid", message, hint)


def utc(moment: datetime) -> str:
    """Writes a time for people."""
    return f"{moment.isoformat(' ', 'seconds').removesuffix('+00:00')} UTC"
