"""What a route reads of API Gateway's event. Nothing of it is trusted but the claims, which the authorizer verified."""

import base64
import binascii
import re

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from device_ca import clock
from device_ca.api.negotiation import preferred_language
from device_ca.api.tenants import tenant_of
from device_ca.api.uploads import read_file, read_list_file, read_proof, read_upload_size
from device_ca.errors import MalformedRequest
from device_ca.messages.rendering import Language
from device_ca.model.audit_event import Origin
from device_ca.model.entity_tags import EntityTags
from device_ca.model.uploaded_file import UploadedFile, UploadedSignature, UploadReference
from device_ca.settings import settings

# Of an e-mail address (RFC 5321, 4.5.3.1).
_LONGEST_NAME = 320
_CERTIFICATE_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SUBSCRIPTION_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def tenant(event: APIGatewayProxyEvent) -> str:
    """Return the caller's tenant, fit for keys.

    Raises:
        TenantMissing: The event carries no claims.
    """
    return tenant_of(event.request_context.authorizer.claims)


def origin(event: APIGatewayProxyEvent) -> Origin:
    """Return where a change that is made now comes from, for the audit trail."""
    claims = event.request_context.authorizer.claims
    name = claims.get("email") or claims.get("cognito:username")
    return Origin(
        clock.utc_now(),
        actor=claims.get("sub"),
        request_id=event.request_context.request_id,
        actor_name=name and name[:_LONGEST_NAME],
    )


def route(event: APIGatewayProxyEvent) -> str:
    """Return method and resource as the template has them, such as ``GET /ca-certificates/{id}``."""
    return f"{event.http_method} {event.resource}"


def certificate_id(unverified_id: str) -> str:
    """Return the id in a path.

    Raises:
        MalformedRequest: It does not have the shape of one.
    """
    if not _CERTIFICATE_ID.fullmatch(unverified_id):
        raise MalformedRequest("id")
    return unverified_id


def subscription_id(unverified_id: str) -> str:
    """Return the id of a subscription in a path.

    Raises:
        MalformedRequest: It does not have the shape of one.
    """
    if not _SUBSCRIPTION_ID.fullmatch(unverified_id):
        raise MalformedRequest("subscription_id")
    return unverified_id


def bearer_token(event: APIGatewayProxyEvent) -> str:
    """Return the token of the header Authorization (RFC 6750, 2.1); an empty text where there is none."""
    scheme, _, unverified_token = (event.headers.get("Authorization") or "").partition(" ")
    return unverified_token.strip() if scheme.lower() == "bearer" else ""


def body(event: APIGatewayProxyEvent) -> bytes:
    """Return the body's bytes as the caller sent them.

    Raises:
        MalformedRequest: The event says that its body is base64, and it is not.
    """
    text = event.body or ""
    if not event.is_base64_encoded:
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedRequest("body_not_base64") from None


def file(event: APIGatewayProxyEvent) -> UploadedFile:
    """Return the file that the body carries.

    Raises:
        The errors of ``read_file``.
    """
    return read_file(event.headers.get("Content-Type"), body(event), event.query_string_parameters.get("fileName"))


def proof(event: APIGatewayProxyEvent) -> UploadedFile | UploadedSignature:
    """Return the proof that the body carries.

    Raises:
        The errors of ``read_proof``.
    """
    return read_proof(event.headers.get("Content-Type"), body(event), event.query_string_parameters.get("fileName"))


def list_file(event: APIGatewayProxyEvent) -> bytes | UploadReference:
    """Return the file with a revocation list that the body carries, or the upload that it came by.

    Raises:
        The errors of ``read_list_file``.
    """
    return read_list_file(event.headers.get("Content-Type"), body(event))


def upload_size(event: APIGatewayProxyEvent) -> int:
    """Return how many octets the file has that is to come by the bucket.

    Raises:
        The errors of ``read_upload_size``.
    """
    return read_upload_size(event.headers.get("Content-Type"), body(event))


def flag(event: APIGatewayProxyEvent, name: str) -> bool:
    """Return a query parameter that is ``true`` or ``false``, false where it is absent.

    Raises:
        MalformedRequest: It is neither.
    """
    value = event.query_string_parameters.get(name, "false")
    if value not in ("true", "false"):
        raise MalformedRequest("parameter", parameter=name, found=value, expected=("true", "false"))
    return value == "true"


def revocation_required(event: APIGatewayProxyEvent) -> bool:
    """Return whether the query parameter ``revocation`` is ``required``, and not absent.

    Raises:
        MalformedRequest: It is something else.
    """
    value = event.query_string_parameters.get("revocation")
    if value not in (None, "required"):
        raise MalformedRequest("parameter", parameter="revocation", found=value, expected=("required",))
    return value is not None


def if_match(event: APIGatewayProxyEvent) -> EntityTags | None:
    """Return the tags that the resource must have, where the caller asks for it.

    Raises:
        MalformedRequest: The header is no list of tags; ignoring it could change a state that its sender did not mean.
    """
    header = list_header(event, "If-Match")
    return None if header is None else EntityTags.read(header)


def has_current(event: APIGatewayProxyEvent, entity_tag: str) -> bool:
    """Say whether the caller has the state of this tag already (If-None-Match).

    A header that is no list of tags is ignored: at worst the caller gets an answer that it has already.
    """
    try:
        header = list_header(event, "If-None-Match")
        return header is not None and EntityTags.read(header).match_weakly(entity_tag)
    except MalformedRequest:
        return False


def list_header(event: APIGatewayProxyEvent, name: str) -> str | None:
    """Return a header whose value is a list, which may come in several lines (RFC 9110, 5.3)."""
    lines = event.multi_value_headers.get(name)
    return ", ".join(lines) if lines else None


def language(event: APIGatewayProxyEvent) -> Language:
    """Return the language that the caller reads."""
    return preferred_language(list_header(event, "Accept-Language"))


def base_url(event: APIGatewayProxyEvent) -> str:
    """Return the URL that the API's routes begin with, without a slash at its end: never what a caller's path says."""
    context = event.request_context
    return settings().public_url or f"https://{context.domain_name}/{context.stage}"


def location(event: APIGatewayProxyEvent, identifier: str) -> str:
    """Return the path of what a route has made, as the caller's own URL begins, stage or base path included."""
    return f"{event.request_context.path.rstrip('/')}/{identifier}"
