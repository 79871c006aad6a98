"""The rules that a CA certificate must keep to enter, each a function, all in one tuple."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.public_key import ALLOWED_KEYS
from device_ca.certificates.signature_algorithm import ALLOWED_SIGNATURE_ALGORITHMS
from device_ca.rules.issuer import IssuerFinding
from device_ca.rules.public_roots import is_public_root_key
from device_ca.rules.validity import expired, not_yet_valid
from device_ca.violation import Violation, quote

LONGEST_FIELDS = 76_000
"""Bytes of text that a certificate's fields may have together, an issuer that is the subject counted once.

DynamoDB has room for 400 kB for a record and its three copies in indexes, of which the certificate takes 16 kB each.
"""
_TEXT_PER_BYTE = 6  # at most: an unprintable Latin-1 character is two octets of UTF-8, each escaped by three

_NEW_ROOT_HINT = (
    "Make the certificate again, on the same key: openssl req -x509 -new -key rootCA.key -sha256 -days 3650 "
    '-out rootCA.pem -subj "/CN=My device CA" -addext "basicConstraints=critical,CA:TRUE" '
    '-addext "keyUsage=critical,keyCertSign,cRLSign" -addext "subjectKeyIdentifier=hash" '
    '-addext "authorityKeyIdentifier=keyid:always"'
)
_NEW_INTERMEDIATE_HINT = (
    "Have the superior CA issue it again: write the lines basicConstraints=critical,CA:TRUE and "
    "keyUsage=critical,keyCertSign,cRLSign and subjectKeyIdentifier=hash and authorityKeyIdentifier=keyid:always "
    "into a file ca.ext, then: openssl x509 -req -in ca.csr -CA superior.pem -CAkey superior.key -CAcreateserial "
    "-sha256 -days 1825 -extfile ca.ext -out ca.pem"
)
_NEW_KEY_HINT = (
    "Make a new key and a new certificate: openssl ecparam -name prime256v1 -genkey -noout -out rootCA.key "
    "(or: openssl genrsa -out rootCA.key 3072), then issue the certificate again with -sha256."
)


class AdmissionCase(NamedTuple):
    """What the rules look at."""

    certificate: Certificate
    now: datetime
    issuer: IssuerFinding


def _issue_again_hint(case: AdmissionCase) -> str:
    return _NEW_ROOT_HINT if case.certificate.self_issued else _NEW_INTERMEDIATE_HINT


def _version_3(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.1.2.1: a certificate with extensions is of version 3; the guide asks for it."""
    if case.certificate.version == 3:  # noqa: PLR2004
        return None
    number = case.certificate.version
    found = f"{number}" if 0 < number < 100 else "an unheard-of number"  # noqa: PLR2004 - no standard goes so far
    return Violation(
        "not_version_3", f"The certificate's version is {found}; version 3 was expected.", _issue_again_hint(case)
    )


def _basic_constraints_present(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.9: a CA certificate has basicConstraints."""
    if case.certificate.extensions.basic_constraints is not None:
        return None
    message = "The extension basicConstraints is missing; it was expected with CA:TRUE."
    return Violation("basic_constraints_missing", message, _issue_again_hint(case))


def _is_ca(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.9: cA is TRUE in a CA certificate."""
    constraints = case.certificate.extensions.basic_constraints
    if constraints is None or constraints.is_ca:
        return None
    message = "The extension basicConstraints says CA:FALSE, so this is no CA certificate; CA:TRUE was expected."
    hint = f"If it is that of a device or server, upload its CA's certificate instead. {_issue_again_hint(case)}"
    return Violation("not_a_ca", message, hint)


def _subject_key_identifier_present(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.2: a CA certificate has a subject key identifier."""
    if case.certificate.extensions.subject_key_identifier is not None:
        return None
    message = "The extension Subject Key Identifier is missing; it was expected."
    return Violation("subject_key_identifier_missing", message, _issue_again_hint(case))


def _authority_key_identifier_present(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.1, and the guide even for self-signed certificates."""
    if case.certificate.extensions.has_authority_key_identifier:
        return None
    message = "The extension Authority Key Identifier is missing; it was expected, also in a self-signed certificate."
    return Violation("authority_key_identifier_missing", message, _issue_again_hint(case))


def _key_usage_allows_signing(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.3: keyCertSign is set where keyUsage is there and the key signs certificates."""
    if case.certificate.extensions.key_cert_sign is not False:
        return None
    message = (
        "The extension keyUsage does not allow keyCertSign, so this key may not sign certificates; it was expected."
    )
    return Violation("key_usage_forbids_signing", message, _issue_again_hint(case))


def _issuer_signature(case: AdmissionCase) -> Violation | None:
    """RFC 5280 6.1.3 (a)(1): the issuer's key verifies the signature, as far as the issuer's key is known."""
    if case.issuer.broken_signature is None:
        return None
    hint = (
        "If the file was edited or cut, write it out again from its source. Otherwise have the CA issue it again; to "
        "check: openssl verify -check_ss_sig -CAfile issuer.pem certificate.pem"
    )
    return Violation("issuer_signature_invalid", case.issuer.broken_signature, hint)


def _key_identifiers_agree(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2.1.1: in a self-signed certificate both key identifiers are the same."""
    found = case.certificate.extensions.authority_key_identifier
    expected = case.certificate.extensions.subject_key_identifier
    if not case.certificate.self_signed or found is None or expected is None or found == expected:
        return None
    message = (
        f"The certificate is self-signed, but its Authority Key Identifier is {quote(found.hex())} and its Subject Key "
        f"Identifier {quote(expected.hex())}; the same was expected."
    )
    return Violation("key_identifier_mismatch", message, _issue_again_hint(case))


def _not_expired(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.1.2.5: valid up to notAfter, inclusive."""
    hint = (
        "Upload the certificate's successor, or renew it on the same key: "
        "openssl x509 -in rootCA.pem -signkey rootCA.key -days 3650 -sha256 -out renewed.pem"
    )
    return expired(case.certificate, case.now, hint)


def _already_valid(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.1.2.5: valid from notBefore on, five minutes of clock difference granted."""
    return not_yet_valid(case.certificate, case.now)


def _strong_key(case: AdmissionCase) -> Violation | None:
    """The allowlist of keys; curves by their names (RFC 5480 2.1.1)."""
    weakness = case.certificate.public_key.weakness
    if weakness is None:
        return None
    return Violation("weak_key", f"{weakness[:1].upper()}{weakness[1:]}; accepted are {ALLOWED_KEYS}.", _NEW_KEY_HINT)


def _strong_signature_algorithm(case: AdmissionCase) -> Violation | None:
    """The allowlist of signature algorithms."""
    if case.certificate.signature_parameters.is_allowed:
        return None
    found = case.certificate.signature_algorithm
    message = f"The certificate is signed with {found}; accepted are {ALLOWED_SIGNATURE_ALGORITHMS}."
    hint = (
        "Have it issued again with -sha256: "
        "openssl x509 -req -in ca.csr -CA superior.pem -CAkey superior.key -CAcreateserial -sha256 -out ca.pem"
    )
    return Violation("weak_signature_algorithm", message, hint)


def _subject_not_empty(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.1.2.6: a CA has a subject."""
    if not case.certificate.subject_name.is_empty:
        return None
    return Violation("empty_subject", "The subject is empty; a CA's name was expected.", _issue_again_hint(case))


def _known_critical_extensions(case: AdmissionCase) -> Violation | None:
    """RFC 5280 4.2: who does not know a critical extension must refuse the certificate."""
    unknown = case.certificate.extensions.unknown_critical
    if not unknown:
        return None
    message = (
        f"A critical extension is unknown here: {quote(', '.join(unknown))}; critical ones must be those of RFC 5280."
    )
    return Violation(
        "unknown_critical_extension",
        message,
        "Issue the certificate again with that extension left out or not critical.",
    )


def _no_public_root(case: AdmissionCase) -> Violation | None:
    """A root of the public web trust store: nobody here holds its key, and it must not be trusted for devices."""
    if not is_public_root_key(case.certificate.public_key_info):
        return None
    message = "The key is that of a root CA of the public web; a CA of your own was expected."
    hint = (
        "A public CA does not issue your device certificates, and you cannot prove to hold its key. Make a CA of your "
        f"own: openssl genrsa -out rootCA.key 3072, then: {_NEW_ROOT_HINT.partition(': ')[2]}"
    )
    return Violation("public_root_ca", message, hint)


def _fields_not_too_long(case: AdmissionCase) -> Violation | None:
    """A record has to hold them; beyond the rule book, so that no upload fails on it later."""
    certificate = case.certificate
    if len(certificate.der) * _TEXT_PER_BYTE <= LONGEST_FIELDS:
        return None
    fields = {
        "subject": certificate.subject,
        "issuer": "" if certificate.issuer == certificate.subject else certificate.issuer,
        "serial number": certificate.serial_number,
        "Subject Key Identifier": certificate.subject_key_identifier or "",
        "Authority Key Identifier": certificate.authority_key_identifier or "",
        "signature algorithm": certificate.signature_algorithm,
        "key algorithm": certificate.key_algorithm,
    }
    sizes = {name: len(text) if text.isascii() else len(text.encode()) for name, text in fields.items()}
    total = sum(sizes.values())
    if total <= LONGEST_FIELDS:
        return None
    longest = max(sizes, key=lambda name: sizes[name])
    message = (
        f"The certificate's fields have {total} bytes as text, the {longest} alone {sizes[longest]}; at most "
        f"{LONGEST_FIELDS} together were expected."
    )
    return Violation("field_too_long", message, "Issue the certificate again with shorter names and identifiers.")


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
)
"""The rules about the certificate; those about the file are broken, or not, when it is read."""
