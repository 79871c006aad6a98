"""What every route shares: Powertools' resolver for API Gateway, with the registry's answers to errors.

A handler's file makes its resolver here, adds its route, and hands Lambda's event on:

    app = registry_resolver()

    @app.get("/ca-certificates/<certificate_id>")
    def get_certificate(certificate_id: str) -> Response[str]: ...

    @logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
    def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        return app.resolve(event, context)
"""

import re
import time
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from device_ca.api import request
from device_ca.api.outcome import Outcome, report
from device_ca.api.problems import CONTENT_TYPE, problem_document, problem_headers, problem_of
from device_ca.api.responses import compact_json
from device_ca.api.roles import require_role
from device_ca.errors import CaCertificateAlreadyExists, MalformedRequest
from device_ca.time_limit import time_limit

_OWN_PATH = r"/(?:ca-certificates|device-certificates|events|truststore|\.well-known|console)(?:/|$)"
# The base path that a custom domain's mapping puts before the API's own paths.
_MAPPED_PATH = re.compile(rf"^(?!{_OWN_PATH}).+?(?={_OWN_PATH})")
# Answers belong to one tenant, so no cache keeps them unless a route says otherwise.
_COMMON_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

logger = Logger()


def registry_resolver(headers: Mapping[str, str] | None = None) -> APIGatewayRestResolver:
    """Return a resolver that answers errors with problem documents and reports each request's outcome.

    Args:
        headers: Headers of every answer, errors included; a route may override them.
    """
    app = APIGatewayRestResolver(strip_prefixes=[_MAPPED_PATH])
    common_headers = {**_COMMON_HEADERS, **(headers or {})}

    def add_common_headers(app: APIGatewayRestResolver, next_middleware: NextMiddleware) -> Response[Any]:
        response = next_middleware(app)
        response.headers = {**common_headers, **response.headers}
        return response

    app.use([_keep_time_limit, _report_outcome, add_common_headers, _require_role])

    @app.not_found
    def refuse_path(_: NotFoundError) -> Response[str]:
        # API Gateway has matched the route already: the path holds characters that no path of this API has.
        raise MalformedRequest("unknown_path")

    @app.exception_handler(Exception)  # type: ignore[untyped-decorator]
    def answer_with_problem(error: Exception) -> Response[str]:
        event = app.current_event
        language = request.language(event)
        headers = {**common_headers, **problem_headers(error, language)}
        if isinstance(error, CaCertificateAlreadyExists):
            headers["Location"] = request.location(event, error.certificate_id)
        document = problem_document(error, event.request_context.request_id, language)
        return Response(problem_of(error).status.value, CONTENT_TYPE, compact_json(document), headers)

    return app


def _keep_time_limit(app: APIGatewayRestResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Stop calls of the SDK from beginning that could outlast the function."""
    with time_limit(app.lambda_context.get_remaining_time_in_millis() / 1000):
        return next_middleware(app)


def _require_role(app: APIGatewayRestResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Refuse callers whose role does not allow the route."""
    event = app.current_event
    is_dry_run = event.query_string_parameters.get("dryRun") == "true"
    require_role(event.request_context.authorizer.claims, request.route(event), is_dry_run=is_dry_run)
    return next_middleware(app)


def _report_outcome(app: APIGatewayRestResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Log and measure the outcome of a request."""
    started = time.perf_counter()
    route = request.route(app.current_event)

    def outcome(status: int, error: Exception | None = None) -> Outcome:
        return Outcome(route, status, (time.perf_counter() - started) * 1000, error)

    try:
        response = next_middleware(app)
    except Exception as error:
        report(outcome(problem_of(error).status.value, error), logger)
        raise
    report(outcome(response.status_code), logger)
    return response
