"""Findings about a CA certificate that keep it out of nothing."""

from collections.abc import Callable
from datetime import timedelta

from device_ca.certificates.der import read_integer
from device_ca.rules.admission_rules import AdmissionCase
from device_ca.violation import CertificateWarning, quote

_EXPIRES_SOON = timedelta(days=90)
_LONGEST_SERIAL_NUMBER = 20


def _basic_constraints_not_critical(case: AdmissionCase) -> CertificateWarning | None:
    """RFC 5280 4.2.1.9: basicConstraints is critical in a CA certificate."""
    constraints = case.certificate.extensions.basic_constraints
    if constraints is None or constraints.is_critical:
        return None
    return CertificateWarning(
        "basic_constraints_not_critical", "basicConstraints is not critical; RFC 5280 asks for it."
    )


def _key_usage_missing(case: AdmissionCase) -> CertificateWarning | None:
    """RFC 5280 4.2.1.3: a CA certificate has keyUsage."""
    if case.certificate.extensions.key_cert_sign is not None:
        return None
    return CertificateWarning("key_usage_missing", "keyUsage is missing; RFC 5280 asks for it, with keyCertSign.")


def _serial_number_out_of_range(case: AdmissionCase) -> CertificateWarning | None:
    """RFC 5280 4.1.2.2: a positive number of at most 20 octets."""
    octets = case.certificate.serial_number_octets
    if len(octets) > _LONGEST_SERIAL_NUMBER:
        found = f"has {len(octets)} octets"
    elif read_integer(octets) <= 0:
        found = "is not positive"
    else:
        return None
    return CertificateWarning(
        "serial_number_out_of_range",
        f"The serial number {found}; RFC 5280 asks for a positive one of at most 20 octets.",
    )


def _expires_soon(case: AdmissionCase) -> CertificateWarning | None:
    """Ninety days are little time to bring a new CA to every device."""
    not_after, now = case.certificate.not_after, case.now
    if not now <= not_after <= now + _EXPIRES_SOON:
        return None
    left = not_after - now
    message = f"The certificate expires in {left.days} days, at {not_after:%Y-%m-%d %H:%M:%S} UTC."
    return CertificateWarning("expires_soon", message)


def _superior_ca_unknown(case: AdmissionCase) -> CertificateWarning | None:
    """The guide: issued by the superior CA; where that one is not registered, the signature cannot be checked."""
    if case.certificate.self_signed or case.issuer.superior_ca or case.issuer.broken_signature:
        return None
    message = f'The issuer "{quote(case.certificate.issuer)}" is none of your CAs, so its signature was not checked.'
    return CertificateWarning("superior_ca_unknown", message)


WARNINGS: tuple[Callable[[AdmissionCase], CertificateWarning | None], ...] = (
    _basic_constraints_not_critical,
    _key_usage_missing,
    _serial_number_out_of_range,
    _expires_soon,
    _superior_ca_unknown,
)
