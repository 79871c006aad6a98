"""Does a verification certificate prove possession of a CA's private key? Every broken rule is reported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hmac import compare_digest

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.file_kind import CERTIFICATE_REQUEST
from device_ca.certificates.signature_algorithm import ALLOWED_SIGNATURE_ALGORITHMS
from device_ca.certificates.uploaded_file import CertificateReading
from device_ca.model.registered_ca import RegisteredCa
from device_ca.model.verification_code import ReplacedCode
from device_ca.rules.issuer import is_signed_by_key
from device_ca.rules.possession_by_signature import judge_signature_proof
from device_ca.rules.proof import ProofJudgement, ca_expired
from device_ca.rules.validity import expired, not_yet_valid, utc
from device_ca.violation import Violation, quote

__all__ = ["ProofJudgement", "judge_signature_proof", "judge_verification_certificate"]

_SIGN_THE_CODE = (
    "openssl x509 -req -in verificationCert.csr -CA rootCA.cer -CAkey rootCA.key -CAcreateserial "
    "-out verificationCert.crt -days 36500 -sha256"
)
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
    replaced_codes: Sequence[ReplacedCode] = (),
    other_cas: Sequence[RegisteredCa] = (),
    now: datetime,
) -> ProofJudgement:
    """Judges whether a verification certificate proves possession of the CA's private key.

    Version, extensions, key and basic constraints of the certificate do not count: the guide's own commands make
    version 1 without any.

    Args:
        reading: what read_certificate_file made of the upload.
        ca: the CA whose key is to be proven.
        code: the code that is active now.
        replaced_codes: earlier codes, so that one of them is recognised.
        other_cas: the tenant's other CAs, so that the one that did sign can be named.
        now: the time of the upload, aware.
    """
    violations = [_for_a_proof(violation, reading) for violation in reading.violations]
    if reading.certificate is not None:
        case = _Case(reading.certificate, ca, code, replaced_codes, other_cas, now)
        violations += [violation for rule in RULES if (violation := rule(case)) is not None]
    return ProofJudgement(tuple(violations))


def _for_a_proof(violation: Violation, reading: CertificateReading) -> Violation:
    """Turns the hints about files towards what is wanted here."""
    if violation.rule == "not_a_certificate" and reading.kind is CERTIFICATE_REQUEST:
        hint = f"Step 5 of the guide is missing: sign the CSR with the CA's key and upload the result: {_SIGN_THE_CODE}"
        return replace(violation, hint=hint)
    if violation.rule == "not_a_certificate" and reading.kind is not None:
        return replace(violation, hint=f"Upload verificationCert.crt, the outcome of step 5. {reading.kind.hint}")
    if violation.rule == "contains_private_key":
        hint = "Upload verificationCert.crt, the outcome of step 5, and no key. A proof never needs a private key."
        return replace(violation, hint=hint)
    if violation.rule == "several_certificates":
        return replace(violation, hint="Upload verificationCert.crt alone, without the CA certificate or a chain.")
    return violation


def _not_the_ca_certificate(case: _Case) -> Violation | None:
    """The CA certificate is public, so it proves nothing."""
    if case.certificate.id != case.ca.id:
        return None
    message = "This is the CA certificate itself; a new one that it signed, with the code as Common Name, was expected."
    return Violation(
        "is_the_ca_certificate", message, f"Do steps 3 to 5 of the guide, then upload their outcome: {_SIGN_THE_CODE}"
    )


def _has_common_name(case: _Case) -> Violation | None:
    """The guide, step 4: the code is the Common Name."""
    if case.certificate.common_names:
        return None
    subject = quote(case.certificate.subject)
    message = f'The subject "{subject}" has no Common Name; the code {case.code} was expected there.'
    return Violation("common_name_missing", message, _common_name_hint(case.code))


def _has_one_common_name(case: _Case) -> Violation | None:
    """The guide, step 4: one code, one Common Name."""
    names = case.certificate.common_names
    if len(names) <= 1:
        return None
    found = quote(", ".join(f'"{name}"' for name in names[:5]))
    message = f"The subject has {len(names)} Common Names ({found}); exactly one was expected, the code {case.code}."
    return Violation("several_common_names", message, _common_name_hint(case.code))


def _common_name_is_code(case: _Case) -> Violation | None:
    """The guide, step 4; RFC 5280 7.1: case and surrounding blanks do not count."""
    names = case.certificate.common_names
    if len(names) != 1 or _is_code(names[0], case.code):
        return None
    found = f'The Common Name is "{quote(names[0])}"; the code {case.code} was expected.'
    for replaced in case.replaced_codes:
        if _is_code(names[0], replaced.code):
            found = (
                f"The Common Name is the code {replaced.code}, but this code was replaced at "
                f"{utc(replaced.replaced_at)}; "
                f"the code {case.code} was expected."
            )
    return Violation("common_name_mismatch", found, _common_name_hint(case.code))


def _is_code(common_name: str, code: str) -> bool:
    """Compares in constant time. Codes are ASCII, and so is every name that equals one."""
    name = common_name.strip(_BLANKS).lower()
    return name.isascii() and common_name.isascii() and compare_digest(name, code.lower())


def _common_name_hint(code: str) -> str:
    return (
        f'Make the CSR anew: openssl req -new -key verificationCert.key -out verificationCert.csr -subj "/CN={code}" '
        f"then sign it: {_SIGN_THE_CODE}"
    )


def _issued_by_ca(case: _Case) -> Violation | None:
    """RFC 5280 6.1.3 (a)(4): the issuer is the CA's subject, compared as 7.1 says."""
    certificate, ca = case.certificate, case.ca
    if certificate.issuer_key == ca.subject_key:
        return None
    message = f'The issuer is "{quote(certificate.issuer)}"; "{quote(ca.subject)}" was expected.'
    hint = f"Sign with this CA's certificate and key: {_SIGN_THE_CODE}"
    signer = next((other for other in case.other_cas if _signed(other, certificate)), None)
    if signer is not None:
        message += f' It was signed by your CA "{quote(signer.subject)}" ({signer.id}).'
        hint = f"Upload it to that CA if that is the one to verify. {hint}"
    elif certificate.self_signed:
        message += " It is self-signed: its own key made the signature."
        hint = f"Sign with -CA and -CAkey, not with -signkey, and give openssl req no -x509: {_SIGN_THE_CODE}"
    return Violation("issuer_mismatch", message, hint)


def _signed(ca: RegisteredCa, certificate: Certificate) -> bool:
    return certificate.issuer_key == ca.subject_key and is_signed_by_key(certificate, ca.public_key_info)


def _signature_is_of_ca(case: _Case) -> Violation | None:
    """RFC 5280 6.1.3 (a)(1): the CA's key verifies the signature. One outside the allowlist is not tried."""
    certificate, ca = case.certificate, case.ca
    if certificate.issuer_key != ca.subject_key or not certificate.signature_parameters.is_allowed:
        return None
    if is_signed_by_key(certificate, ca.public_key_info):
        return None
    message = f'The issuer is "{quote(ca.subject)}", but this CA\'s key did not make the signature; it was expected to.'
    hint = f"Sign with the key that belongs to this very CA certificate: {_SIGN_THE_CODE}"
    signer = next((other for other in case.other_cas if other.id != ca.id and _signed(other, certificate)), None)
    if signer is not None:
        message += f" Your CA of the same name with the id {signer.id} made it."
        hint = f"Upload it to that CA if that is the one to verify. {hint}"
    elif certificate.self_signed:
        message += " Its own key made it: it is self-signed."
    return Violation("signature_invalid", message, hint)


def _strong_signature_algorithm(case: _Case) -> Violation | None:
    """The allowlist of signature algorithms, as for CA certificates."""
    if case.certificate.signature_parameters.is_allowed:
        return None
    found = case.certificate.signature_algorithm
    message = f"The certificate is signed with {found}; accepted are {ALLOWED_SIGNATURE_ALGORITHMS}."
    return Violation("weak_signature_algorithm", message, f"Sign it again with -sha256: {_SIGN_THE_CODE}")


def _not_expired(case: _Case) -> Violation | None:
    """RFC 5280 4.1.2.5: valid up to notAfter, inclusive."""
    return expired(case.certificate, case.now, f"Sign the CSR again, for longer: {_SIGN_THE_CODE}")


def _already_valid(case: _Case) -> Violation | None:
    """RFC 5280 4.1.2.5: valid from notBefore on, five minutes of clock difference granted."""
    return not_yet_valid(case.certificate, case.now)


def _ca_not_expired(case: _Case) -> Violation | None:
    """RFC 5280 4.1.2.5: the CA may have expired since its upload."""
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
