"""What servers make of a trust anchor: whether they can use it, and the name by which they ask clients for it."""

from cryptography import x509
from OpenSSL import crypto


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
    return x509.load_der_x509_certificate(der).subject.public_bytes()
