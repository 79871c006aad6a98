"""May a revocation list of a CA be taken? The rules, each a function, all in one tuple; each broken one is reported."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate, read_certificate
from device_ca.certificates.malformed import Malformed
from device_ca.certificates.public_key import read_stored_key
from device_ca.certificates.revocation_list import RevocationList, openssl_list_refusal
from device_ca.certificates.uploaded_list import RevocationListReading
from device_ca.clock import is_past, rfc3339
from device_ca.model.ca_record import CaRecord
from device_ca.rules.any_certificate import CLOCK_DIFFERENCE, LISTED_EXTENSIONS
from device_ca.violation import Violation

MOST_NUMBER_OCTETS = 20
"""Octets that a CRL number may have (RFC 5280 5.2.3)."""
_VERSION = 2
_REMEDY = {"remedy": "make_list_again"}


class RevocationListCase(NamedTuple):
    """What the rules look at.

    Attributes:
        revocation_list: what was uploaded.
        ca: the CA that it is to be of.
        ca_certificate: the CA's certificate; None where its record lacks it.
        now: the time of the upload, aware.
    """

    revocation_list: RevocationList
    ca: CaRecord
    ca_certificate: Certificate | None
    now: datetime


def judge_revocation_list(reading: RevocationListReading, ca: CaRecord, *, now: datetime) -> tuple[Violation, ...]:
    """Return every rule that is broken; none exactly if the list may take the place of the CA's last one."""
    revocation_list = reading.revocation_list
    if revocation_list is None:
        return reading.violations
    certificate = _ca_certificate(ca)
    case = RevocationListCase(revocation_list, ca, certificate, now)
    violations = [*reading.violations, *(found for rule in RULES if (found := rule(case)) is not None)]
    if not violations:
        refusal = (
            openssl_list_refusal(revocation_list.der, certificate)
            if certificate
            else "it does not load the CA certificate"
        )
        if refusal:
            violations.append(Violation("refused_by_openssl", {"reason": "crl", "error": refusal, **_REMEDY}))
    return tuple(violations)


def number_not_higher(found: int, ca: CaRecord) -> Violation | None:
    """RFC 5280 5.2.3: numbers increase, so a list with the last one's number, or a lower one, is not newer."""
    if ca.crl is None or found > ca.crl.number:
        return None
    return Violation("crl_number_not_higher", {"found": f"{found:x}", "last": f"{ca.crl.number:x}"})


def _ca_certificate(ca: CaRecord) -> Certificate | None:
    try:
        return read_certificate(ca.der)
    except Malformed:
        return None


def _issuer_is_ca(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.1.2.3: the list is issued by who issued the certificates."""
    issuer = case.revocation_list.issuer_name
    if issuer.comparison_digest == case.ca.subject_digest:
        return None
    return Violation("crl_issuer_mismatch", {"issuer": issuer.text, "caSubject": case.ca.subject, **_REMEDY})


def _signed_by_ca(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.1.1.3, 6.3.3 (g): the CA's key made the signature, which is checked where its algorithm is allowed."""
    revocation_list = case.revocation_list
    if not revocation_list.signature_parameters.is_allowed:
        return None
    if revocation_list.is_signed_by(read_stored_key(case.ca.spki)):
        return None
    return Violation("crl_signature_invalid", {"caSubject": case.ca.subject, **_REMEDY})


def _strong_signature_algorithm(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.1.1.2: the allowlist of signature algorithms, as for certificates."""
    algorithm = case.revocation_list.signature_parameters
    if algorithm.is_allowed:
        return None
    return Violation("weak_signature_algorithm", {"reason": "crl", "signatureAlgorithm": algorithm.name, **_REMEDY})


def _ca_may_sign_lists(case: RevocationListCase) -> Violation | None:
    """RFC 5280 4.2.1.3 and 6.3.3 (f): cRLSign is set where the CA's keyUsage is there."""
    if case.ca_certificate is None or case.ca_certificate.extensions.crl_sign is not False:
        return None
    return Violation("key_usage_forbids_crl_signing", {"caSubject": case.ca.subject})


def _version_2(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.1.2.1: a list with extensions is of version 2, and the CRL number is one."""
    version = case.revocation_list.version
    return None if version == _VERSION else Violation("crl_not_version_2", {"version": version, **_REMEDY})


def _number_present(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.2.3: a list has a number."""
    return None if case.revocation_list.number is not None else Violation("crl_number_missing", _REMEDY)


def _number_not_too_long(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.2.3: at most 20 octets."""
    number = case.revocation_list.number or 0
    octets = number.bit_length() // 8 + 1
    if octets <= MOST_NUMBER_OCTETS:
        return None
    return Violation("crl_number_too_long", {"octets": octets, "most": MOST_NUMBER_OCTETS})


def _number_higher(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.2.3."""
    number = case.revocation_list.number
    return None if number is None else number_not_higher(number, case.ca)


def _already_issued(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.1.2.4: thisUpdate has come, five minutes of clock difference granted."""
    this_update = case.revocation_list.this_update
    if this_update <= case.now + CLOCK_DIFFERENCE:
        return None
    return Violation("crl_not_yet_valid", {"thisUpdate": rfc3339(this_update), "now": rfc3339(case.now)})


def _next_update_present(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.1.2.5: a list says when the next one comes."""
    return None if case.revocation_list.next_update else Violation("crl_next_update_missing", _REMEDY)


def _not_expired(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.1.2.5 and 6.3.3: brokers refuse every device of the CA where the next list is due."""
    next_update = case.revocation_list.next_update
    if next_update is None or not is_past(next_update, case.now):
        return None
    times = {"nextUpdate": rfc3339(next_update), "now": rfc3339(case.now)}
    return Violation("crl_expired", {"reason": "upload", **times, **_REMEDY})


def _no_delta(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.2.4: a delta list means nothing by itself."""
    return Violation("delta_crl", _REMEDY) if case.revocation_list.is_delta else None


def _not_indirect(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.2.5 and 5.3.3: only the CA's own certificates."""
    return Violation("indirect_crl", _REMEDY) if case.revocation_list.is_indirect else None


def _complete(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.2.5: all of the CA's certificates and all reasons, wherever a certificate says its list is."""
    return Violation("partial_crl", _REMEDY) if case.revocation_list.is_partial else None


def _known_critical_extensions(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.2 and 5.3: who does not know a critical extension must not use the list."""
    unknown = case.revocation_list.unknown_critical
    if not unknown:
        return None
    return Violation(
        "unknown_critical_extension", {"reason": "crl", "extensions": unknown[:LISTED_EXTENSIONS], **_REMEDY}
    )


def _no_repeated_entry(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.1.2.6: an entry for each certificate; of two that differ, programs would take one or the other."""
    serial = case.revocation_list.repeated_serial
    return None if serial is None else Violation("crl_entry_repeated", {"serialNumber": f"{serial:x}", **_REMEDY})


def _nothing_removed(case: RevocationListCase) -> Violation | None:
    """RFC 5280 5.3.1: removeFromCRL is for delta lists alone; OpenSSL takes what it names for not revoked."""
    serial = case.revocation_list.removed_serial
    return None if serial is None else Violation("crl_entry_removed", {"serialNumber": f"{serial:x}", **_REMEDY})


RULES: tuple[Callable[[RevocationListCase], Violation | None], ...] = (
    _issuer_is_ca,
    _signed_by_ca,
    _strong_signature_algorithm,
    _ca_may_sign_lists,
    _version_2,
    _number_present,
    _number_not_too_long,
    _number_higher,
    _already_issued,
    _next_update_present,
    _not_expired,
    _no_delta,
    _not_indirect,
    _complete,
    _known_critical_extensions,
    _no_repeated_entry,
    _nothing_removed,
)
"""The rules about the list; those about the file are broken, or not, when it is read."""
