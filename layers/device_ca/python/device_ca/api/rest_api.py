"""What every handler shares: reading API Gateway's event, answering in JSON, and turning errors into problems."""

import json
import re
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca import clock
from device_ca.api.api_gateway import Request, Response
from device_ca.api.problems import CONTENT_TYPE, UNFORESEEN, problem_document, problem_headers, problem_of
from device_ca.api.request_outcome import Refusal, RequestOutcome, describe_unforeseen, report
from device_ca.api.tenants import tenant_of
from device_ca.clock import rfc3339
from device_ca.errors import MalformedRequest
from device_ca.model.audit_event import Origin
from device_ca.model.ca_record import CaRecord
from device_ca.model.entity_tags import EntityTags, entity_tag_of
from device_ca.model.verification_code import VerificationCode
from device_ca.registry.verification_commands import verification_commands
from device_ca.settings import settings
from device_ca.time_limit import time_limit

logger = Logger()
_CERTIFICATE_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._ -]")
# Lambda asks a function one thing at a time; tests and other hosts may use threads.
_current_request: ContextVar[Request] = ContextVar("current_request")

type Route = Callable[..., Response]


class RestApi:
    """One function's route, answered in the forms of the contract."""

    def __init__(self) -> None:
        self._routes: dict[str, Route] = {}

    def route(self, route: str) -> Callable[[Route], Route]:
        """Let the decorated function answer a route of the template, such as ``GET /ca-certificates/{id}``.

        It is called with what stands for the names in the path.
        """

        def register(function: Route) -> Route:
            self._routes[route] = function
            return function

        return register

    def lambda_handler(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer one event of API Gateway's Lambda proxy integration, and report its outcome."""
        started = time.perf_counter()
        _current_request.set(Request(event))
        logger.set_correlation_id(self._request.id)
        with time_limit(context.get_remaining_time_in_millis() / 1000):
            response, refusal = self._answer()
        answer = response.representation()
        milliseconds = (time.perf_counter() - started) * 1000
        report(RequestOutcome(self._request.route, answer["statusCode"], milliseconds, refusal), logger)
        return answer

    def _answer(self) -> tuple[Response, Refusal | None]:
        function = self._routes.get(self._request.route)
        if function is None:
            return self._problem(MalformedRequest("The path is not one of this API's."))
        try:
            return function(*self._request.path_parameters.values()), None
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is answered with a problem
            return self._problem(error)

    @property
    def _request(self) -> Request:
        return _current_request.get()

    @property
    def tenant(self) -> str:
        """The caller's tenant, fit for keys.

        Raises:
            TenantMissing: The event carries no claims.
        """
        return tenant_of(self._request.claims)

    def origin(self) -> Origin:
        """Return where a change that is made now comes from, for the audit trail."""
        return Origin(clock.utc_now(), self._request.claims.get("sub"), self._request.id)

    @property
    def content_type(self) -> str | None:
        """The header Content-Type."""
        return self._request.header("Content-Type")

    @property
    def body(self) -> bytes:
        """The body's bytes as the caller sent them.

        Raises:
            MalformedRequest: The event says that its body is base64, and it is not.
        """
        return self._request.body

    @property
    def accept(self) -> str | None:
        """The header Accept."""
        return self._request.header("Accept")

    @property
    def if_match(self) -> EntityTags | None:
        """The tags that the resource must have, where the caller asks for it."""
        header = self._request.header("If-Match")
        return None if header is None else EntityTags.read(header)

    def is_known(self, entity_tag: str) -> bool:
        """Say whether the caller has the state of this tag already (If-None-Match)."""
        return self._request.is_known(entity_tag)

    @property
    def parameters(self) -> Mapping[str, str]:
        """The query parameters; of one that is repeated, the last."""
        return self._request.query_parameters

    def flag(self, name: str) -> bool:
        """Return a query parameter that is ``true`` or ``false``, false where it is absent.

        Raises:
            MalformedRequest: It is neither.
        """
        value = self.parameters.get(name, "false")
        if value not in ("true", "false"):
            raise MalformedRequest(f"'{name}' is {value[:100]!r}; it may be true or false.")
        return value == "true"

    def _problem(self, error: Exception) -> tuple[Response, Refusal]:
        problem = problem_of(error)
        if problem is UNFORESEEN:
            logger.error("unforeseen failure", error=describe_unforeseen(error))
        headers = problem_headers(error)
        document = problem_document(error, self._request.id)
        rules = tuple(violation["rule"] for violation in document["violations"])
        refusal = Refusal(problem.code, rules, type(error.__cause__).__name__ if error.__cause__ else None)
        if "id" in document:
            headers["Location"] = self.location(document["id"])
        return Response(problem.status, CONTENT_TYPE, compact_json(document), headers), refusal

    def base_url(self, route_path: str) -> str:
        """Return the URL that the API's routes begin with, without a slash at its end.

        Args:
            route_path: The path of this request as the contract has it, which the caller's own URL ends with.
        """
        if settings().public_url:
            return settings().public_url
        return f"https://{self._request.context['domainName']}{self._request.path.removesuffix(route_path)}"

    def location(self, certificate_id: str) -> str:
        """Return the path of a CA certificate as the caller's own URL begins, stage or base path included."""
        return f"{self._request.path.rstrip('/')}/{certificate_id}"


def checked_certificate_id(unverified_id: str) -> str:
    """Return the id in a path.

    Raises:
        MalformedRequest: It has not the shape of one.
    """
    if not _CERTIFICATE_ID.fullmatch(unverified_id):
        raise MalformedRequest("The id in the path is not 64 lower-case hex digits, as a CA certificate's id is.")
    return unverified_id


def json_response(
    body: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a JSON object that no cache keeps: what a tenant sees is its own."""
    return Response(status, "application/json", compact_json(body), {"Cache-Control": "no-store", **(headers or {})})


def record_response(
    record: CaRecord, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a CA certificate and its tag."""
    return json_response(record.representation(), status, {"ETag": record.entity_tag, **(headers or {})})


def not_modified_response(headers: Mapping[str, str]) -> Response:
    """Answer that the caller has the current state already; ``headers`` are those of the whole answer."""
    return Response(HTTPStatus.NOT_MODIFIED, body="", headers=dict(headers))


def cacheable_response(api: RestApi, text: str, content_type: str, headers: Mapping[str, str]) -> Response:
    """Answer with a text and its tag, or with 304 where the caller has it already."""
    tagged = {**headers, "ETag": entity_tag_of(text.encode())}
    if api.is_known(tagged["ETag"]):
        return not_modified_response(tagged)
    return Response(HTTPStatus.OK, content_type, text, tagged)


def attachment_response(content: bytes, content_type: str, file_name: str) -> Response:
    """Answer with a file to be saved under its name (RFC 6266: plain ASCII, and the full name beside it)."""
    plain_name, whole_name = _NOT_PLAIN.sub("_", file_name), quote(file_name, safe="")
    return Response(
        HTTPStatus.OK,
        content_type,
        content,
        {
            "Content-Disposition": f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{whole_name}",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def compact_json(body: Mapping[str, Any]) -> str:
    """Write JSON without blanks, text as it is."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def code_representation(certificate_id: str, code: VerificationCode) -> dict[str, Any]:
    """Return the JSON object that the contract gives a verification code."""
    return {
        "code": code.code,
        "generatedAt": rfc3339(code.generated_at),
        "expiresAt": rfc3339(code.expires_at),
        "commands": verification_commands(certificate_id, code.code),
    }
