"""What no client of good will sends: the running system refuses it with a problem document, and soon."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from device_ca.certificates.uploaded_file import MAX_FILE_SIZE
from tests.support.authority import Authority
from tests.support.media_types import RAW
from tests.support.routes import ID_ROUTES, TENANT_ROUTES, Route

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

CA = Authority()
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pem"\r\n\r\n'
# A machine that does much else beside is slow, and a function may have to start.
SECONDS_TO_REFUSE = 15.0
PATHS = sorted({route.path for route in TENANT_ROUTES})
NO_ROUTES = [
    (method, path)
    for path in PATHS
    for method in ("PUT", "OPTIONS", "TRACE", "LINK")
    if f"{method} {path}" not in map(str, TENANT_ROUTES)
]
UPLOADS = [route for route in TENANT_ROUTES if route.function in ("upload_certificate", "check_device_certificate")]


def as_form(file: bytes) -> tuple[dict[str, str], bytes]:
    return FORM, PART + file + b"\r\n--x--\r\n"


def as_json(file: bytes) -> tuple[dict[str, str], bytes]:
    return JSON, json.dumps({"certificate": file.decode()}).encode()


def as_it_is(file: bytes) -> tuple[dict[str, str], bytes]:
    return RAW, file


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of an answer that must be a problem document."""
    assert answer.elapsed.total_seconds() < SECONDS_TO_REFUSE
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert len(answer.content) < 2000
    return answer.status_code, problem["code"]


@pytest.mark.parametrize("form", [as_it_is, as_form, as_json])
def test_the_last_byte_that_is_taken_and_the_first_that_is_not(
    acme: httpx.Client, form: Callable[[bytes], tuple[dict[str, str], bytes]]
) -> None:
    for size, taken in ((MAX_FILE_SIZE, True), (MAX_FILE_SIZE + 1, False)):
        headers, body = form(CA.pem.ljust(size, b"\n"))
        answer = acme.post("/ca-certificates", params={"dryRun": "true"}, headers=headers, content=body)
        if taken:
            assert answer.json()["accepted"] is True
        else:
            assert refusal(answer) == (413, "file_too_large")


@pytest.mark.parametrize(("method", "path"), NO_ROUTES)
def test_methods_that_a_path_does_not_have(acme: httpx.Client, method: str, path: str) -> None:
    answer = acme.request(method, path.replace("{id}", CA.id))
    assert refusal(answer) == (404, "route_not_found")


ODD_IDS = ["%2e%2e", "a%2fb", "%00", "%ff", "%F0%9F%92%A9", "a" * 5000, CA.id.upper(), CA.id + "0", "%0d%0aX:1", "*"]


@pytest.mark.parametrize("route", ID_ROUTES, ids=str)
def test_ids_that_are_none(acme: httpx.Client, route: Route) -> None:
    for odd in ODD_IDS:
        answer = acme.request(route.method, route.path.replace("{id}", odd), headers=JSON, content=b'{"name":"x"}')
        assert refusal(answer) in {
            (400, "malformed_request"),
            (404, "route_not_found"),
            (404, "ca_certificate_not_found"),
        }, odd


BODIES = {
    "nested": (JSON, b"[" * 100_000),
    "a long number": (JSON, b'{"certificate":' + b"9" * 500_000 + b"}"),
    "many members": (JSON, json.dumps({f"k{number}": 1 for number in range(60_000)}).encode()),
    "a long member": (JSON, b'{"' + b"k" * 900_000 + b'":1}'),
    "a member twice": (JSON, b'{"certificate":"a","certificate":"b"}'),
    "half a surrogate pair": (JSON, b'{"certificate":"\\ud800","fileName":"\\ud800.pem"}'),
    "many parts": (FORM, PART * 14_000),
    "many headers": (FORM, b"--x\r\n" + b"X: a\r\n" * 50_000 + b"\r\n\r\n--x--\r\n"),
    "a long header": (FORM, b"--x\r\nX: " + b"a" * 900_000 + b"\r\n\r\n\r\n--x--\r\n"),
    "no end": (FORM, PART + CA.pem),
    "a long boundary": ({"Content-Type": "multipart/form-data; boundary=" + "x" * 5000}, b"--x--\r\n"),
    "nothing": (FORM, b""),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("route", UPLOADS, ids=str)
def test_bodies_that_are_not_what_they_say(acme: httpx.Client, route: Route, body: str) -> None:
    headers, content = BODIES[body]
    answer = acme.post(route.path, headers=headers, content=content)
    assert refusal(answer) == (400, "malformed_request")


def test_what_is_compressed_is_not_unpacked(acme: httpx.Client) -> None:
    packed = gzip.compress(bytes(50_000_000))
    headers = RAW | {"Content-Encoding": "gzip"}
    answer = acme.post("/ca-certificates", headers=headers, content=packed)
    assert answer.elapsed.total_seconds() < SECONDS_TO_REFUSE
    assert [violation["rule"] for violation in answer.json()["violations"]] == ["not_a_certificate"]


def test_an_answer_does_not_follow_what_a_request_says_of_its_way(acme: httpx.Client) -> None:
    ca = Authority()
    claims = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "X-Forwarded-Prefix": "/evil"}
    answer = acme.post("/ca-certificates", headers=RAW | claims, content=ca.pem)
    assert answer.headers["Location"].endswith(f"/ca-certificates/{ca.id}")
    assert "evil" not in f"{answer.headers}{answer.text}"
