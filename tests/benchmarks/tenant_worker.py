"""Asks four routes for tenants of several sizes, and prints what it took.

The emulator is asked once for each size and request, since it needs seconds where there are many certificates. Its
answers are kept, and processor time is measured with them in its place, in turns.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import sys
from contextlib import redirect_stdout
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.httpsession import URLLib3Session

from device_ca.stores import aws_clients
from tests.benchmarks.measurement import in_turns, repeated
from tests.benchmarks.replay import answer_sdk
from tests.support.events import Event, LambdaContext, event

if TYPE_CHECKING:
    from collections.abc import Callable

type Handler = Callable[..., Any]

# The emulator looks at every item of a tenant.
_SECONDS_FOR_AN_ANSWER = 240
LIST, VERIFY = "a list page of 25", "one verification"
UPLOAD, CHECK = "an upload of an intermediate", "a device check with an intermediate"


def main(proof_file: str) -> None:
    """Print for each request and size the capacity units of one, and the microseconds of processor time in each round.

    Args:
        proof_file: By size a tenant, the id of its CA certificate, a verification certificate for that, an intermediate
            of a registered root, and a device certificate with that intermediate.
    """
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        _be_patient()
        units = _count_capacity()
        bodies = _note_bodies()
        capacity, works = {}, {}
        proofs: dict[str, list[str]] = json.loads(Path(proof_file).read_text())
        for size, proof in proofs.items():
            for name, (function, request) in _requests(*proof).items():
                units.clear()
                bodies.clear()
                handler = importlib.import_module(f"functions.{function}.app").lambda_handler
                _handle(handler, request)
                capacity[name, size] = sum(units)
                works[name, size] = partial(_replay, handler, request, list(bodies))
        times = in_turns({key: repeated(work) for key, work in works.items()})
    json.dump([[*key, capacity[key], times[key]] for key in times], sys.stdout)


def _replay(handler: Handler, request: Event, bodies: list[bytes]) -> None:
    answers = iter(bodies)
    answer_sdk(lambda _: next(answers))
    _handle(handler, request)


def _handle(handler: Handler, request: Event) -> None:
    answer = handler(request, _PatientContext())
    if answer["statusCode"] >= HTTPStatus.BAD_REQUEST:
        raise RuntimeError(answer["body"])


def _requests(
    tenant: str, certificate_id: str, proof: str, intermediate: str, device: str
) -> dict[str, tuple[str, Event]]:
    claims = {"custom:tenant": tenant, "sub": "s"}
    file: dict[str, Any] = {"claims": claims, "content_type": "application/octet-stream"}
    return {
        LIST: ("list_certificates", event("list_certificates", claims=claims, query={})),
        CHECK: ("check_device_certificate", event("check_device_certificate", **file, body=device.encode())),
        UPLOAD: ("upload_certificate", event("upload_certificate", **file, query={}, body=intermediate.encode())),
        VERIFY: (
            "verify_certificate",
            event("verify_certificate", **file, certificate_id=certificate_id, body=proof.encode()),
        ),
    }


class _PatientContext(LambdaContext):
    """Leaves a request all the time that the emulator takes."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 10_000 * _SECONDS_FOR_AN_ANSWER


def _be_patient() -> None:
    """Wait for the emulator."""
    make_client = aws_clients._client  # noqa: SLF001
    aws_clients._client = lambda service, **_: make_client(  # noqa: SLF001
        service, read_timeout=_SECONDS_FOR_AN_ANSWER
    )


def _note_bodies() -> list[bytes]:
    """Return a list in which the body of every answer of the emulator is noted."""
    bodies: list[bytes] = []
    send = URLLib3Session.send

    def note(session: URLLib3Session, request: Any) -> Any:
        response = send(session, request)
        bodies.append(response.content)
        return response

    URLLib3Session.send = note  # type: ignore[assignment, method-assign]
    return bodies


def _count_capacity() -> list[float]:
    """Return a list in which the capacity of every call is noted.

    Reads by DynamoDB's rule, from what the answer holds, since emulators count a page as one unit: 4 kB each, the items
    of a query together, others one by one. Writes as the emulator counts them.
    """
    units: list[float] = []

    def ask(params: dict[str, Any], **_: object) -> Any:
        return {**params, "ReturnConsumedCapacity": "TOTAL"}

    def note(parsed: dict[str, Any], **_: object) -> None:
        if "Items" in parsed:
            units.append(_units(sum(map(_size, parsed["Items"]))))
        elif "Responses" in parsed:
            units.extend(_units(_size(item)) for items in parsed["Responses"].values() for item in items)
        else:
            consumed = parsed.get("ConsumedCapacity", [])
            units.extend(part["CapacityUnits"] for part in (consumed if isinstance(consumed, list) else [consumed]))

    events = aws_clients.dynamodb_client().meta.events
    events.register("provide-client-params.dynamodb", ask)
    events.register("after-call.dynamodb", note)
    return units


def _units(size: int) -> int:
    return math.ceil(size / 4096)


def _size(item: dict[str, Any]) -> int:
    """Return the size of an item, whose values are written as JSON; that of base64 counts a third less."""
    sizes = ((name, *next(iter(value.items()))) for name, value in item.items())
    return sum(len(name) + len(str(value)) * (3 if kind == "B" else 4) // 4 for name, kind, value in sizes)
