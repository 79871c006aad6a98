"""Answers one route again and again, in turns with the same work written bare, and prints what each took."""

from __future__ import annotations

import importlib
import json
import os
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from device_ca.stores.aws_clients import dynamodb_client, s3_client
from tests.benchmarks import bare
from tests.benchmarks.canned import CODE, TENANT, CannedAws
from tests.benchmarks.measurement import call_by_call
from tests.benchmarks.replay import answer_sdk, save
from tests.support.ca_records import ca_record
from tests.support.events import Event, LambdaContext, event
from tests.support.media_types import OCTETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.awsrequest import AWSPreparedRequest

VERIFIED_ONLY = {"check_device_certificate", "get_truststore"}


def main(function: str, rounds: int, first_request: str) -> None:
    """Print ``{"calls": [...], "ours": [...], "bare": [...]}``, microseconds of processor time in each round.

    Args:
        function: Its folder's name.
        rounds: How many.
        first_request: The file in which to keep the first request and what AWS answered meanwhile.
    """
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        aws = CannedAws(verified=function in VERIFIED_ONLY)
        request, cryptography = _request(function, aws)
        bodies: list[bytes] = []

        def note_body(sent: AWSPreparedRequest) -> bytes:
            bodies.append(aws.body_for(sent))
            return bodies[-1]

        answer_sdk(note_body)
        handler = importlib.import_module(f"functions.{function}.app").lambda_handler

        def answer() -> None:
            answered = handler(request, LambdaContext())
            if answered["statusCode"] >= HTTPStatus.MULTIPLE_CHOICES:
                raise RuntimeError(answered)

        # The first answer may make calls that later ones do not.
        answer()
        save(Path(first_request), request, bodies)
        answer_sdk(aws.body_for)
        calls = _note_calls()
        answer()
        made = list(calls)
        sdk = bare.bare_calls(made)

        def floor() -> None:
            sdk()
            cryptography()

        times = call_by_call({"ours": answer, "bare": floor}, rounds)
    json.dump({"calls": [name for _, name, _ in made], **times}, sys.stdout)


def _note_calls() -> list[bare.Call]:
    """Return the list that the calls of the registry's clients are noted in."""
    calls: list[bare.Call] = []
    for make_client in (dynamodb_client, s3_client):
        client = make_client()
        service = client.meta.service_model.service_name

        def note(params: dict[str, Any], model: Any, service: str = service, **_: object) -> None:
            calls.append((service, model.name, dict(params)))

        client.meta.events.register("provide-client-params", note)
    return calls


def _request(function: str, aws: CannedAws) -> tuple[Event, Callable[[], object]]:
    """Return the event of a function, and the cryptography that it cannot do without."""
    ca = aws.authority
    changes: dict[str, Any] = {"claims": {"custom:tenant": TENANT, "sub": "s"}, "certificate_id": ca.id}
    cryptography: Callable[[], object] = lambda: None  # noqa: E731
    match function:
        case "upload_certificate":
            changes |= {"body": ca.der, "content_type": OCTETS, "query": {}, "certificate_id": None}
            cryptography = lambda: bare.judge_ca(ca.der)  # noqa: E731
        case "verify_certificate":
            proof, public_key = ca.prove(CODE), ca_record(ca.der).spki
            changes |= {"body": proof, "content_type": OCTETS}
            cryptography = lambda: bare.judge_proof(proof, public_key)  # noqa: E731
        case "check_device_certificate":
            device = ca.issue_leaf("device")
            changes |= {"body": device, "content_type": OCTETS, "certificate_id": None}
            cryptography = lambda: bare.validate_path(device, ca.der, datetime.now(UTC))  # noqa: E731
        case "list_certificates" | "get_truststore":
            changes |= {"query": {}, "certificate_id": None}
    return event(function, **changes), cryptography
