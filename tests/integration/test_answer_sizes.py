"""No answer outgrows what Lambda takes, whatever is sent: the gateway would make a 5xx of it."""

from __future__ import annotations

import importlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from device_ca.model.audit_event import Origin
from device_ca.model.ca_record import PENDING
from device_ca.stores.new_records import new_records
from tests.support import certificates as make
from tests.support.authority import Authority
from tests.support.ca_records import ca_record
from tests.support.caller import Caller
from tests.support.events import LambdaContext, event
from tests.support.media_types import OCTETS

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("stores")
# AWS, "Lambda quotas": 6 MB for each synchronous request and response, counted in the JSON that the function returns.
LARGEST_ANSWER = 6_291_556
MEBIBYTE = 1 << 20
# Six characters in the answer for one octet in the certificate: an escape of RFC 4514, JSON, and JSON once more.
OCTETS_THAT_GROW = b"\x80"


def _with_name(count: int, size: int) -> bytes:
    name = make.sequence(
        *(make.der(0x31, make.attribute("CN", OCTETS_THAT_GROW * size, tag=0x14)) for _ in range(count))
    )
    return make.build_certificate(subject=name, issuer=name)


HOSTILE_FILES: dict[str, Callable[[], bytes]] = {
    "one long value": lambda: _with_name(1, 500_000),
    "many values": lambda: _with_name(9_000, 40),
    "a long serial number": lambda: make.build_certificate(serial_number=make.integer(1 << 8 * 900_000)),
    "a value as long as may be": lambda: _with_name(1, 500),
    "many extensions": lambda: make.build_certificate(
        extensions={str(n): make.extension(f"1.2.{n}", make.NULL, critical=True) for n in range(20_000)}
    ),
    "many certificates": lambda: make.pem(_with_name(1, 100)) * 900,
    "quotation marks": lambda: b'"' * MEBIBYTE,
    "no UTF-8": lambda: b"\xff" * MEBIBYTE,
    "a label": lambda: b"-----BEGIN " + b"\x7f" * 900_000 + b"-----\n",
}


def _size_of_answer(function: str, request: dict[str, Any]) -> int:
    answer = importlib.import_module(f"functions.{function}.app").lambda_handler(request, LambdaContext())
    assert answer["statusCode"] < 500
    return len(json.dumps(answer))


@pytest.mark.parametrize("file", HOSTILE_FILES)
def test_a_hostile_file_is_answered_shortly(file: str) -> None:
    acme, ca = Caller("acme"), Authority()
    acme.register(ca.pem)
    acme.generate_code(ca.id)
    body = HOSTILE_FILES[file]()[:MEBIBYTE]
    for function, query in (
        ("upload_certificate", {"dryRun": "true", "fileName": '"' * 255}),
        ("upload_certificate", {}),
        ("verify_certificate", {}),
        ("check_device_certificate", {}),
    ):
        request = event(function, certificate_id=ca.id, body=body, content_type=OCTETS, query=query, claims=acme.claims)
        assert _size_of_answer(function, request) < 300_000, function


def test_a_page_of_the_longest_records_fits() -> None:
    """DynamoDB ends a page at 1 MB of items, and what is stored grows at most sixfold on its way to the gateway."""
    acme, at = Caller("acme"), datetime.now(UTC)
    record = ca_record(Authority().der, status=PENDING, verified_at=None)
    for number in range(100):
        new_records().add(
            "acme",
            ca_record(
                record.der,
                id=f"{number:064x}",
                status=PENDING,
                verified_at=None,
                subject="\\80" * 5_000,
                issuer="\\80" * 5_000,
                subject_digest=f"{number:064x}",
                key_digest=f"{number:064x}",
                uploaded_at=at + timedelta(seconds=number),
            ),
            Origin(at),
        )
    request = event("list_certificates", query={"limit": "100"}, claims=acme.claims)
    assert _size_of_answer("list_certificates", request) < LARGEST_ANSWER
