"""The bucket at the address that it has on AWS, for a browser: over TLS, and of another origin than the console."""

from __future__ import annotations

import ssl
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.support.routes import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from tests.tools.local_stack import StackOutputs

_RULES: list[dict[str, list[str]]] = TEMPLATE["Resources"]["FileBucket"]["Properties"]["CorsConfiguration"]["CorsRules"]


class BucketOrigin:
    """Passes requests on to the emulator's bucket, as a context manager, and lets in whom the template's rules let in.

    The emulator has one origin for all services, and lets every page of any origin in.

    Attributes:
        host: The name that the browser is to find at ``port`` of this machine.
        requests: Method, and names of the headers in lower case, of each request but preflights.
    """

    def __init__(self, outputs: StackOutputs, certificate: Path, key: Path) -> None:
        self.host = f"{outputs.bucket_name}.s3.{outputs.region}.amazonaws.com"
        self.requests: list[tuple[str, set[str]]] = []
        self._emulated = f"{outputs.aws_endpoint_url}/{outputs.bucket_name}"
        origin = self

        class Handler(BaseHTTPRequestHandler):
            def do_OPTIONS(self) -> None:
                origin.preflight(self)

            def do_GET(self) -> None:
                origin.pass_on(self)

            def do_PUT(self) -> None:
                origin.pass_on(self)

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def moved(self, url: str) -> str:
        """Return a URL of the emulator's bucket as it is on AWS."""
        assert url.startswith(self._emulated)
        return url.replace(self._emulated, f"https://{self.host}")

    def preflight(self, request: BaseHTTPRequestHandler) -> None:
        """Answer whether a page may send what it wants to."""
        method = request.headers["Access-Control-Request-Method"]
        wanted = {name for name in request.headers.get("Access-Control-Request-Headers", "").split(",") if name}
        allowed = _allowed(method)
        if allowed is None or wanted - set(allowed.get("AllowedHeaders", [])):
            _answer(request, HTTPStatus.FORBIDDEN)
        else:
            _answer(request, HTTPStatus.OK, {"Access-Control-Allow-Methods": method, **_allow(method)})

    def pass_on(self, request: BaseHTTPRequestHandler) -> None:
        """Give a request to the emulator, and its answer back."""
        self.requests.append((request.command, {name.lower() for name in request.headers}))
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        answer = httpx.request(
            request.command,
            self._emulated + request.path,
            content=body if request.command == "PUT" else None,
            timeout=60,
            trust_env=False,
        )
        kept = {name: answer.headers[name] for name in ("Content-Type", "ETag") if name in answer.headers}
        _answer(request, answer.status_code, kept | _allow(request.command), answer.content)


def _allowed(method: str) -> dict[str, Any] | None:
    return next((rule for rule in _RULES if method in rule["AllowedMethods"] and "*" in rule["AllowedOrigins"]), None)


def _allow(method: str) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": "*"} if _allowed(method) else {}


def _answer(
    request: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str] | None = None, content: bytes = b""
) -> None:
    request.send_response(status)
    for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(content)
