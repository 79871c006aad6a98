"""Who may call which route: the one place that decides.

The role is the claim ``custom:role`` of the ID token, which no user can write. Without it a user is an administrator; a
role that is not known here has the least rights.
"""

from collections.abc import Mapping
from typing import Literal

from device_ca.errors import Forbidden

Role = Literal["administrator", "reader"]

_EVERY_ROLE: tuple[Role, ...] = ("administrator", "reader")
_ADMINISTRATORS: tuple[Role, ...] = ("administrator",)
# Routes that need no ID token: the console, the public keys, and what a token of its own opens.
PUBLIC: tuple[Role, ...] = ()

ROLES_OF_ROUTES: Mapping[str, tuple[Role, ...]] = {
    "POST /ca-certificates": _ADMINISTRATORS,
    "POST /ca-certificates?dryRun=true": _EVERY_ROLE,
    "GET /ca-certificates": _EVERY_ROLE,
    "GET /ca-certificates/{id}": _EVERY_ROLE,
    "PATCH /ca-certificates/{id}": _ADMINISTRATORS,
    "DELETE /ca-certificates/{id}": _ADMINISTRATORS,
    "GET /ca-certificates/{id}/file": _EVERY_ROLE,
    "GET /ca-certificates/{id}/events": _EVERY_ROLE,
    "GET /ca-certificates/{id}/receipt": _EVERY_ROLE,
    "POST /ca-certificates/{id}/verification-code": _ADMINISTRATORS,
    "GET /ca-certificates/{id}/verification-code": _EVERY_ROLE,
    "GET /ca-certificates/{id}/verification-code/csr": _EVERY_ROLE,
    "POST /ca-certificates/{id}/verification": _ADMINISTRATORS,
    "PUT /ca-certificates/{id}/crl": _ADMINISTRATORS,
    "POST /ca-certificates/{id}/crl/uploads": _ADMINISTRATORS,
    "GET /ca-certificates/{id}/crl": _EVERY_ROLE,
    "DELETE /ca-certificates/{id}/crl": _ADMINISTRATORS,
    "POST /device-certificates/check": _EVERY_ROLE,
    "GET /events": _EVERY_ROLE,
    "GET /truststore": _EVERY_ROLE,
    "GET /truststore/crls": _EVERY_ROLE,
    "POST /truststore/subscriptions": _ADMINISTRATORS,
    "GET /truststore/subscriptions": _EVERY_ROLE,
    "DELETE /truststore/subscriptions/{subscriptionId}": _ADMINISTRATORS,
    "GET /truststore/subscribed": PUBLIC,
    "GET /truststore/subscribed/crls": PUBLIC,
    "GET /.well-known/jwks.json": PUBLIC,
    "GET /console": PUBLIC,
    "GET /console/{file+}": PUBLIC,
}


def role_of(claims: Mapping[str, object]) -> Role:
    """Return the role of a caller."""
    return "administrator" if claims.get("custom:role", "administrator") == "administrator" else "reader"


def require_role(claims: Mapping[str, object], route: str, *, is_dry_run: bool) -> None:
    """Check that a caller may call a route.

    Args:
        claims: The claims that API Gateway's Cognito authorizer verified.
        route: Method and resource as the template has them; nobody may call one that is not in the table.
        is_dry_run: Whether the request asks to store nothing.

    Raises:
        Forbidden: The caller's role may not.
        KeyError: The route is not in the table.
    """
    allowed = ROLES_OF_ROUTES[route]
    if is_dry_run:
        allowed = ROLES_OF_ROUTES.get(f"{route}?dryRun=true", allowed)
    if allowed == PUBLIC:
        return
    role = role_of(claims)
    if role not in allowed:
        raise Forbidden(role=role, allowed=allowed)
