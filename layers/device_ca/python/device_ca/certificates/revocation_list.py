"""A certificate revocation list (RFC 5280 5), read whole, and what it says of a certificate."""

import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1
from OpenSSL import crypto

from device_ca.certificates import rfc5280
from device_ca.certificates.certificate import Certificate
from device_ca.certificates.distinguished_name import DistinguishedName, FieldTooLong, read_distinguished_name
from device_ca.certificates.malformed import Malformed
from device_ca.certificates.public_key import PublicKey, is_own_signature
from device_ca.certificates.signature_algorithm import SignatureAlgorithm, read_signature_algorithm
from device_ca.certificates.trust_anchor import NO_CHECK_TIME, SIGNATURE_FAILURE, load_anchor, seemingly_issued_by

_INTEGER = b"\x02"
_REVOKED = 23  # X509_V_ERR_CERT_REVOKED
# The critical extensions of a list that OpenSSL acts on. Whether they may say what they say, the rules judge.
_KNOWN_CRITICAL = {
    x509.AuthorityKeyIdentifier.oid,
    x509.DeltaCRLIndicator.oid,
    x509.IssuingDistributionPoint.oid,
}
# What the library says of values that it does not take.
_LIBRARY_ERRORS = (
    ValueError,
    TypeError,
    KeyError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


@dataclass(frozen=True, kw_only=True)
class RevocationList:
    """A revocation list.

    Attributes:
        der: the list itself.
        version: 1 or 2.
        issuer_name: who issued it.
        this_update, next_update: aware, in UTC; a list need not say when the next one comes.
        number: the CRL number; None where it has none.
        entries: how many certificates it revokes.
        signature_parameters: the algorithm that the signature was made with.
        signature: the signature's octets.
        tbs_cert_list: DER of the TBSCertList, over which the signature is made.
        is_delta: whether it only adds to another list (RFC 5280 5.2.4).
        is_indirect: whether it speaks of certificates of other issuers (RFC 5280 5.2.5, 5.3.3).
        is_partial: whether it leaves out some of the issuer's certificates, or some reasons (RFC 5280 5.2.5).
        unknown_critical: dotted OIDs of the critical extensions, of the list or an entry, that OpenSSL does not know.
        repeated_serial: a serial number that has two entries, if any.
        removed_serial: that of an entry which takes a certificate off the list (removeFromCRL), if any.
    """

    der: bytes
    version: int
    issuer_name: DistinguishedName
    this_update: datetime
    next_update: datetime | None
    number: int | None
    entries: int
    signature_parameters: SignatureAlgorithm
    signature: bytes
    tbs_cert_list: bytes
    is_delta: bool
    is_indirect: bool
    is_partial: bool
    unknown_critical: tuple[str, ...]
    repeated_serial: int | None
    removed_serial: int | None

    def is_signed_by(self, key: PublicKey) -> bool:
        """Say whether the key made this list's signature; False for algorithms outside the allowlist."""
        return is_own_signature(key, self.signature_parameters, self.signature, self.tbs_cert_list)


class Revocation(NamedTuple):
    """What a list says of a certificate that it revokes.

    Attributes:
        at: when, aware, in UTC.
        reason: as RFC 5280 5.3.1 calls it, such as ``keyCompromise``; ``unspecified`` where the entry has none.
    """

    at: datetime
    reason: str


def read_revocation_list(unverified_der: bytes) -> RevocationList:
    """Read a list from its DER.

    Raises:
        Malformed: It is none, or something in it cannot be decoded.
        FieldTooLong: The issuer's name is longer than it may be.
    """
    try:
        with warnings.catch_warnings():
            # The library warns of names and serial numbers that are odd, which is no rule of ours.
            warnings.simplefilter("ignore")
            return _read_der(unverified_der, x509.load_der_x509_crl(unverified_der))
    except (Malformed, FieldTooLong):
        raise
    except _LIBRARY_ERRORS as error:
        raise Malformed("undecodable", error=str(error)) from error


def find_revocation(der: bytes, serial: int) -> Revocation | None:
    """Return what a list, accepted before, says of the certificate of a serial number; None if it does not list it."""
    if serial < 0:
        # The library's search takes no negative number, and an issuer that gave out such a certificate may list it.
        entry = next((found for found in x509.load_der_x509_crl(der) if found.serial_number == serial), None)
    else:
        entry = x509.load_der_x509_crl(der).get_revoked_certificate_by_serial_number(serial)
    if entry is None:
        return None
    reasons = [found.value.reason for found in entry.extensions if isinstance(found.value, x509.CRLReason)]
    return Revocation(entry.revocation_date_utc, reasons[0].value if reasons else x509.ReasonFlags.unspecified.value)


def openssl_list_refusal(unverified_der: bytes, ca: Certificate) -> str | None:
    """Return OpenSSL's reason for not using a list of a CA; None where it uses it. It does not look at the dates.

    OpenSSL judges lists while it verifies a certificate, and none that the CA signed is at hand. So it gets one that
    names the CA as its issuer and is not signed by it. It asks the list first: where that is good, it then complains
    of the signature, or says that the certificate is revoked.
    """
    try:
        store = crypto.X509Store()
        store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN | crypto.X509StoreFlags.CRL_CHECK | NO_CHECK_TIME)
        store.add_cert(load_anchor(ca))
        store.add_crl(x509.load_der_x509_crl(unverified_der))
        crypto.X509StoreContext(store, seemingly_issued_by(ca)).verify_certificate()
    except crypto.X509StoreContextError as error:
        number, _, words = error.errors
        return None if number in {SIGNATURE_FAILURE, _REVOKED} else words
    except crypto.Error as error:
        return "; ".join({words for _, _, words in error.args[0] if words}) or "it does not load the list"
    return None


def _read_der(der: bytes, loaded: x509.CertificateRevocationList) -> RevocationList:
    # The library has seen to it that the algorithm beside the signature is the one that was signed (RFC 5280 5.1.1.2).
    # Certificates and lists are SEQUENCEs of what is signed, an algorithm and a signature (RFC 5280 4.1.1, 5.1.1).
    outer = rfc5280.decode(rfc5280.Certificate, der, "CertificateList")
    if outer.signature.padding_bits():
        raise Malformed("undecodable", error="signatureValue")
    fields = rfc5280.decode_elements(bytes(outer.tbs_certificate.data), "TBSCertList")
    # Lists of version 1 leave it out, and the library has seen to it that no other is named than 2 (RFC 5280 5.1.2.1).
    version = 2 if fields[0].tag_bytes == _INTEGER else 1
    issuer = fields[version]
    extensions = {found.oid: found for found in loaded.extensions}
    number = extensions.get(x509.CRLNumber.oid)
    scope = extensions.get(x509.IssuingDistributionPoint.oid)
    entries = _read_entries(loaded)
    critical = [oid.dotted_string for oid, found in extensions.items() if found.critical and oid not in _KNOWN_CRITICAL]
    return RevocationList(
        der=der,
        version=version,
        issuer_name=read_distinguished_name(asn1.encode_der(issuer), "issuer"),
        this_update=loaded.last_update_utc,
        next_update=loaded.next_update_utc,
        number=number.value.crl_number if number else None,
        entries=len(loaded),
        signature_parameters=read_signature_algorithm(outer.signature_algorithm),
        signature=outer.signature.as_bytes(),
        tbs_cert_list=asn1.encode_der(outer.tbs_certificate),
        is_delta=x509.DeltaCRLIndicator.oid in extensions,
        is_indirect=entries.are_of_others or bool(scope and scope.value.indirect_crl),
        is_partial=scope is not None and _is_partial(scope.value),
        unknown_critical=(*critical, *sorted(entries.unknown_critical)),
        repeated_serial=entries.repeated_serial,
        removed_serial=entries.removed_serial,
    )


def _is_partial(scope: x509.IssuingDistributionPoint) -> bool:
    """Say whether a list is not about all certificates of its issuer.

    OpenSSL takes one with a distribution point only for certificates that name the same.
    """
    return bool(
        scope.full_name
        or scope.relative_name
        or scope.only_contains_user_certs
        or scope.only_contains_ca_certs
        or scope.only_contains_attribute_certs
        or scope.only_some_reasons
    )


class _Entries(NamedTuple):
    """What the rules ask of a list's entries together."""

    are_of_others: bool
    unknown_critical: set[str]
    repeated_serial: int | None
    removed_serial: int | None


def _read_entries(loaded: x509.CertificateRevocationList) -> _Entries:
    are_of_others, critical, repeated, removed = False, set[str](), None, None
    serials = set[int]()
    for entry in loaded:
        serial = entry.serial_number
        if serial in serials:
            repeated = serial
        serials.add(serial)
        # Reading the date shows that it is one.
        entry.revocation_date_utc  # noqa: B018
        for extension in entry.extensions:
            value = extension.value
            if isinstance(value, x509.CertificateIssuer):
                are_of_others = True
            elif extension.critical:
                critical.add(extension.oid.dotted_string)
            if isinstance(value, x509.CRLReason) and value.reason is x509.ReasonFlags.remove_from_crl:
                removed = serial
    return _Entries(are_of_others, critical, repeated, removed)
