"""A CA that a test holds the key of: its certificate, and what it signs, made for the time that the test runs at."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from device_ca import clock

CERTIFICATE_SIGNING = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)
_PADDING = x509.ObjectIdentifier("1.3.6.1.4.1.55555.1")


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


class Authority:
    """A CA on a P-256 key; self-signed unless ``issue_ca`` made it."""

    def __init__(
        self,
        common_name: str = "Example CA",
        *,
        key: ec.EllipticCurvePrivateKey | None = None,
        issuer: Authority | None = None,
        key_identifier_of: Authority | None = None,
        padding: int = 0,
    ) -> None:
        self.common_name = common_name
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        issuer = issuer or self
        self.key_identifier: x509.SubjectKeyIdentifier = (
            key_identifier_of.key_identifier
            if key_identifier_of
            else x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        )
        authority_key = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer.key_identifier)
        builder = _builder(_name(common_name), issuer, self.key.public_key())
        if padding:
            builder = builder.add_extension(x509.UnrecognizedExtension(_PADDING, bytes(padding)), critical=False)
        self.certificate = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(CERTIFICATE_SIGNING, critical=True)
            .add_extension(self.key_identifier, critical=False)
            .add_extension(authority_key, critical=False)
            .sign(issuer.key, SHA256())
        )
        self.der = self.certificate.public_bytes(Encoding.DER)
        self.pem = self.certificate.public_bytes(Encoding.PEM)
        self.id = hashlib.sha256(self.der).hexdigest()
        self.list_number = 0

    def renew(self) -> Authority:
        """Return a new certificate of the same name and key."""
        return Authority(self.common_name, key=self.key)

    def issue_ca(self, common_name: str) -> Authority:
        """Return an intermediate CA."""
        return Authority(common_name, issuer=self)

    def issue_leaf(self, common_name: str) -> bytes:
        """Return a PEM certificate without extensions, as the guide's commands make one."""
        leaf_key = ec.generate_private_key(ec.SECP256R1())
        certificate = _builder(_name(common_name), self, leaf_key.public_key()).sign(self.key, SHA256())
        return certificate.public_bytes(Encoding.PEM)

    def prove(self, code: str) -> bytes:
        """Return a verification certificate for a code."""
        return self.issue_leaf(code)

    def revocation_list(
        self,
        *serial_numbers: int,
        number: int | None = None,
        this_update: datetime | None = None,
        next_update: datetime | None = None,
        signer: Authority | None = None,
    ) -> bytes:
        """Return the DER of a list that revokes certificates by their numbers; each has a higher number than before."""
        self.list_number = self.list_number + 1 if number is None else number
        this_update = this_update or clock.utc_now() - timedelta(minutes=1)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(_name(self.common_name))
            .last_update(this_update)
            .next_update(next_update or this_update + timedelta(days=30))
            .add_extension(x509.CRLNumber(self.list_number), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier(self.key_identifier.digest, None, None), critical=False)
        )
        for serial_number in serial_numbers:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial_number)
                .revocation_date(this_update)
                .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
                .build()
            )
        return builder.sign((signer or self).key, SHA256()).public_bytes(Encoding.DER)

    def sign_request(self, request_pem: bytes) -> bytes:
        """Return a certificate for a signing request, as ``openssl x509 -req`` makes it."""
        request = x509.load_pem_x509_csr(request_pem)
        return _builder(request.subject, self, request.public_key()).sign(self.key, SHA256()).public_bytes(Encoding.PEM)


def _builder(subject: x509.Name, issuer: Authority, public_key: object) -> x509.CertificateBuilder:
    now = clock.utc_now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_name(issuer.common_name))
        .public_key(public_key)  # type: ignore[arg-type]
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
    )
