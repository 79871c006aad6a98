"""events/ holds an event for every route of template.yaml, as the generator writes it."""

from tests.support.events import EVENTS
from tests.support.routes import ROUTES
from tests.tools.example_events import render


def test_the_events_are_those_of_the_routes() -> None:
    stored = {path.stem: path.read_text() for path in EVENTS.glob("*.json") if path.stem != "openapi"}
    rendered = render()
    assert sorted(stored) == sorted(rendered), "run: make events"
    assert [name for name in stored if stored[name] != rendered[name]] == [], "run: make events"


def test_every_route_but_the_console_has_one() -> None:
    assert render().keys() == {route.function for route in ROUTES} - {"console"}
