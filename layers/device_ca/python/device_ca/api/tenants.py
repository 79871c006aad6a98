"""Who the caller is: the tenant named by the ID token's claims."""

import hashlib
import re
from collections.abc import Mapping

from device_ca.errors import TenantMissing

_PLAIN_TENANT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}", re.ASCII)


def tenant_of(claims: Mapping[str, object]) -> str:
    """Return the tenant as it stands in table and object keys.

    The claim is ``custom:tenant``, else ``sub``. A value of letters, digits, ``.``, ``_`` and ``-`` stands for itself.
    Any other (``a#b``, ``../x``, two kilobytes) is replaced by ``~`` and its SHA-256, so that no claim can imitate
    the separators of a key or outgrow one; ``~`` cannot begin a plain tenant, so two claims never meet.

    An access token is refused, as API Gateway does where a method asks for no scopes: it has no ``custom:tenant``, so
    its bearer would act as another tenant than by the ID token. The client that a token was issued to (``aud``) is not
    checked: every client of the pool signs in the same users, and only an administrator sets their tenant.

    Args:
        claims: The claims that API Gateway's Cognito authorizer verified.

    Raises:
        TenantMissing: Neither claim has a value, or the claims are not those of an ID token.
    """
    if claims.get("token_use", "id") != "id":
        raise TenantMissing("not_an_id_token")
    claim = claims.get("custom:tenant") or claims.get("sub")
    if not isinstance(claim, str) or not claim:
        raise TenantMissing
    if _PLAIN_TENANT.fullmatch(claim):
        return claim
    return "~" + hashlib.sha256(claim.encode("utf-8", "surrogatepass")).hexdigest()
