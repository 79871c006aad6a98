"""May a CA certificate enter? Every rule is asked, and every broken one reported."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.trust_anchor import openssl_refusal
from device_ca.certificates.uploaded_file import CertificateReading
from device_ca.model.registered_ca import RegisteredCa
from device_ca.rules.admission_rules import RULES, AdmissionCase
from device_ca.rules.admission_warnings import WARNINGS
from device_ca.rules.issuer import issuer
from device_ca.violation import Violation

FILE_EXTENSIONS = (".cer", ".cet", ".crt", ".der", ".pem")


class Admission(NamedTuple):
    """The judgement about a CA certificate.

    Attributes:
        certificate: what was read, also where it may not enter; None if there was nothing to read.
        violations: every broken rule; empty exactly if the certificate may enter.
        warnings: findings that do not reject it.
        superior_ca: the tenant's own CA whose key made the signature, if any.
    """

    certificate: Certificate | None
    violations: tuple[Violation, ...]
    warnings: tuple[Violation, ...] = ()
    superior_ca: RegisteredCa | None = None

    @property
    def accepted(self) -> bool:
        """Whether the certificate may enter."""
        return not self.violations


def judge_ca_certificate(
    reading: CertificateReading,
    *,
    file_name: str | None,
    now: datetime,
    superior_cas: Sequence[RegisteredCa] = (),
) -> Admission:
    """Judge whether a CA certificate may enter.

    Args:
        reading: what read_certificate_file made of the upload.
        file_name: the file's name as uploaded, if it came with one.
        now: the time of the upload, aware.
        superior_cas: the tenant's CAs that may have issued it; those of another name are passed over.
    """
    violations = [*_file_extension(file_name), *(_naming(file_name, found) for found in reading.violations)]
    certificate = reading.certificate
    if certificate is None:
        return Admission(None, tuple(violations))
    case = AdmissionCase(certificate, now, issuer(certificate, superior_cas), file_name)
    violations += [violation for rule in RULES if (violation := rule(case)) is not None]
    if not violations and (refusal := openssl_refusal(certificate)):
        violations.append(Violation("refused_by_openssl", {"error": refusal, "remedy": "issue_again_correctly"}))
    warnings = [warning for finding in WARNINGS if (warning := finding(case)) is not None]
    return Admission(certificate, tuple(violations), tuple(warnings), case.issuer.superior_ca)


def _file_extension(file_name: str | None) -> list[Violation]:
    """Ask for an extension of the guide (CER, CET, PEM), or CRT or DER. The bytes say what the file is."""
    if file_name is None or file_name.lower().endswith(FILE_EXTENSIONS):
        return []
    return [Violation("unsupported_file_extension", {"fileName": file_name, "accepted": FILE_EXTENSIONS})]


def _naming(file_name: str | None, violation: Violation) -> Violation:
    """Let the hint name the caller's file; who reads a file knows its bytes alone."""
    return Violation(violation.rule, {**violation.parameters, "fileName": file_name})
