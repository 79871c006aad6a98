"""Preferences in a header (RFC 9110, 12.4.2): values that a caller accepts, each with a weight."""

import re
from typing import NamedTuple

_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)


class Preference(NamedTuple):
    """A value, in lower case and without parameters, and its weight from 0 to 1."""

    value: str
    weight: float


def read_preferences(header: str) -> list[Preference]:
    """Read the values of Accept or Accept-Language in their order; a weight that is none counts as 1."""
    return [_preference(part) for part in header.lower().split(",") if part.strip()]


def _preference(part: str) -> Preference:
    value, *parameters = (piece.strip() for piece in part.split(";"))
    weights = [weight.strip() for key, _, weight in (p.partition("=") for p in parameters) if key.strip() == "q"]
    return Preference(value, float(weights[0]) if weights and _WEIGHT.fullmatch(weights[0]) else 1.0)
