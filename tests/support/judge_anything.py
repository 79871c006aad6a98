"""Every judgement over any bytes at all: what the property tests and the fuzz target have in common."""

from datetime import timedelta

from device_ca.certificates.revocation_list import find_revocation
from device_ca.certificates.uploaded_file import CertificateReading, read_certificate_file
from device_ca.certificates.uploaded_list import RevocationListReading, read_revocation_list_file
from device_ca.model.verification_code import ReplacedCode
from device_ca.rules.admission import judge_ca_certificate
from device_ca.rules.possession import judge_signature_proof, judge_verification_certificate
from device_ca.rules.revocation_list_rules import judge_revocation_list
from tests.support import certificates as make
from tests.support.ca_records import ca_record
from tests.support.certificates import CODE, NOW
from tests.support.texts import check_texts

CA = make.registered(make.build_certificate())
CA_RECORD = ca_record(make.build_certificate())
NAMESAKE = make.registered(make.build_certificate(key="RSA-2048"))


def judge_any_list(unverified_file: bytes) -> RevocationListReading:
    """Pass the judgement about revocation lists over a file, and look into a list that is taken."""
    reading = read_revocation_list_file(unverified_file)
    assert (reading.revocation_list is not None) or reading.violations
    violations = judge_revocation_list(reading, CA_RECORD, now=NOW)
    check_texts(violations)
    if not violations:
        assert reading.revocation_list is not None
        for serial in (5, -3, 0):
            find_revocation(reading.revocation_list.der, serial)
    return reading


def judge_anything(unverified_file: bytes) -> CertificateReading:
    """Pass both judgements over a file, and the one over a signature, and check that each is a sound verdict."""
    reading = read_certificate_file(unverified_file)
    assert (reading.certificate is not None) or reading.violations
    admission = judge_ca_certificate(reading, file_name="ca.pem", now=NOW, superior_cas=(CA, NAMESAKE))
    assert admission.accepted == (not admission.violations)
    check_texts(admission.violations)
    check_texts(admission.warnings)
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
    check_texts(proof.violations)
    signed = judge_signature_proof(unverified_file, "ecdsa-with-SHA256", ca=CA, code=CODE, now=NOW)
    check_texts(signed.violations)
    return reading
