"""API Gateway's Lambda proxy integration: the event of one request, and the answer to it.

Powertools' event handler reads and writes the same forms, and routes. API Gateway has matched the route before it calls
the function of that route, so there is nothing left to route; and importing that package with the resolvers and event
classes of all other services would be an eighth of a cold start, running it as much of a warm request.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from device_ca.errors import MalformedRequest
from device_ca.model.entity_tags import EntityTags


@dataclass(frozen=True, slots=True)
class Request:
    """One request, not yet trusted in anything but its claims."""

    event: Mapping[str, Any]

    @property
    def context(self) -> Mapping[str, Any]:
        """What API Gateway itself says of the request."""
        context: Mapping[str, Any] = self.event["requestContext"]
        return context

    @property
    def id(self) -> str:
        """The id that API Gateway gave the request."""
        return str(self.context["requestId"])

    @property
    def claims(self) -> Mapping[str, Any]:
        """The claims of the ID token, as the Cognito authorizer verified them; empty where there was none."""
        authorizer: Mapping[str, Any] = self.context.get("authorizer") or {}
        return authorizer.get("claims") or {}

    @property
    def route(self) -> str:
        """Method and resource as the template has them, such as ``GET /ca-certificates/{id}``."""
        return f"{self.event['httpMethod']} {self.event['resource']}"

    @property
    def path(self) -> str:
        """The path as the caller's own URL has it, stage or base path included."""
        return str(self.context.get("path") or self.event["path"])

    @property
    def path_parameters(self) -> Mapping[str, str]:
        """What stands for the names in the resource, in their order."""
        return self.event.get("pathParameters") or {}

    @property
    def query_parameters(self) -> Mapping[str, str]:
        """The query parameters; of one that is repeated, the last."""
        return self.event.get("queryStringParameters") or {}

    def header(self, name: str) -> str | None:
        """Return a header's value; names of headers have no case (RFC 9110, 5.1)."""
        headers: Mapping[str, str] = self.event.get("headers") or {}
        wanted = name.lower()
        return next((value for header, value in headers.items() if header.lower() == wanted), None)

    def is_known(self, entity_tag: str) -> bool:
        """Say whether the caller has the state of this tag already (If-None-Match)."""
        header = self.header("If-None-Match")
        return header is not None and EntityTags.read(header).match_weakly(entity_tag)

    @property
    def body(self) -> bytes:
        """The body's bytes as the caller sent them.

        Raises:
            MalformedRequest: The event says that its body is base64, and it is not.
        """
        text: str = self.event.get("body") or ""
        if not self.event.get("isBase64Encoded"):
            return text.encode("utf-8", "surrogatepass")
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise MalformedRequest("The event's body is not base64.") from None


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; bytes reach the caller as they are."""

    status: HTTPStatus
    content_type: str | None = None
    body: str | bytes = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def representation(self) -> dict[str, Any]:
        """Return the answer in API Gateway's form."""
        headers = {"Content-Type": self.content_type, **self.headers} if self.content_type else self.headers
        is_binary = isinstance(self.body, bytes)
        return {
            "statusCode": self.status.value,
            "body": base64.b64encode(self.body).decode("ascii") if isinstance(self.body, bytes) else self.body,
            "isBase64Encoded": is_binary,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
        }
