"""Does a verification certificate prove possession of a CA's private key? Every broken rule is reported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.file_kind import CERTIFICATE_REQUEST
from device_ca.certificates.uploaded_file import CertificateReading
from device_ca.clock import rfc3339
from device_ca.model.registered_ca import RegisteredCa
from device_ca.model.verification_code import ReplacedCode
from device_ca.rules.any_certificate import ca_expired, expired, not_yet_valid, weak_signature_algorithm
from device_ca.rules.issuer import is_signed_by_key
from device_ca.rules.possession_by_signature import judge_signature_proof
from device_ca.rules.proof import ProofJudgement
from device_ca.violation import Json, Violation

__all__ = ["ProofJudgement", "judge_signature_proof", "judge_verification_certificate"]

_LISTED_NAMES = 5
_BLANKS = " \t\r\n\v\f"


@dataclass(frozen=True, slots=True)
class _Case:
    """What the rules look at."""

    certificate: Certificate
    ca: RegisteredCa
    code: str
    replaced_codes: Sequence[ReplacedCode]
    other_cas: Sequence[RegisteredCa]
    now: datetime


def judge_verification_certificate(
    reading: CertificateReading,
    *,
    ca: RegisteredCa,
    code: str,
    file_name: str | None = None,
    replaced_codes: Sequence[ReplacedCode] = (),
    other_cas: Sequence[RegisteredCa] = (),
    now: datetime,
) -> ProofJudgement:
    """Judge whether a verification certificate proves possession of the CA's private key.

    Version, extensions, key and basic constraints of the certificate do not count: the guide's own commands make
    version 1 without any.

    Args:
        reading: what read_certificate_file made of the upload.
        ca: the CA whose key is to be proven.
        code: the code that is active now.
        file_name: the file's name as uploaded, if it came with one.
        replaced_codes: earlier codes, so that one of them is recognised.
        other_cas: the tenant's other CAs, so that the one that did sign can be named.
        now: the time of the upload, aware.
    """
    violations = [_for_a_proof(violation, reading, file_name) for violation in reading.violations]
    if reading.certificate is not None:
        case = _Case(reading.certificate, ca, code, replaced_codes, other_cas, now)
        violations += [violation for rule in RULES if (violation := rule(case)) is not None]
    return ProofJudgement(tuple(violations))


def _for_a_proof(violation: Violation, reading: CertificateReading, file_name: str | None) -> Violation:
    """Give violations about the file the hints that fit a proof."""
    parameters: dict[str, Json] = {**violation.parameters, "fileName": file_name}
    if reading.kind is CERTIFICATE_REQUEST:
        parameters["remedy"] = "sign_request"
    elif violation.rule in ("contains_private_key", "several_certificates"):
        parameters["remedy"] = "upload_proof_alone"
    return Violation(violation.rule, parameters)


def _not_the_ca_certificate(case: _Case) -> Violation | None:
    """Refuse the CA certificate itself: it is public, so it proves nothing."""
    if case.certificate.id != case.ca.id:
        return None
    return Violation("is_the_ca_certificate", {"code": case.code, "remedy": "request_code"})


def _has_common_name(case: _Case) -> Violation | None:
    """Ask for a Common Name, where the code stands (the guide, step 4)."""
    if case.certificate.common_names:
        return None
    found = {"subject": case.certificate.subject, "code": case.code}
    return Violation("common_name_missing", {**found, "remedy": "request_code"})


def _has_one_common_name(case: _Case) -> Violation | None:
    """Ask for one Common Name, for there is one code (the guide, step 4)."""
    names = case.certificate.common_names
    if len(names) <= 1:
        return None
    found: dict[str, Json] = {"count": len(names), "commonNames": names[:_LISTED_NAMES], "code": case.code}
    return Violation("several_common_names", {**found, "remedy": "request_code"})


def _common_name_is_code(case: _Case) -> Violation | None:
    """Ask for the active code, without regard to case and surrounding blanks (RFC 5280 7.1)."""
    names = case.certificate.common_names
    if len(names) != 1 or _is_code(names[0], case.code):
        return None
    found: dict[str, Json] = {"commonName": names[0], "code": case.code, "remedy": "request_code"}
    replaced_at = [rfc3339(earlier.replaced_at) for earlier in case.replaced_codes if _is_code(names[0], earlier.code)]
    if replaced_at:
        return Violation("common_name_mismatch", {**found, "reason": "earlier_code", "replacedAt": replaced_at[0]})
    return Violation("common_name_mismatch", {**found, "reason": "other"})


def _is_code(common_name: str, code: str) -> bool:
    """Compare in constant time. Codes are ASCII, and so is every name that equals one."""
    name = common_name.strip(_BLANKS).lower()
    return name.isascii() and common_name.isascii() and compare_digest(name, code.lower())


def _issued_by_ca(case: _Case) -> Violation | None:
    """RFC 5280 6.1.3 (a)(4): the issuer is the CA's subject, compared as 7.1 says."""
    certificate, ca = case.certificate, case.ca
    if certificate.issuer_digest == ca.subject_digest:
        return None
    names = {"issuer": certificate.issuer, "caSubject": ca.subject}
    return Violation("issuer_mismatch", {**names, **_who_signed(case)})


def _signature_is_of_ca(case: _Case) -> Violation | None:
    """RFC 5280 6.1.3 (a)(1): the CA's key verifies the signature. One outside the allowlist is not tried."""
    certificate, ca = case.certificate, case.ca
    if certificate.issuer_digest != ca.subject_digest or not certificate.signature_parameters.is_allowed:
        return None
    if is_signed_by_key(certificate, ca.spki):
        return None
    return Violation("signature_invalid", {"caSubject": ca.subject, **_who_signed(case)})


def _who_signed(case: _Case) -> dict[str, Json]:
    """Name whose key made the signature, as far as it is known, and what to do then."""
    signer = next((ca for ca in case.other_cas if ca.id != case.ca.id and _signed(ca, case.certificate)), None)
    if signer is not None:
        return {"reason": "other_ca", "otherCaId": signer.id, "remedy": "upload_to_other_ca"}
    if case.certificate.self_signed:
        return {"reason": "self_signed", "remedy": "sign_without_signkey"}
    return {"reason": "unknown", "remedy": "sign_code"}


def _signed(ca: RegisteredCa, certificate: Certificate) -> bool:
    return certificate.issuer_digest == ca.subject_digest and is_signed_by_key(certificate, ca.spki)


def _strong_signature_algorithm(case: _Case) -> Violation | None:
    """Allow only signature algorithms of the allowlist, as for CA certificates."""
    return weak_signature_algorithm(case.certificate, remedy="sign_code")


def _not_expired(case: _Case) -> Violation | None:
    """RFC 5280 4.1.2.5."""
    return expired(case.certificate, case.now, remedy="sign_code")


def _already_valid(case: _Case) -> Violation | None:
    """RFC 5280 4.1.2.5."""
    return not_yet_valid(case.certificate, case.now)


def _ca_not_expired(case: _Case) -> Violation | None:
    """RFC 5280 4.1.2.5."""
    return ca_expired(case.ca, case.now)


RULES: tuple[Callable[[_Case], Violation | None], ...] = (
    _not_the_ca_certificate,
    _has_common_name,
    _has_one_common_name,
    _common_name_is_code,
    _issued_by_ca,
    _signature_is_of_ca,
    _strong_signature_algorithm,
    _not_expired,
    _already_valid,
    _ca_not_expired,
)
"""The rules about the certificate; those about the file are broken, or not, when it is read."""
