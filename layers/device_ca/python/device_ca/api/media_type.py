"""Which of the media types on offer a caller prefers (RFC 9110, 12.5.1)."""

from collections.abc import Sequence

from device_ca.errors import NotAcceptable


def preferred_media_type(accept: str | None, offers: Sequence[str]) -> str:
    """Choose from ``offers``; among equals the first one.

    Args:
        accept: The header's value; None accepts everything.
        offers: Media types in lower case, without parameters.

    Raises:
        NotAcceptable: None of them is accepted.
    """
    ranges = [_range(part) for part in (accept or "*/*").lower().split(",") if part.strip()]
    weights = [_weight(offer, ranges) for offer in offers]
    best = max(weights)
    if best <= 0:
        raise NotAcceptable(f"Accept admits none of what there is: {', '.join(offers)}.")
    return offers[weights.index(best)]


def _range(part: str) -> tuple[str, float]:
    """Return a media range and its weight; what is no number weighs 1, as if it were not there."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    weights = [value.strip() for key, _, value in (p.partition("=") for p in parameters) if key.strip() == "q"]
    try:
        return name, float(weights[0]) if weights else 1.0
    except ValueError:
        return name, 1.0


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the weight of the most specific range that includes the offer."""
    for name in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        weights = [weight for range_, weight in ranges if range_ == name]
        if weights:
            return max(weights)
    return 0.0
