"""Which of the media types on offer a caller prefers (RFC 9110, 12.5.1)."""

from collections.abc import Sequence

from device_ca.api.quality_values import Preference, read_preferences
from device_ca.errors import NotAcceptable


def preferred_media_type(accept: str | None, offers: Sequence[str]) -> str:
    """Choose from ``offers``; among equals the first one.

    Args:
        accept: The header's value; None accepts everything.
        offers: Media types in lower case, without parameters.

    Raises:
        NotAcceptable: None of them is accepted.
    """
    ranges = read_preferences(accept or "*/*")
    weights = [_weight(offer, ranges) for offer in offers]
    best = max(weights)
    if best <= 0:
        raise NotAcceptable(offers=offers)
    return offers[weights.index(best)]


def _weight(offer: str, ranges: Sequence[Preference]) -> float:
    """Return the weight of the most specific range that includes the offer."""
    for name in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        weights = [weight for range_, weight in ranges if range_ == name]
        if weights:
            return max(weights)
    return 0.0
