"""A certificate signing request whose Common Name is the code, so that the CA's owner has only to sign it."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


def make_signing_request(code: str) -> bytes:
    """Return a PEM request (PKCS#10, RFC 2986) on a P-256 key that is forgotten at once.

    A verification certificate says nothing about its own key: only its issuer's signature counts. So nobody needs the
    private key of the request.
    """
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, code)])
    throw_away_key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(throw_away_key, SHA256())
    return request.public_bytes(Encoding.PEM)
