"""A CA as servers use it: whether OpenSSL takes it as a trust anchor, and the name that they send to clients."""

from cryptography.hazmat import asn1
from OpenSSL import crypto

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.rfc5280 import decode_certificate
from device_ca.certificates.signature_algorithm import Scheme
from device_ca.certificates.unsigned_certificate import algorithm_identifier, unsigned_certificate

# X509_V_FLAG_NO_CHECK_TIME: validity is judged elsewhere. pyOpenSSL has no name for it.
NO_CHECK_TIME = 0x200000
# What a key may have signed with: OpenSSL takes no issuer whose key does not fit the algorithm.
_ALGORITHMS: dict[Scheme, bytes] = {
    "RSA-PKCS1": algorithm_identifier("1.2.840.113549.1.1.11"),
    "RSA-PSS": algorithm_identifier("1.2.840.113549.1.1.10"),
    "ECDSA": algorithm_identifier("1.2.840.10045.4.3.2"),
    "Ed25519": algorithm_identifier("1.3.101.112"),
    "Ed448": algorithm_identifier("1.3.101.113"),
    "ML-DSA-44": algorithm_identifier("2.16.840.1.101.3.4.3.17"),
    "ML-DSA-65": algorithm_identifier("2.16.840.1.101.3.4.3.18"),
    "ML-DSA-87": algorithm_identifier("2.16.840.1.101.3.4.3.19"),
}
SIGNATURE_FAILURE = 7  # X509_V_ERR_CERT_SIGNATURE_FAILURE


def is_loaded_by_openssl(unverified_der: bytes) -> bool:
    """Say whether OpenSSL loads the certificate, all of it, and its key.

    mosquitto and NGINX do not start with a file that holds one which it does not load.
    """
    try:
        certificate = crypto.load_certificate(crypto.FILETYPE_ASN1, unverified_der)
        certificate.get_pubkey()
        return crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate) == unverified_der
    except (crypto.Error, ValueError):
        return False


def ca_name(der: bytes) -> bytes:
    """Return the DER of a CA certificate's subject."""
    _, _, signed = decode_certificate(der)
    return asn1.encode_der(signed.subject)


def load_anchor(certificate: Certificate) -> crypto.X509:
    """Load a CA certificate and its key.

    Raises:
        crypto.Error: OpenSSL does not load it.
    """
    anchor = crypto.load_certificate(crypto.FILETYPE_ASN1, certificate.der)
    anchor.get_pubkey()
    return anchor


def seemingly_issued_by(certificate: Certificate) -> crypto.X509:
    """Return a certificate that a CA seems to have issued but has not signed."""
    below = unsigned_certificate(
        algorithm=_ALGORITHMS[certificate.public_key.schemes[0]], issuer=certificate.subject_der
    )
    return crypto.load_certificate(crypto.FILETYPE_ASN1, below)


def openssl_refusal(certificate: Certificate) -> str | None:
    """Say in OpenSSL's words why it does not take a certificate as a trust anchor; None where it does.

    OpenSSL looks at an anchor's extensions only where it has to verify something below it. So it is asked about a
    certificate that the anchor seems to have issued but has not signed: for a good anchor that is the first complaint.
    """
    try:
        store = crypto.X509Store()
        store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN | NO_CHECK_TIME)
        store.add_cert(load_anchor(certificate))
        crypto.X509StoreContext(store, seemingly_issued_by(certificate)).verify_certificate()
    except crypto.X509StoreContextError as error:
        number, _, words = error.errors
        return None if number == SIGNATURE_FAILURE else words
    except crypto.Error as error:
        return "; ".join({words for _, _, words in error.args[0] if words}) or "it does not load the certificate"
    return None
