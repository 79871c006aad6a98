"""Which of the languages on offer a caller prefers (RFC 9110, 12.5.4)."""

from device_ca.api.quality_values import Preference, read_preferences
from device_ca.messages.rendering import CATALOGUES, Language


def preferred_language(accept_language: str | None) -> Language:
    """Choose a language; English where the caller accepts none of them.

    A range stands for every language whose first subtag it shares: ``zh``, ``zh-Hans`` and ``zh-CN`` all mean Chinese.
    Among equals the one named first counts.

    Args:
        accept_language: The header's value; None accepts everything.
    """
    preferences = read_preferences(accept_language or "")
    default, *others = CATALOGUES
    return max([default, *others], key=lambda language: _rank(language, preferences))


def _rank(language: Language, preferences: list[Preference]) -> tuple[float, int]:
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
