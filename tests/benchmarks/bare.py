"""What a route cannot do without, written bare: its calls of the SDK, and its cryptographic operations."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore import xform_name
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.oid import NameOID
from OpenSSL import crypto

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

type Call = tuple[str, str, dict[str, Any]]
"""A service, one of its operations, and the parameters."""
_PEM_END = b"-----END CERTIFICATE-----\n"


def bare_calls(calls: Sequence[Call]) -> Callable[[], None]:
    """Return a function that makes these calls with boto3's own clients."""
    clients = {service: boto3.client(service) for service, _, _ in calls}  # type: ignore[call-overload]
    operations = [(getattr(clients[service], xform_name(name)), parameters) for service, name, parameters in calls]

    def run() -> None:
        for operation, parameters in operations:
            answer = operation(**parameters)
            if "Body" in answer:
                answer["Body"].read()

    return run


def judge_list(file: bytes, ca: bytes) -> None:
    """Load a revocation list, read every entry, and have OpenSSL look whether it takes it from the CA."""
    crl = x509.load_der_x509_crl(file)
    serials = {(found.serial_number, len(found.extensions)) for found in crl}
    issuer = x509.load_der_x509_certificate(ca)
    store = crypto.X509Store()
    store.add_cert(crypto.X509.from_cryptography(issuer))
    store.add_crl(crl)
    if len(serials) != len(crl) or not crl.is_signature_valid(cast("ec.EllipticCurvePublicKey", issuer.public_key())):
        raise RuntimeError("the list is not good")


def judge_ca(file: bytes, issuer: x509.Certificate | None = None) -> None:
    """Load a certificate, its extensions and its key, check one signature, and let OpenSSL load it as an anchor.

    The signature is its own without an issuer.
    """
    load = x509.load_pem_x509_certificate if file.startswith(b"-") else x509.load_der_x509_certificate
    certificate = load(file)
    list(certificate.extensions)
    certificate.public_key()
    certificate.verify_directly_issued_by(issuer or certificate)
    kind = crypto.FILETYPE_PEM if file.startswith(b"-") else crypto.FILETYPE_ASN1
    anchor = crypto.load_certificate(kind, file)
    store = crypto.X509Store()
    store.add_cert(anchor)
    with suppress(crypto.X509StoreContextError):
        crypto.X509StoreContext(store, anchor).verify_certificate()


def judge_proof(proof: bytes, key: bytes) -> None:
    """Load a proof and a P-256 key, read the proof's subject, and check its signature."""
    certificate = x509.load_pem_x509_certificate(proof)
    certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    public_key = cast("ec.EllipticCurvePublicKey", load_der_public_key(key))
    public_key.verify(certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(SHA256()))


def make_request(code: str) -> bytes:
    """Make a signing request."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, code)])
    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, SHA256())
    return request.public_bytes(Encoding.PEM)


def validate_path(file: bytes, anchor: bytes, now: datetime) -> None:
    """Validate a path with OpenSSL: a device certificate in PEM, its intermediates after it, below a trust anchor."""
    target, *others = (
        crypto.load_certificate(crypto.FILETYPE_PEM, part + _PEM_END) for part in file.split(_PEM_END)[:-1]
    )
    store = crypto.X509Store()
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
    store.set_time(now)
    store.add_cert(crypto.load_certificate(crypto.FILETYPE_ASN1, anchor))
    crypto.X509StoreContext(store, target, others).get_verified_chain()
