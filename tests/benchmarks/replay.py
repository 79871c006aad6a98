"""Answers in place of AWS's, below the SDK as HTTP would give them, and a first request that is answered by them.

A process whose memory is measured imports this, so it imports nothing that the functions do not.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse, HTTPHeaders
from botocore.httpsession import URLLib3Session

from tests.support.events import LambdaContext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from botocore.awsrequest import AWSPreparedRequest


def answer_sdk(body_for: Callable[[AWSPreparedRequest], bytes]) -> None:
    """Answer whatever this process sends through the SDK with 200 and these bodies, from now on."""

    def send(_: URLLib3Session, request: Any) -> AWSResponse:
        headers = HTTPHeaders()
        headers["Content-Type"] = "application/x-amz-json-1.0"
        headers["ETag"] = f'"{"e" * 32}"'
        headers["x-amz-version-id"] = "v" * 32
        return AWSResponse(request.url, 200, headers, _Raw(body_for(request)))

    URLLib3Session.send = send  # type: ignore[assignment, method-assign]


class _Raw:
    """A body as botocore reads it from urllib3."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._body

    def read(self, _: int | None = None) -> bytes:
        body, self._body = self._body, b""
        return body


def save(file: Path, event: dict[str, Any], bodies: list[bytes]) -> None:
    """Keep an event and what AWS answers while it is handled."""
    encoded = [base64.b64encode(body).decode() for body in bodies]
    file.write_text(json.dumps({"event": event, "bodies": encoded}))


def answer_first_request(app: ModuleType, file: str) -> None:
    """Let a handler answer the event that was saved."""
    saved = json.loads(Path(file).read_text())
    bodies = iter(saved["bodies"])
    answer_sdk(lambda _: base64.b64decode(next(bodies)))
    app.lambda_handler(saved["event"], LambdaContext())
