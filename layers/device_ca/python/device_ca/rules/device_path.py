"""Why a device certificate is not trusted: each reason a rule, in words."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.path_validation import NAME_CONSTRAINTS, UNREADABLE, PathInvalid
from device_ca.model.ca_record import PENDING, CaRecord
from device_ca.model.verification_code import has_form_of_code
from device_ca.rules.any_certificate import (
    ca_expired,
    expired,
    not_yet_valid,
    unknown_critical_extension,
    weak_key,
    weak_signature_algorithm,
)
from device_ca.rules.presented_path import PresentedPath
from device_ca.violation import Json, Violation


def judge_certificates(certificates: Sequence[Certificate], *, now: datetime) -> Iterator[Violation]:
    """Find what is wrong with certificates of a path by themselves, the device's first."""
    for certificate in certificates:
        findings = (
            expired(certificate, now, remedy="issue_device_again"),
            not_yet_valid(certificate, now),
            weak_key(certificate, remedy="new_device_key"),
            weak_signature_algorithm(certificate, remedy="issue_device_again"),
            unknown_critical_extension(certificate),
            _not_for_client_authentication(certificate, is_device=certificate is certificates[0]),
            _is_a_verification_certificate(certificate),
        )
        yield from (finding for finding in findings if finding is not None)


def _not_for_client_authentication(certificate: Certificate, *, is_device: bool) -> Violation | None:
    """RFC 5280 4.2.1.3 and 4.2.1.12: a device is a client of TLS; brokers ask this of the CAs in between as well."""
    extensions = certificate.extensions
    if extensions.client_auth is False:
        reason = "extended_key_usage"
    elif is_device and extensions.digital_signature is False:
        reason = "key_usage"
    else:
        return None
    return Violation("not_for_client_authentication", {"reason": reason, "subject": certificate.subject})


def _is_a_verification_certificate(certificate: Certificate) -> Violation | None:
    """Refuse a proof of possession, which brokers would take for a device, and the guide's for 100 years.

    It has the form of a code as its only Common Name, and does not say what it is for. A device whose name has that
    form by chance names clientAuth in its extKeyUsage.
    """
    names = certificate.common_names
    if certificate.extensions.client_auth or len(names) != 1 or not has_form_of_code(names[0].strip()):
        return None
    return Violation("is_a_verification_certificate", {"subject": certificate.subject})


def judge_links(path: PresentedPath) -> Iterator[Violation]:
    """Find what is wrong with the issuers that were presented (RFC 5280 6.1.4 k to n) and with the path's end."""
    below = 0
    for certificate in path.certificates[1:]:
        constraints, name = certificate.extensions.basic_constraints, certificate.subject
        if constraints is None or not constraints.is_ca:
            yield Violation("not_a_ca", {"reason": "issuer", "subject": name})
        if certificate.extensions.key_cert_sign is False:
            yield Violation("key_usage_forbids_signing", {"reason": "issuer", "subject": name})
        if certificate.path_length is not None and below > certificate.path_length:
            yield _path_length_exceeded(name, certificate.path_length, below)
        below += not certificate.self_issued
    for ca in path.signers[-1]:
        if ca.path_length is not None and below > ca.path_length:
            yield _path_length_exceeded(ca.subject, ca.path_length, below)
    if not path.cas:
        yield _no_issuer(path)


def _path_length_exceeded(subject: str, allowed: int, count: int) -> Violation:
    found: dict[str, Json] = {"subject": subject, "allowed": allowed, "count": count}
    return Violation("path_length_exceeded", {"reason": "counted", **found})


def _no_issuer(path: PresentedPath) -> Violation:
    last = path.certificates[-1]
    names = {"subject": last.subject, "issuer": last.issuer}
    if path.same_name_count and not last.self_signed:
        return Violation("signature_invalid", {"reason": "same_name", **names})
    return Violation("issuer_unknown", names)


def judge_ca(ca: CaRecord, *, now: datetime) -> Iterator[Violation]:
    """Find why one of the tenant's own CAs is no trust anchor."""
    name = {"caSubject": ca.subject, "caId": ca.id}
    if ca.status == PENDING:
        yield Violation("ca_pending_verification", name)
    if not ca.enabled:
        yield Violation("ca_disabled", name)
    expiry = ca_expired(ca, now)
    if expiry is not None:
        yield expiry


# OpenSSL's X509_V_ERR_... numbers (openssl/x509_vfy.h).
_FINDINGS: dict[int, Violation] = {
    UNREADABLE: Violation("malformed", {"reason": "openssl"}),
    9: Violation("not_yet_valid", {"reason": "path", "remedy": "check_path"}),
    10: Violation("expired", {"reason": "path", "remedy": "check_path"}),
    7: Violation("signature_invalid", {"reason": "path"}),
    25: Violation("path_length_exceeded"),
    34: Violation("unknown_critical_extension", {"reason": "path"}),
    **dict.fromkeys((24, 79), Violation("not_a_ca", {"reason": "issuer"})),
    **dict.fromkeys(NAME_CONSTRAINTS, Violation("name_constraints_violated")),
}


def finding_of(error: PathInvalid, subjects: dict[bytes, str]) -> Violation:
    """Name the rule behind the validator's error.

    Args:
        error: what was raised.
        subjects: the subject of each certificate in DER that may be meant, the device's first.
    """
    subject = subjects.get(error.der or b"", next(iter(subjects.values())))
    found = _FINDINGS.get(error.code)
    if found is None:
        return Violation("path_invalid", {"subject": subject, "error": error.reason})
    return Violation(found.rule, {**found.parameters, "subject": subject})
