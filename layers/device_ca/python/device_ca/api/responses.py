"""The answers of routes. Text is sent as text, so the gateway need not decode base64."""

import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from device_ca.api import request
from device_ca.api.paging import encode_cursor
from device_ca.api.problems import problem_document
from device_ca.clock import rfc3339
from device_ca.messages.rendering import CATALOGUES, Language, render
from device_ca.model.ca_record import CaRecord
from device_ca.model.entity_tags import entity_tag_of
from device_ca.model.verification_code import VerificationCode
from device_ca.registry.register import Forecast
from device_ca.registry.verification_commands import verification_commands

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._ -]")


def json_response(
    body: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response[str]:
    """Answer with a JSON object."""
    return Response(status.value, "application/json", compact_json(body), headers)


def text_response(
    event: APIGatewayProxyEvent,
    representation: Callable[[Language], Mapping[str, Any]],
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    """Answer with a JSON object that has texts, in the language that the caller reads."""
    language = request.language(event)
    return json_response(representation(language), status, {"Content-Language": language, **(headers or {})})


def record_response(
    event: APIGatewayProxyEvent,
    record: CaRecord,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    """Answer with a CA certificate and its tag."""
    return text_response(event, record.representation, status, {"ETag": record.entity_tag, **(headers or {})})


def forecast_response(event: APIGatewayProxyEvent, forecast: Forecast) -> Response[str]:
    """Answer with what would become of an upload."""
    admission, record, conflict = forecast

    def representation(language: Language) -> dict[str, Any]:
        return {
            "accepted": admission.accepted,
            "violations": render(admission.violations, language),
            "warnings": render(record.warnings if record else (), language),
            "certificate": record and record.representation(language),
            "conflict": conflict and problem_document(conflict, event.request_context.request_id, language),
        }

    return text_response(event, representation)


def code_response(
    event: APIGatewayProxyEvent, certificate_id: str, code: VerificationCode, status: HTTPStatus = HTTPStatus.OK
) -> Response[str]:
    """Answer with a verification code and the commands that sign it."""

    def representation(language: Language) -> dict[str, Any]:
        return {
            "code": code.code,
            "generatedAt": rfc3339(code.generated_at),
            "expiresAt": rfc3339(code.expires_at),
            "commands": verification_commands(certificate_id, code.code),
            "note": CATALOGUES[language].delete_key,
        }

    return text_response(event, representation, status)


def page(items: list[dict[str, Any]], tenant: str, listing: str | None, position: str | None) -> dict[str, Any]:
    """Return one page of a list, with the cursor of the next page where ``position`` names one."""
    return {"items": items, "nextCursor": position and encode_cursor(tenant, listing, position)}


def no_content_response() -> Response[str]:
    """Answer without content: what was asked for is done."""
    return Response(HTTPStatus.NO_CONTENT.value, body="")


def not_modified_response(headers: Mapping[str, str]) -> Response[str]:
    """Answer that the caller has the current state already; ``headers`` are those of the whole answer."""
    return Response(HTTPStatus.NOT_MODIFIED.value, body="", headers=headers)


def cacheable_response(
    event: APIGatewayProxyEvent, text: str, content_type: str, headers: Mapping[str, str]
) -> Response[str]:
    """Answer with a text and its tag, or with 304 where the caller has it already."""
    tagged = {**headers, "ETag": entity_tag_of(text.encode())}
    if request.has_current(event, tagged["ETag"]):
        return not_modified_response(tagged)
    return Response(HTTPStatus.OK.value, content_type, text, tagged)


def attachment_response(
    content: bytes, content_type: str, file_name: str, headers: Mapping[str, str] | None = None
) -> Response[str | bytes]:
    """Answer with a file to be saved under its name (RFC 6266: plain ASCII, and the full name beside it)."""
    headers = {"Content-Disposition": content_disposition(file_name), **(headers or {})}
    return Response(HTTPStatus.OK.value, content_type, _text_or_bytes(content), headers)


def content_disposition(file_name: str) -> str:
    """Return the header that has a file saved under its name."""
    plain_name, whole_name = _NOT_PLAIN.sub("_", file_name), quote(file_name, safe="")
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{whole_name}"


def see_other_response(url: str) -> Response[str]:
    """Answer that the content is to be had from another URL, for a while.

    Without a tag: curl would save it glued to that of the content, and know neither again.
    """
    return Response(HTTPStatus.SEE_OTHER.value, body="", headers={"Cache-Control": "no-store", "Location": url})


def _text_or_bytes(content: bytes) -> str | bytes:
    try:
        return content.decode("ascii")
    except UnicodeDecodeError:
        return content


def compact_json(body: Mapping[str, Any]) -> str:
    """Write JSON without blanks, text as it is."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
