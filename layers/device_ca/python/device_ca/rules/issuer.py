"""Who issued a CA certificate: itself, or one of the tenant's own CAs (RFC 5280 4.2.1.1, 6.1.3)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.public_key import read_stored_key
from device_ca.model.registered_ca import RegisteredCa
from device_ca.violation import Json


class IssuerFinding(NamedTuple):
    """What is known of the issuer.

    Attributes:
        superior_ca: the registered CA whose key verifies the signature.
        broken_signature: why the signature is wrong, as parameters; None where it is right or cannot be checked.
    """

    superior_ca: RegisteredCa | None = None
    broken_signature: Mapping[str, Json] | None = None


def is_signed_by_key(certificate: Certificate, spki: bytes) -> bool:
    """Say whether a key, given as its SubjectPublicKeyInfo, made the certificate's signature."""
    return certificate.is_signed_by(read_stored_key(spki))


def issuer(certificate: Certificate, superior_cas: Sequence[RegisteredCa]) -> IssuerFinding:
    """Find the issuer of a certificate.

    A self-issued certificate is signed by its own key, or by a registered CA of that name that changed its key (RFC
    4210 4.4). A signature with an algorithm outside the allowlist is not checked: that rule is broken anyway.
    """
    if certificate.self_signed or not certificate.signature_parameters.is_allowed:
        return IssuerFinding()
    if not certificate.signature_algorithms_agree:
        return IssuerFinding(broken_signature={"reason": "algorithms_disagree"})
    candidates = [ca for ca in superior_cas if _may_have_issued(ca, certificate)]
    for ca in candidates:
        if certificate.is_signed_by(_superior_key(ca.spki)):
            return IssuerFinding(superior_ca=ca)
    if candidates:
        found: dict[str, Json] = {"caSubject": candidates[0].subject, "caIds": [ca.id for ca in candidates[:3]]}
        return IssuerFinding(broken_signature={"reason": "superior_ca", **found})
    if certificate.self_issued and certificate.public_key.crypto_key is not None:
        return IssuerFinding(broken_signature={"reason": "own_key"})
    return IssuerFinding()


# Most CAs of a tenant have the same few superior CAs. Only registered keys are cached: none of them is large.
_superior_key = lru_cache(maxsize=32)(read_stored_key)


def _may_have_issued(ca: RegisteredCa, certificate: Certificate) -> bool:
    """Say whether name and key identifiers allow that this CA issued the certificate."""
    if ca.subject_digest != certificate.issuer_digest:
        return False
    wanted = certificate.authority_key_identifier
    return wanted is None or ca.subject_key_identifier is None or wanted == ca.subject_key_identifier
