"""The judgement about a proof of possession, and what every proof depends on."""

from dataclasses import dataclass
from datetime import datetime

from device_ca.clock import is_past
from device_ca.model.registered_ca import RegisteredCa
from device_ca.rules.validity import utc
from device_ca.violation import Violation


@dataclass(frozen=True, slots=True)
class ProofJudgement:
    """The judgement about a proof: every broken rule; none exactly if possession is proven."""

    violations: tuple[Violation, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether possession is proven."""
        return not self.violations


def ca_expired(ca: RegisteredCa, now: datetime) -> Violation | None:
    """Finds that the CA has expired since its upload; notAfter is its last valid second (RFC 5280 4.1.2.5)."""
    if not is_past(ca.not_after, now):
        return None
    message = f"The CA certificate itself expired at {utc(ca.not_after)}; it is now {utc(now)}."
    return Violation("ca_expired", message, "Upload the CA's renewed certificate and verify that one.")
