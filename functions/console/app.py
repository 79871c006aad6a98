"""GET /console and GET /console/{file+}: the console's files and its configuration.

The files are those of ``static/``, read once and known by name, so that no request reaches the file system. The index
links to the others below a folder whose name is the digest of them all (``/console/<digest>/console.js``): what stands
at such an address never changes and is cached for a year, and a new deployment is a new address. Compression is the
API's business (``MinimumCompressionSize`` in template.yaml).
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from functools import cache, lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from device_ca.aws_clients import answering_store, ssm_client
from device_ca.errors import StoreUnavailable
from device_ca.initialization import prepare_during_init

INDEX = "index.html"
CONFIGURATION = "config.json"
# The index's placeholder for the folder that its links lead through.
ASSETS_PLACEHOLDER = "{{assets}}"
CONFIGURATION_AGE_S = 300
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
SECURITY_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# For answers that are no page: nothing may be loaded by them, nor frame them.
NOTHING_POLICY = "default-src 'none'; frame-ancestors 'none'"

logger = Logger()
type Answer = dict[str, Any]


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Answer:
    """Answer one event of API Gateway's Lambda proxy integration."""
    del context
    file = (event.get("pathParameters") or {}).get("file") or INDEX
    try:
        if file == INDEX:
            return _index(event)
        if file == CONFIGURATION:
            return _answer(event, json.dumps(browser_configuration()), "application/json", REVALIDATE)
    except (ClientError, StoreUnavailable, ValueError):
        logger.exception("the console's parameter cannot be read")
        return _problem(event, HTTPStatus.SERVICE_UNAVAILABLE, "service_unavailable", {"Retry-After": "2"})
    digest, _, name = file.rpartition("/")
    content = static_files().get(name)
    if content is None or name == INDEX or digest not in ("", static_digest()):
        return _problem(event, HTTPStatus.NOT_FOUND, "route_not_found", {})
    return _answer(event, content, CONTENT_TYPES[Path(name).suffix], IMMUTABLE if digest else REVALIDATE)


@cache
def static_files() -> Mapping[str, str]:
    """Return the text of every file in ``static/`` by its name."""
    folder = Path(__file__).parent / "static"
    return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}


@cache
def static_digest() -> str:
    """Return what the files are known by together: it changes when any of them does."""
    digest = hashlib.sha256()
    for name, content in static_files().items():
        digest.update(f"{name}\0{content}\0".encode())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _stored_configuration(name: str, period: int) -> dict[str, str]:
    """Read the parameter, once in a period."""
    del period
    with answering_store("parameter store"):
        parameter = ssm_client().get_parameter(Name=name)["Parameter"]
    stored: dict[str, str] = json.loads(parameter["Value"])
    return stored


def browser_configuration() -> dict[str, str]:
    """Return what the console needs to know of this deployment; nothing of it is secret.

    Raises:
        ClientError: There is no such parameter, or it may not be read.
        StoreUnavailable: The parameter store did not answer.
        ValueError: The parameter holds no JSON.
    """
    period = int(time.monotonic() // CONFIGURATION_AGE_S)
    stored = _stored_configuration(os.environ["CONSOLE_CONFIG_PARAMETER"], period)
    region, pool, hosted_ui = stored["region"], stored["userPoolId"], stored["hostedUiUrl"].rstrip("/")
    return {
        "region": region,
        "userPoolId": pool,
        "clientId": stored["userPoolClientId"],
        "consoleUrl": stored["consoleUrl"],
        "issuer": f"https://cognito-idp.{region}.amazonaws.com/{pool}",
        "authorizationEndpoint": f"{hosted_ui}/oauth2/authorize",
        "tokenEndpoint": f"{hosted_ui}/oauth2/token",
        "revocationEndpoint": f"{hosted_ui}/oauth2/revoke",
        "logoutEndpoint": f"{hosted_ui}/logout",
    }


def _index(event: Mapping[str, Any]) -> Answer:
    # API Gateway serves /console and /console/ alike, and a relative link means another address in each.
    folder = "" if event["path"].endswith("/") else "console/"
    page = static_files()[INDEX].replace(ASSETS_PLACEHOLDER, folder + static_digest())
    return _answer(event, page, CONTENT_TYPES[".html"], REVALIDATE, _page_policy())


def _page_policy() -> str:
    token_endpoint = urlsplit(browser_configuration()["tokenEndpoint"])
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            # The API is at home here; the tokens come from Cognito's own domain.
            f"connect-src 'self' {token_endpoint.scheme}://{token_endpoint.netloc}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _answer(
    event: Mapping[str, Any], body: str, content_type: str, cache_control: str, policy: str = NOTHING_POLICY
) -> Answer:
    entity_tag = f'"{hashlib.sha256(body.encode()).hexdigest()}"'
    headers = {
        **SECURITY_HEADERS,
        "Cache-Control": cache_control,
        "Content-Security-Policy": policy,
        "Content-Type": content_type,
        "ETag": entity_tag,
    }
    if _is_known(event, entity_tag):
        return {"statusCode": HTTPStatus.NOT_MODIFIED.value, "headers": headers, "body": ""}
    return {"statusCode": HTTPStatus.OK.value, "headers": headers, "body": body}


def _is_known(event: Mapping[str, Any], entity_tag: str) -> bool:
    """Compare weakly (RFC 9110, 13.1.2): a proxy that compresses may have weakened the tag."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    known = [tag.strip().removeprefix("W/") for tag in headers.get("if-none-match", "").split(",")]
    return entity_tag in known or known == ["*"]


def _problem(event: Mapping[str, Any], status: HTTPStatus, code: str, headers: Mapping[str, str]) -> Answer:
    document = {
        "type": f"urn:problem:device-ca:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status.value,
        "detail": status.description,
        "code": code,
        "requestId": event["requestContext"]["requestId"],
        "violations": [],
    }
    return {
        "statusCode": status.value,
        "headers": {
            **SECURITY_HEADERS,
            **headers,
            "Cache-Control": "no-store",
            "Content-Security-Policy": NOTHING_POLICY,
            "Content-Type": "application/problem+json",
        },
        "body": json.dumps(document),
    }


prepare_during_init(static_digest, ssm_client)
