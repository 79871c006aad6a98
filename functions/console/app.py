"""GET /console and GET /console/{file+}: the console's files and its configuration.

The files are those of ``static/`` and the API's OpenAPI document, read once and known by name, so that no request
reaches the file system. The index links to the others below a folder whose name is the digest of them all
(``/console/<digest>/console.js``): what stands at such an address never changes and is cached for a year, and a new
deployment is a new address. Compression is the API's business (``MinimumCompressionSize`` in template.yaml).
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from device_ca.api.initialization import prepare_during_init
from device_ca.api.resolver import logger, registry_resolver
from device_ca.api.responses import cacheable_response
from device_ca.errors import RouteNotFound
from device_ca.messages.rendering import CATALOGUES
from device_ca.stores.aws_clients import ssm_client
from device_ca.stores.console_configuration import console_configuration

INDEX = "index.html"
CONFIGURATION = "config.json"
# The index's placeholder for the folder that its links lead through.
ASSETS_PLACEHOLDER = "{{assets}}"
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
SECURITY_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Frame-Options": "DENY",
}
# For answers that are no page: nothing may be loaded by them, nor frame them.
NOTHING_POLICY = "default-src 'none'; frame-ancestors 'none'"

# Pages and problems alike; what is no page may load nothing.
app = registry_resolver(headers={**SECURITY_HEADERS, "Content-Security-Policy": NOTHING_POLICY})


@app.get("/console")
@app.get("/console/.+")
def get_console_file() -> Response[str]:
    """Answer with a file, the index or the configuration."""
    event = app.current_event
    file = event.path_parameters.get("file") or INDEX
    if file == INDEX:
        return _index_response(event)
    if file == CONFIGURATION:
        return _text_response(event, json.dumps(console_configuration()), "application/json", REVALIDATE)
    digest, _, name = file.rpartition("/")
    content = static_files().get(name)
    if content is None or name == INDEX or digest not in ("", static_digest()):
        raise RouteNotFound
    return _text_response(event, content, CONTENT_TYPES[Path(name).suffix], IMMUTABLE if digest else REVALIDATE)


@cache
def static_files() -> Mapping[str, str]:
    """Return the text of every file by its name; the titles of rules are the layer's."""
    folder = Path(__file__).parent
    paths = [*(folder / "static").iterdir(), folder / "openapi.json"]
    files = {path.name: path.read_text("utf-8") for path in sorted(paths)}
    titles = {f"rules.{language}.json": texts.rule_titles for language, texts in CATALOGUES.items()}
    return files | {name: json.dumps(dict(texts), ensure_ascii=False) for name, texts in titles.items()}


@cache
def static_digest() -> str:
    """Return what the files are known by together: it changes when any of them does."""
    digest = hashlib.sha256()
    for name, content in static_files().items():
        digest.update(f"{name}\0{content}\0".encode())
    return digest.hexdigest()[:16]


def _index_response(event: APIGatewayProxyEvent) -> Response[str]:
    # API Gateway serves /console and /console/ alike, and a relative link means another address in each.
    folder = "" if event.path.endswith("/") else "console/"
    page = static_files()[INDEX].replace(ASSETS_PLACEHOLDER, folder + static_digest())
    return _text_response(event, page, CONTENT_TYPES[".html"], REVALIDATE, _page_policy())


def _page_policy() -> str:
    configuration = console_configuration()
    token_endpoint = urlsplit(configuration["tokenEndpoint"])
    # The API is at home here; tokens come from Cognito's own domain, and large revocation lists from the bucket's.
    reached = ("'self'", f"{token_endpoint.scheme}://{token_endpoint.netloc}", configuration["filesUrl"])
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            f"connect-src {' '.join(filter(None, reached))}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _text_response(
    event: APIGatewayProxyEvent, text: str, content_type: str, cache_control: str, policy: str = NOTHING_POLICY
) -> Response[str]:
    headers = {"Cache-Control": cache_control, "Content-Security-Policy": policy}
    return cacheable_response(event, text, content_type, headers)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one event of API Gateway."""
    return app.resolve(event, context)


prepare_during_init(static_digest, ssm_client)
