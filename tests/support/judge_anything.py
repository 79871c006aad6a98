"""Every judgement over any bytes at all: what the property tests and the fuzz target have in common."""

from datetime import timedelta

from device_ca.certificates.uploaded_file import CertificateReading, read_certificate_file
from device_ca.model.verification_code import ReplacedCode
from device_ca.rules.admission import judge_ca_certificate
from device_ca.rules.possession import judge_signature_proof, judge_verification_certificate
from device_ca.violation import Violation
from tests.support import certificates as make
from tests.support.certificates import CODE, NOW

CA = make.registered(make.build_certificate())
NAMESAKE = make.registered(make.build_certificate(key="RSA-2048"))
ADMISSION_RULES = {
    "unsupported_file_extension",
    "contains_private_key",
    "not_a_certificate",
    "malformed",
    "several_certificates",
    "not_version_3",
    "basic_constraints_missing",
    "not_a_ca",
    "subject_key_identifier_missing",
    "authority_key_identifier_missing",
    "key_usage_forbids_signing",
    "issuer_signature_invalid",
    "key_identifier_mismatch",
    "expired",
    "not_yet_valid",
    "weak_key",
    "weak_signature_algorithm",
    "empty_subject",
    "unknown_critical_extension",
    "public_root_ca",
    "field_too_long",
}
PROOF_RULES = {
    "not_a_certificate",
    "malformed",
    "several_certificates",
    "contains_private_key",
    "is_the_ca_certificate",
    "common_name_missing",
    "several_common_names",
    "common_name_mismatch",
    "issuer_mismatch",
    "signature_invalid",
    "weak_signature_algorithm",
    "expired",
    "not_yet_valid",
    "ca_expired",
    "unknown_signature_algorithm",
    "signature_algorithm_mismatch",
}
_LONGEST_MESSAGE = 3000


def judge_anything(unverified_file: bytes) -> CertificateReading:
    """Passes both judgements over a file, and the one over a signature, and checks that each is a sound verdict."""
    reading = read_certificate_file(unverified_file)
    assert (reading.certificate is not None) or reading.violations
    admission = judge_ca_certificate(reading, file_name="ca.pem", now=NOW, superior_cas=(CA, NAMESAKE))
    assert admission.accepted == (not admission.violations)
    _check(admission.violations, ADMISSION_RULES)
    for warning in admission.warnings:
        assert len(warning.message) < _LONGEST_MESSAGE
    if admission.accepted:
        assert reading.certificate is not None
        make.registered(reading.certificate.der)
        assert len(f"{reading.certificate.subject}{reading.certificate.issuer}".encode()) < 300_000
    proof = judge_verification_certificate(
        reading,
        ca=CA,
        code=CODE,
        replaced_codes=(ReplacedCode("old", NOW - timedelta(days=1)),),
        other_cas=(NAMESAKE,),
        now=NOW,
    )
    _check(proof.violations, PROOF_RULES)
    signed = judge_signature_proof(unverified_file, "ecdsa-with-SHA256", ca=CA, code=CODE, now=NOW)
    _check(signed.violations, PROOF_RULES)
    return reading


def _check(violations: tuple[Violation, ...], known_rules: set[str]) -> None:
    for violation in violations:
        assert violation.rule in known_rules
        assert 0 < len(violation.message) < _LONGEST_MESSAGE
        assert 0 < len(violation.hint) < _LONGEST_MESSAGE
        violation.message.encode()
