import pytest

from device_ca.api.negotiation import preferred_media_type
from device_ca.errors import NotAcceptable

PEM, JSON = "application/pem-certificate-chain", "application/json"


@pytest.mark.parametrize(
    ("accept", "preferred"),
    [
        (None, PEM),
        ("", PEM),
        ("*/*", PEM),
        ("application/*", PEM),
        ("text/html, */*;q=0.1", PEM),
        (PEM, PEM),
        (JSON, JSON),
        ("Application/JSON; charset=utf-8", JSON),
        ("application/json, */*;q=0.5", JSON),
        ("application/json;q=0.5, */*", PEM),
        ("*/*, application/pem-certificate-chain;q=0", JSON),
        ("application/json;q=high", JSON),
        ("application/json, application/pem-certificate-chain", PEM),
    ],
)
def test_the_heavier_and_more_specific_range_wins(accept: str | None, preferred: str) -> None:
    assert preferred_media_type(accept, (PEM, JSON)) == preferred


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "*/*;q=0", "nonsense", "image/*"])
def test_nothing_on_offer_is_accepted(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        preferred_media_type(accept, (PEM, JSON))
