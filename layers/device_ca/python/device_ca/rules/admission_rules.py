"""The rules that a CA certificate must keep to enter, each a function, all in one tuple."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate
from device_ca.rules.any_certificate import (
    expired,
    not_yet_valid,
    unknown_critical_extension,
    weak_key,
    weak_signature_algorithm,
)
from device_ca.rules.issuer import IssuerFinding
from device_ca.rules.public_roots import is_public_root_key
from device_ca.violation import Json, Violation

LONGEST_FIELDS = 12_000
"""Bytes of text that a certificate's fields may have together, an issuer that equals the subject counts once.

DynamoDB has room for 400 KiB for a record and its three copies in indexes, of which the certificate takes up to 64 KiB
each, and the issuer stands in a warning once more.
"""
_FIRST_UNHEARD_OF_VERSION = 100  # no standard goes so far
_TEXT_PER_BYTE = 6  # at most: an unprintable Latin-1 character is two octets of UTF-8, each escaped by three


class AdmissionCase(NamedTuple):
    """What the rules look at."""

    certificate: Certificate
    now: datetime
    issuer: IssuerFinding
    file_name: str | None = None

    @property
    def remedy(self) -> str:
        """What mends extensions, names and versions: the certificate is issued again, in the usual form."""
        return "issue_root_again" if self.certificate.self_issued else "issue_intermediate_again"


def _version_3(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.1.2.1: a certificate with extensions is of version 3; the guide asks for it."""
    version = case.certificate.version
    if version == 3:  # noqa: PLR2004
        return None
    if not 0 < version < _FIRST_UNHEARD_OF_VERSION:
        return Violation("not_version_3", {"reason": "unheard_of", "remedy": case.remedy})
    return Violation("not_version_3", {"version": version, "remedy": case.remedy})


def _basic_constraints_present(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.9: a CA certificate has basicConstraints."""
    if case.certificate.extensions.basic_constraints is not None:
        return None
    return Violation("basic_constraints_missing", {"remedy": case.remedy})


def _is_ca(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.9: cA is TRUE in a CA certificate."""
    constraints = case.certificate.extensions.basic_constraints
    if constraints is None or constraints.is_ca:
        return None
    return Violation("not_a_ca", {"remedy": case.remedy})


def _subject_key_identifier_present(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.2: a CA certificate has a subject key identifier."""
    if case.certificate.extensions.subject_key_identifier is not None:
        return None
    return Violation("subject_key_identifier_missing", {"remedy": case.remedy})


def _authority_key_identifier_present(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.1, and the guide even for self-signed certificates."""
    if case.certificate.extensions.has_authority_key_identifier:
        return None
    return Violation("authority_key_identifier_missing", {"remedy": case.remedy})


def _key_usage_allows_signing(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.3: keyCertSign is set where keyUsage is there and the key signs certificates."""
    if case.certificate.extensions.key_cert_sign is not False:
        return None
    return Violation("key_usage_forbids_signing", {"remedy": case.remedy})


def _issuer_signature(case: AdmissionCase) -> Violation | None:
    """RFC 5280 6.1.3 (a)(1): the issuer's key verifies the signature, as far as the issuer's key is known."""
    broken = case.issuer.broken_signature
    if broken is None:
        return None
    return Violation("issuer_signature_invalid", {**broken, "fileName": case.file_name})


def _key_identifiers_agree(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.1: in a self-signed certificate both key identifiers are the same."""
    certificate = case.certificate
    found, expected = certificate.authority_key_identifier, certificate.subject_key_identifier
    if not certificate.self_signed or found is None or expected is None or found == expected:
        return None
    identifiers = {"authorityKeyIdentifier": found, "subjectKeyIdentifier": expected}
    return Violation("key_identifier_mismatch", {**identifiers, "remedy": case.remedy})


def _not_expired(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.1.2.5: notAfter has not passed."""
    return expired(case.certificate, case.now, remedy="renew", file_name=case.file_name)


def _already_valid(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.1.2.5: notBefore has come."""
    return not_yet_valid(case.certificate, case.now)


def _strong_key(case: AdmissionCase) -> Violation | None:
    """Allow only keys of the allowlist."""
    return weak_key(case.certificate, remedy="new_key")


def _strong_signature_algorithm(case: AdmissionCase) -> Violation | None:
    """Allow only signature algorithms of the allowlist."""
    return weak_signature_algorithm(case.certificate, remedy="sign_with_sha256")


def _subject_not_empty(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.1.2.6: a CA has a subject."""
    if not case.certificate.subject_name.is_empty:
        return None
    return Violation("empty_subject", {"remedy": case.remedy})


def _known_critical_extensions(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2: critical extensions are ones that are known."""
    return unknown_critical_extension(case.certificate)


def _no_public_root(case: AdmissionCase) -> Violation | None:
    """Refuse roots of the public web: nobody here holds their keys, nor may they be trusted for devices."""
    return Violation("public_root_ca") if is_public_root_key(case.certificate.key_digest) else None


def _printable_names(case: AdmissionCase) -> Violation | None:
    """Refuse names with characters that control, turn the direction of writing, or show nothing."""
    certificate = case.certificate
    for field, name in (("subject", certificate.subject_name), ("issuer", certificate.issuer_name)):
        character = name.unseen_character
        if character is not None:
            found = {"field": field, "character": f"U+{ord(character):04X}"}
            return Violation("unprintable_name", {**found, "remedy": case.remedy})
    return None


def _fields_not_too_long(case: AdmissionCase) -> Violation | None:
    """Keep the fields to what a record has room for, so that no later write fails."""
    certificate = case.certificate
    if len(certificate.der) * _TEXT_PER_BYTE <= LONGEST_FIELDS:
        return None
    fields = {
        "subject": certificate.subject,
        "issuer": "" if certificate.issuer == certificate.subject else certificate.issuer,
        "serialNumber": certificate.serial_number,
        "subjectKeyIdentifier": certificate.subject_key_identifier or "",
        "authorityKeyIdentifier": certificate.authority_key_identifier or "",
        "signatureAlgorithm": certificate.signature_algorithm,
        "keyAlgorithm": certificate.key_algorithm,
    }
    sizes = {name: len(text) if text.isascii() else len(text.encode()) for name, text in fields.items()}
    total = sum(sizes.values())
    if total <= LONGEST_FIELDS:
        return None
    longest = max(sizes, key=lambda name: sizes[name])
    found: dict[str, Json] = {"size": total, "field": longest, "fieldSize": sizes[longest], "most": LONGEST_FIELDS}
    return Violation("field_too_long", found)


def ambiguous_issuer(subject: str, other_id: str) -> Violation:
    """RFC 5280 4.2.1.2: key identifiers tell the keys of one name apart.

    Of two CAs with the same name and identifier OpenSSL takes the first that it finds (X509_STORE_CTX_get1_issuer), and
    refuses the devices of the other. The table knows the other one, so this is asked when the certificate enters.
    """
    return Violation("ambiguous_issuer", {"subject": subject, "caId": other_id})


RULES: tuple[Callable[[AdmissionCase], Violation | None], ...] = (
    _version_3,
    _basic_constraints_present,
    _is_ca,
    _subject_key_identifier_present,
    _authority_key_identifier_present,
    _key_usage_allows_signing,
    _issuer_signature,
    _key_identifiers_agree,
    _not_expired,
    _already_valid,
    _strong_key,
    _strong_signature_algorithm,
    _subject_not_empty,
    _known_critical_extensions,
    _no_public_root,
    _fields_not_too_long,
    _printable_names,
)
"""The rules about the certificate; those about the file are broken, or not, when it is read."""
