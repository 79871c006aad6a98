"""A route is whole: whatever is missing of it fails one of these, which says what to add where."""

import re
from pathlib import Path

from device_ca.api.roles import PUBLIC, ROLES_OF_ROUTES
from tests.support.routes import PUBLIC_ROUTES, ROUTES, TEMPLATE
from tests.tools.openapi.operations import OPERATIONS

REPOSITORY = Path(__file__).parents[2]
RESOURCES = TEMPLATE["Resources"].values()
FUNCTIONS = {route.function for route in ROUTES}


def test_every_handler_is_a_function_of_the_template() -> None:
    folders = {path.parent.name for path in REPOSITORY.glob("functions/*/app.py")}
    uris = [found["Properties"]["CodeUri"] for found in RESOURCES if found["Type"] == "AWS::Serverless::Function"]
    missing = folders - {Path(uri).name for uri in uris}
    assert not missing, f"add its function to template.yaml: {missing}"


def test_every_route_has_its_roles() -> None:
    known = {route.partition("?")[0] for route in ROLES_OF_ROUTES}
    routes = set(map(str, ROUTES))
    assert not routes - known, f"add to ROLES_OF_ROUTES in api/roles.py: {routes - known}"
    assert not known - routes, f"api/roles.py has what is no route: {known - routes}"
    public = {route for route, roles in ROLES_OF_ROUTES.items() if roles == PUBLIC}
    assert public == set(map(str, PUBLIC_ROUTES)), "api/roles.py and template.yaml disagree about who needs no token"


def test_every_route_is_described() -> None:
    missing, strange = FUNCTIONS - OPERATIONS.keys(), OPERATIONS.keys() - FUNCTIONS
    assert not missing, f"add to OPERATIONS in tests/tools/openapi/operations.py, then make openapi: {missing}"
    assert not strange, f"tests/tools/openapi/operations.py has what is no route: {strange}"


def test_every_route_stands_in_the_readme() -> None:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    rows = {
        f"{row[0]} {row[1]}" for row in re.findall(r"^\| `(GET|POST|PUT|PATCH|DELETE) ([^`?]*)", text, re.MULTILINE)
    }
    routes = set(map(str, ROUTES)) - {"GET /console/{file+}"}
    assert not routes - rows, f"add a row to the table of README.md: {routes - rows}"
    assert not rows - routes, f"README.md has what is no route: {rows - routes}"


def test_every_route_is_called_by_a_test() -> None:
    callers = [*REPOSITORY.glob("tests/integration/test_*.py"), REPOSITORY / "tests" / "support" / "caller.py"]
    words = set(re.findall(r"\w+", "\n".join(path.read_text("utf-8") for path in callers)))
    assert not FUNCTIONS - words, f"add a test to tests/integration: {FUNCTIONS - words}"
