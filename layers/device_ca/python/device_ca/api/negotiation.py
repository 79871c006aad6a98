"""What a caller prefers of what is on offer: a media type, a language (RFC 9110, 12)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from device_ca.errors import NotAcceptable
from device_ca.messages.rendering import CATALOGUES, Language

_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)


def preferred_media_type(accept: str | None, offers: Sequence[str]) -> str:
    """Choose from ``offers``; among equals the first one (RFC 9110, 12.5.1).

    Args:
        accept: The header's value; None accepts everything.
        offers: Media types in lower case, without parameters.

    Raises:
        NotAcceptable: None of them is accepted.
    """
    ranges = _preferences(accept or "*/*")
    weights = [_weight(offer, ranges) for offer in offers]
    best = max(weights)
    if best <= 0:
        raise NotAcceptable(offers=offers)
    return offers[weights.index(best)]


def preferred_language(accept_language: str | None) -> Language:
    """Choose a language (RFC 9110, 12.5.4); English where the caller accepts none of them.

    A range stands for every language whose first subtag it shares: ``zh``, ``zh-Hans`` and ``zh-CN`` all mean Chinese.
    Among equals the one named first counts.

    Args:
        accept_language: The header's value; None accepts everything.
    """
    preferences = _preferences(accept_language or "")
    default, *others = CATALOGUES
    return max([default, *others], key=lambda language: _rank(language, preferences))


class _Preference(NamedTuple):
    """A value, in lower case and without parameters, and its weight from 0 to 1."""

    value: str
    weight: float


def _preferences(header: str) -> list[_Preference]:
    """Read the values of a header in their order (RFC 9110, 12.4.2); a weight that is none counts as 1."""
    return [_preference(part) for part in header.lower().split(",") if part.strip()]


def _preference(part: str) -> _Preference:
    value, *parameters = (piece.strip() for piece in part.split(";"))
    weights = [weight.strip() for key, _, weight in (p.partition("=") for p in parameters) if key.strip() == "q"]
    return _Preference(value, float(weights[0]) if weights and _WEIGHT.fullmatch(weights[0]) else 1.0)


def _weight(offer: str, ranges: Sequence[_Preference]) -> float:
    """Return the weight of the most specific range that includes the offer."""
    for name in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        weights = [weight for range_, weight in ranges if range_ == name]
        if weights:
            return max(weights)
    return 0.0


def _rank(language: Language, preferences: Sequence[_Preference]) -> tuple[float, int]:
    """Return the weight of a language and how early it is named; ``*`` stands for what is not named."""
    primary = language.partition("-")[0]
    for wanted in (primary, "*"):
        ranks = [
            (preference.weight, -place)
            for place, preference in enumerate(preferences)
            if preference.value.partition("-")[0] == wanted
        ]
        if ranks:
            weight, place = max(ranks)
            return (weight, place) if weight else (0.0, 0)
    return 0.0, 0
