"""Why a device certificate is not trusted: each reason a rule, in words."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.der import MalformedDer
from device_ca.certificates.path_validation import UNREADABLE, PathInvalid
from device_ca.certificates.public_key import ALLOWED_KEYS, read_public_key
from device_ca.certificates.signature_algorithm import ALLOWED_SIGNATURE_ALGORITHMS
from device_ca.clock import is_past
from device_ca.model.ca_record import PENDING, CaRecord
from device_ca.rules.presented_path import PresentedPath
from device_ca.rules.validity import expired, not_yet_valid, utc
from device_ca.violation import Violation, quote

_REISSUE = "Issue the device certificate again:"
_REISSUE_HINT = (
    f"{_REISSUE} openssl x509 -req -in device.csr -CA rootCA.pem -CAkey rootCA.key -CAcreateserial -days 365 -sha256"
)


def judge_certificates(certificates: Sequence[Certificate], *, now: datetime) -> Iterator[Violation]:
    """Finds what is wrong with certificates of a path by themselves, the device's first."""
    for certificate in certificates:
        for finding in (
            expired(certificate, now, _REISSUE_HINT),
            not_yet_valid(certificate, now),
            _weak_key(certificate),
            _weak_signature_algorithm(certificate),
            _unknown_critical_extension(certificate),
            _not_for_client_authentication(certificate, is_device=certificate is certificates[0]),
        ):
            if finding is not None:
                message = f'"{quote(certificate.subject)}": {finding.message}'
                yield Violation(finding.rule, message, finding.hint)


def _weak_key(certificate: Certificate) -> Violation | None:
    weakness = certificate.public_key.weakness
    if weakness is None:
        return None
    message = f"{weakness[:1].upper()}{weakness[1:]}; accepted are {ALLOWED_KEYS}."
    return Violation("weak_key", message, "Make a new key and issue the certificate again.")


def _weak_signature_algorithm(certificate: Certificate) -> Violation | None:
    if certificate.signature_parameters.is_allowed:
        return None
    message = f"It is signed with {certificate.signature_algorithm}; accepted are {ALLOWED_SIGNATURE_ALGORITHMS}."
    return Violation("weak_signature_algorithm", message, _REISSUE_HINT)


def _unknown_critical_extension(certificate: Certificate) -> Violation | None:
    """RFC 5280 6.1.4 (o), 6.1.5 (f): whoever does not know a critical extension refuses the certificate."""
    unknown = certificate.extensions.unknown_critical
    if not unknown:
        return None
    message = f"A critical extension is unknown: {quote(', '.join(unknown))}."
    return Violation("unknown_critical_extension", message, f"{_REISSUE} with that extension left out or not critical.")


def _not_for_client_authentication(certificate: Certificate, *, is_device: bool) -> Violation | None:
    """RFC 5280 4.2.1.3 and 4.2.1.12: a device is a client of TLS; brokers ask this of the CAs in between as well."""
    extensions = certificate.extensions
    if extensions.client_auth is False:
        message = "The extension extKeyUsage does not allow clientAuth, so brokers refuse it from a client."
    elif is_device and extensions.digital_signature is False:
        message = "The extension keyUsage does not allow digitalSignature, with which a TLS client proves its key."
    else:
        return None
    hint = f"{_REISSUE} with keyUsage = digitalSignature and extendedKeyUsage = clientAuth, or without both."
    return Violation("not_for_client_authentication", message, hint)


def judge_keys(certificates: Sequence[Certificate]) -> Iterator[Violation]:
    """Finds public keys that cannot be decoded, of which the validator says no more than that there is an error."""
    for certificate in certificates:
        try:
            read_public_key(certificate.public_key_info)
        except MalformedDer as error:
            message = f'"{quote(certificate.subject)}": {error}.'
            yield Violation("malformed", message, "Issue the certificate again for the key that the device has.")


def judge_links(path: PresentedPath) -> Iterator[Violation]:
    """Finds what is wrong with the issuers that were presented (RFC 5280 6.1.4 k to n) and with the path's end."""
    below = 0
    for certificate in path.certificates[1:]:
        constraints, name = certificate.extensions.basic_constraints, f'"{quote(certificate.subject)}"'
        if constraints is None or not constraints.is_ca:
            message = f"{name} has issued a certificate, but its basicConstraints do not say CA:TRUE."
            yield Violation("not_a_ca", message, "Issue the device certificate with a CA.")
        if certificate.extensions.key_cert_sign is False:
            message = f"{name} has issued a certificate, but its keyUsage does not allow keyCertSign."
            yield Violation("key_usage_forbids_signing", message, "Issue that CA's certificate again with keyCertSign.")
        if certificate.path_length is not None and below > certificate.path_length:
            yield _path_length_exceeded(name, certificate.path_length, below)
        below += not certificate.self_issued
    for ca in path.signers[-1]:
        if ca.path_length is not None and below > ca.path_length:
            yield _path_length_exceeded(f'"{quote(ca.subject)}"', ca.path_length, below)
    if not path.cas:
        yield _no_issuer(path)


def _path_length_exceeded(name: str, allowed: int, found: int) -> Violation:
    message = f"{name} allows {allowed} intermediate CAs below it (pathlen); there are {found}."
    hint = (
        "Issue the device certificate with a CA further up, or issue that CA's certificate again with a larger pathlen."
    )
    return Violation("path_length_exceeded", message, hint)


def _no_issuer(path: PresentedPath) -> Violation:
    last = path.certificates[-1]
    issuer = f'"{quote(last.issuer)}"'
    if path.namesakes and not last.self_signed:
        message = (
            f'The issuer of "{quote(last.subject)}" is called {issuer}, but no key of that name made its signature.'
        )
        hint = "A CA of the same name has another key: register the one that issued it, or send its certificate along."
        return Violation("signature_invalid", message, hint)
    message = f'The issuer of "{quote(last.subject)}" is {issuer}, which is none of your CAs.'
    hint = (
        "Register that CA and prove possession of its key; or send along, after the device certificate, the "
        "certificates of the intermediate CAs between it and a CA of yours."
    )
    return Violation("issuer_unknown", message, hint)


def judge_ca(ca: CaRecord, *, now: datetime) -> Iterator[Violation]:
    """Finds why one of the tenant's own CAs is no trust anchor."""
    name = f'Your CA "{quote(ca.subject)}" ({ca.id[:16]}...)'
    if ca.status == PENDING:
        hint = "Generate a verification code and send a verification certificate for it."
        yield Violation("ca_pending_verification", f"{name} is not verified.", hint)
    if not ca.enabled:
        hint = f'Enable it: PATCH /ca-certificates/{ca.id} with {{"enabled": true}}.'
        yield Violation("ca_disabled", f"{name} is disabled.", hint)
    if is_past(ca.not_after, now):
        hint = "Renew it under the same key, which enters as verified."
        yield Violation("ca_expired", f"{name} expired at {utc(ca.not_after)}.", hint)


_TIME = "Compare the clocks, and the validity of each certificate of the path."
_NAMES = "The names in the device certificate must be those that the CAs above it permit."
# OpenSSL's X509_V_ERR_... numbers (openssl/x509_vfy.h).
_FINDINGS = {
    UNREADABLE: Violation("malformed", "OpenSSL does not read it.", "Write it out again where it was made."),
    9: Violation("not_yet_valid", "It is not valid yet.", _TIME),
    10: Violation("expired", "It has expired.", _TIME),
    7: Violation("signature_invalid", "Its issuer's key did not make its signature.", "Issue it again."),
    25: Violation("path_length_exceeded", "More intermediate CAs are below it than it allows.", "Use fewer."),
    34: Violation("unknown_critical_extension", "It has a critical extension that is unknown.", "Leave that out."),
    **dict.fromkeys((24, 79), Violation("not_a_ca", "It has issued a certificate and is no CA.", "Issue with a CA.")),
    **dict.fromkeys(
        (47, 48, 49, 51, 52, 53),
        Violation("name_constraints_violated", "The nameConstraints of a CA above forbid one of its names.", _NAMES),
    ),
}


def finding_of(error: PathInvalid, subjects: dict[bytes, str]) -> Violation:
    """Puts the validator's error into words.

    Args:
        error: what was raised.
        subjects: the subject of each certificate in DER that may be meant.
    """
    subject = subjects.get(error.der or b"")
    found = _FINDINGS.get(error.code) or Violation("path_invalid", f"OpenSSL says: {error.reason}.", "Issue it again.")
    return Violation(found.rule, f'"{quote(subject)}": {found.message}' if subject else found.message, found.hint)
