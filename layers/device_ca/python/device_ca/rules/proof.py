"""The judgement about a proof of possession."""

from dataclasses import dataclass

from device_ca.violation import Violation


@dataclass(frozen=True, slots=True)
class ProofJudgement:
    """The judgement about a proof: every broken rule; none exactly if possession is proven."""

    violations: tuple[Violation, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether possession is proven."""
        return not self.violations
