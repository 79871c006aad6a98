"""What a judgement is made of: rules that are broken, and warnings, each with the values that its text speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

type Json = str | int | bool | Sequence[Json] | Mapping[str, Json] | None
"""A JSON value."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule, or a warning. ``messages`` has the texts.

    Attributes:
        rule: Stable name of the rule, for programs.
        parameters: What was found and expected, by names in camelCase. ``reason`` names the way in which the rule is
            broken, where there are several; ``remedy`` what mends it, where other rules are mended by the same.
    """

    rule: str
    parameters: Mapping[str, Json] = field(default_factory=dict)
