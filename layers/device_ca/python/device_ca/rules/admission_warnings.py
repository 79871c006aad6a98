"""Warnings: findings that do not reject a CA certificate."""

from collections.abc import Callable
from datetime import timedelta

from device_ca.clock import rfc3339
from device_ca.rules.admission_rules import AdmissionCase
from device_ca.violation import Json, Violation

_EXPIRES_SOON = timedelta(days=90)
_LONGEST_SERIAL_NUMBER = 20


def _basic_constraints_not_critical(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.9: basicConstraints is critical in a CA certificate."""
    constraints = case.certificate.extensions.basic_constraints
    if constraints is None or constraints.is_critical:
        return None
    return Violation("basic_constraints_not_critical", {"remedy": case.remedy})


def _key_usage_missing(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.3: a CA certificate has keyUsage."""
    if case.certificate.extensions.key_cert_sign is not None:
        return None
    return Violation("key_usage_missing", {"remedy": case.remedy})


def _serial_number_out_of_range(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.1.2.2: a positive number of at most 20 octets."""
    serial = case.certificate.serial
    octets = serial.bit_length() // 8 + 1
    if octets > _LONGEST_SERIAL_NUMBER:
        return Violation("serial_number_out_of_range", {"reason": "too_long", "octets": octets})
    if serial <= 0:
        return Violation("serial_number_out_of_range", {"reason": "not_positive"})
    return None


def _object_identifier_out_of_range(case: AdmissionCase) -> Violation | None:
    """X.660 knows no limit, and OpenSSL none that matters; Go reads numbers of 31 bits and GnuTLS those of 64."""
    count = case.certificate.extensions.long_identifiers
    return Violation("object_identifier_out_of_range", {"count": count, "remedy": case.remedy}) if count else None


def _expires_soon(case: AdmissionCase) -> Violation | None:
    """Ninety days are little time to bring a new CA to every device."""
    not_after, now = case.certificate.not_after, case.now
    if not now <= not_after <= now + _EXPIRES_SOON:
        return None
    left: dict[str, Json] = {"days": (not_after - now).days, "notAfter": rfc3339(not_after)}
    return Violation("expires_soon", {**left, "remedy": "renew", "fileName": case.file_name})


def _superior_ca_unknown(case: AdmissionCase) -> Violation | None:
    """Warn where the superior CA is not registered, so that the signature cannot be checked."""
    if case.certificate.self_signed or case.issuer.superior_ca or case.issuer.broken_signature:
        return None
    return Violation("superior_ca_unknown", {"issuer": case.certificate.issuer})


WARNINGS: tuple[Callable[[AdmissionCase], Violation | None], ...] = (
    _basic_constraints_not_critical,
    _key_usage_missing,
    _serial_number_out_of_range,
    _object_identifier_out_of_range,
    _expires_soon,
    _superior_ca_unknown,
)
