"""The routes of template.yaml, so that a new one is tested by being there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cfnlint.decode import cfn_yaml

TEMPLATE: dict[str, Any] = cfn_yaml.load(str(Path(__file__).parents[2] / "template.yaml"))


_JSON_BODIES = {
    "update_certificate": b'{"enabled": false, "name": "Plant 7"}',
    "create_revocation_list_upload": b'{"size": 6291456}',
    "create_subscription": b'{"name": "broker 1"}',
}


@dataclass(frozen=True)
class Route:
    """One method of one path.

    Attributes:
        function: The folder in functions/ that answers it.
        is_public: Whether it needs no token.
    """

    function: str
    method: str
    path: str
    is_public: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def has_id(self) -> bool:
        """Whether the path names a CA certificate."""
        return "{id}" in self.path

    @property
    def json_body(self) -> bytes | None:
        """A good body of a route that takes JSON alone."""
        return _JSON_BODIES.get(self.function)


def _routes() -> tuple[Route, ...]:
    functions = {
        name: resource["Properties"]
        for name, resource in TEMPLATE["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    return tuple(
        Route(
            PurePosixPath(function["CodeUri"]).name,
            event["Properties"]["Method"].upper(),
            event["Properties"]["Path"],
            event["Properties"].get("Auth", {}).get("Authorizer") == "NONE",
        )
        for function in functions.values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "Api"
    )


ROUTES = _routes()
TENANT_ROUTES = tuple(route for route in ROUTES if not route.is_public)
ID_ROUTES = tuple(route for route in TENANT_ROUTES if route.has_id)
PUBLIC_ROUTES = tuple(route for route in ROUTES if route.is_public)
