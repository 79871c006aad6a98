"""The path that a device presents, followed by names and signatures, to explain why none is valid."""

from collections.abc import Sequence
from dataclasses import dataclass

from device_ca.certificates.certificate import Certificate
from device_ca.model.ca_record import CaRecord
from device_ca.rules.issuer import is_signed_by_key
from device_ca.rules.weak_keys import weakness


@dataclass(frozen=True, slots=True)
class PresentedPath:
    """A path, as much of it as there is.

    Attributes:
        certificates: the device's, then each one's issuer among those presented.
        signers: for each of the certificates, the tenant's CAs whose key made its signature.
        same_name_count: how many CAs have the name of the last certificate's issuer and did not sign it.
    """

    certificates: tuple[Certificate, ...]
    signers: tuple[tuple[CaRecord, ...], ...]
    same_name_count: int

    @property
    def cas(self) -> list[CaRecord]:
        """The tenant's CAs that the path meets, each once, nearest to the device first."""
        return list({ca.id: ca for signers in self.signers for ca in signers}.values())


def find_presented_path(presented: Sequence[Certificate], registered: Sequence[CaRecord]) -> PresentedPath:
    """Follow the path from the first certificate upwards, whether it may be trusted or not.

    A signature with an algorithm outside the allowlist cannot be checked; there the names decide, and the algorithm is
    a reason of its own.
    """
    certificates = [presented[0]]
    rest = list(presented[1:])
    signers: list[tuple[CaRecord, ...]] = []
    while True:
        last = certificates[-1]
        signers.append(tuple(ca for ca in registered if _is_issued_by_ca(last, ca)))
        issuer = next((candidate for candidate in rest if _is_issued_by(last, candidate)), None)
        if issuer is None:
            break
        rest.remove(issuer)
        certificates.append(issuer)
    subjects = [ca.subject_digest for ca in registered] + [certificate.subject_digest for certificate in rest]
    return PresentedPath(tuple(certificates), tuple(signers), subjects.count(last.issuer_digest))


def _is_issued_by_ca(certificate: Certificate, ca: CaRecord) -> bool:
    return certificate.issuer_digest == ca.subject_digest and (
        not certificate.signature_parameters.is_allowed or is_signed_by_key(certificate, ca.spki)
    )


def _is_issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    return certificate.issuer_digest == issuer.subject_digest and (
        not certificate.signature_parameters.is_allowed
        or weakness(issuer.public_key) is not None
        or certificate.is_signed_by(issuer.public_key)
    )
