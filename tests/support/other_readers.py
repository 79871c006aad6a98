"""What other readers make of a certificate that was admitted: pyca/cryptography, and OpenSSL within this process."""

from __future__ import annotations

import ssl
import warnings
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.utils import CryptographyDeprecationWarning
from OpenSSL import crypto

from device_ca.certificates.uploaded_file import read_certificate_file
from device_ca.rules.admission import judge_ca_certificate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from device_ca.certificates.certificate import Certificate


# What pyca/cryptography alone does not read. OpenSSL does, and real CAs have it.
_PYCA_REFUSES = (
    # Old Mbed TLS gives ECDSA the parameters NULL, against RFC 5758 3.2; no verifier looks at them.
    'kind: ExtraData, location: ["Certificate::tbs_cert", "TbsCertificate::signature_alg"]',
    # Makers of TPMs do not sort the attributes of a name, against X.690 11.6.
    "kind: InvalidSetOrdering",
    # Makers of secure elements, and RFC 8410's own example, write out that an extension is not critical (X.690 11.5).
    'kind: EncodedDefault, location: ["Certificate::tbs_cert", "TbsCertificate::raw_extensions"',
    # RFC 5280 4.2.1.3 leaves encipherOnly without keyAgreement undefined; it does not forbid it.
    "encipher_only and decipher_only",
    # Some letters of a name, as soon as it loads the certificate.
    "AttributeTypeValue::value",
    # RFC 7633 allows the number of any TLS extension as a feature; it knows two.
    "KeyError(",
)


def admitted(file: bytes, *, now: datetime) -> Certificate | None:
    """Return the certificate of a file that may enter."""
    admission = judge_ca_certificate(read_certificate_file(file), file_name=None, now=now)
    return admission.certificate if admission.accepted else None


def differences(certificate: Certificate, *, now: datetime) -> list[str]:
    """Return what others read in another way, or do not take; empty where all agree.

    Args:
        certificate: A CA certificate that was admitted.
        now: The time at which it is to be a trust anchor.
    """
    return [*_as_pyca_reads(certificate), *_as_openssl_reads(certificate), *_as_openssl_trusts(certificate, now)]


def _compare(reader: str, fields: dict[str, tuple[object, object]]) -> Iterator[str]:
    for field, (theirs, ours) in fields.items():
        if theirs != ours:
            yield f"{reader} reads {field} as {theirs!r}, we as {ours!r}"


def _as_pyca_reads(certificate: Certificate) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            # The rule book warns of a serial number that is not positive, too.
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            read = x509.load_der_x509_certificate(certificate.der)
            serial_number = read.serial_number
            extensions = {type(extension.value): extension.value for extension in read.extensions}
        key = read.public_key()
        # Its names are not asked for: it refuses values that real names have.
        _ = read.signature_algorithm_oid, read.signature
    except Exception as error:  # noqa: BLE001  whatever it raises, it does not read the certificate
        if not any(refused in repr(error) for refused in _PYCA_REFUSES):
            yield f"pyca/cryptography does not read it: {error!r}"
        return
    constraints: Any = extensions.get(x509.BasicConstraints)
    usage: Any = extensions.get(x509.KeyUsage)
    subject_key: Any = extensions.get(x509.SubjectKeyIdentifier)
    authority_key: Any = extensions.get(x509.AuthorityKeyIdentifier)
    authority_digest = authority_key and authority_key.key_identifier
    yield from _compare(
        "pyca/cryptography",
        {
            "the version": (read.version.value + 1, certificate.version),
            "the serial number": (serial_number, int(certificate.serial_number, 16)),
            "notBefore": (read.not_valid_before_utc, certificate.not_before),
            "notAfter": (read.not_valid_after_utc, certificate.not_after),
            "the CA flag": (constraints and constraints.ca, True),
            "the path length": (constraints and constraints.path_length, certificate.path_length),
            "the right to sign certificates": (usage is None or usage.key_cert_sign, True),
            "the subject key identifier": (
                subject_key and subject_key.digest.hex(),
                certificate.subject_key_identifier,
            ),
            "the authority key identifier": (
                authority_digest.hex() if authority_digest is not None else None,
                certificate.authority_key_identifier,
            ),
            "the key": (key, load_der_public_key(certificate.spki)),
        },
    )


def _as_openssl_reads(certificate: Certificate) -> Iterator[str]:
    try:
        read = crypto.load_certificate(crypto.FILETYPE_ASN1, certificate.der)
        key = load_der_public_key(crypto.dump_publickey(crypto.FILETYPE_ASN1, read.get_pubkey()))
    except (crypto.Error, ValueError, TypeError) as error:
        yield f"OpenSSL does not load it, or its key: {error!r}"
        return
    written = crypto.dump_certificate(crypto.FILETYPE_ASN1, read)
    yield from _compare(
        "OpenSSL",
        {
            "the octets": (written, certificate.der),
            "the version": (read.get_version() + 1, certificate.version),
            "the serial number": (read.get_serial_number(), int(certificate.serial_number, 16)),
            "notBefore": (read.get_notBefore(), _generalized_time(certificate.not_before)),
            "notAfter": (read.get_notAfter(), _generalized_time(certificate.not_after)),
            "the key": (key, load_der_public_key(certificate.spki)),
            "that it is expired": (read.has_expired(), False),
        },
    )


def _generalized_time(moment: datetime) -> bytes:
    # strftime leaves out the zeros of an early year.
    return f"{moment.year:04}{moment:%m%d%H%M%SZ}".encode()


def _as_openssl_trusts(certificate: Certificate, now: datetime) -> Iterator[str]:
    """Hold it in a store of anchors, where it verifies itself, and ask ``X509_check_ca``."""
    try:
        anchors = crypto.X509Store()
        read = crypto.load_certificate(crypto.FILETYPE_ASN1, certificate.der)
        anchors.add_cert(read)
        anchors.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
        anchors.set_time(now)
        crypto.X509StoreContext(anchors, read).verify_certificate()
    except (crypto.Error, crypto.X509StoreContextError, ValueError) as error:
        yield f"OpenSSL does not take it as a trust anchor: {error!r}"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=certificate.der)
    except ssl.SSLError as error:
        yield f"a TLS client does not load it: {error!r}"
    else:
        # Lists those that X509_check_ca says yes to.
        if context.get_ca_certs(binary_form=True) != [certificate.der]:
            yield "OpenSSL does not count it as a CA"
