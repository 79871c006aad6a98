"""Trying a device certificate over HTTP, against what the table holds."""

from __future__ import annotations

import json

import pytest

from tests.support.authority import Authority
from tests.support.caller import Caller

pytestmark = pytest.mark.usefixtures("stores")


def _rules(acme: Caller, file: bytes) -> list[str]:
    answer = acme.check(file)
    assert answer.status == 200
    assert answer.json["trusted"] is not bool(answer.json["reasons"])
    return [reason["rule"] for reason in answer.json["reasons"]]


def test_a_device_is_trusted_while_its_ca_is(acme: Caller) -> None:
    ca = Authority()
    device = ca.issue_leaf("device-1")
    assert _rules(acme, device) == ["issuer_unknown"]
    acme.register(ca.pem)
    assert _rules(acme, device) == ["ca_pending_verification"]
    assert acme.verify(ca.id, ca.prove(acme.generate_code(ca.id).json["code"])).status == 200
    answer = acme.check(device).json
    assert (answer["trusted"], answer["caId"], answer["reasons"]) == (True, ca.id, [])
    assert [(link["subject"], link["caId"]) for link in answer["chain"]] == [
        ("CN=device-1", None),
        ("CN=Example CA", ca.id),
    ]
    acme.update(ca.id, {"enabled": False})
    assert _rules(acme, device) == ["ca_disabled"]
    acme.update(ca.id, {"enabled": True})
    assert _rules(acme, device) == []
    assert _rules(Caller("globex"), device) == ["issuer_unknown"]
    acme.delete(ca.id)
    assert _rules(acme, device) == ["issuer_unknown"]


def test_a_path_may_end_at_any_issuer_that_was_sent(acme: Caller) -> None:
    root = Authority("Root")
    upper = root.issue_ca("Upper")
    lower = upper.issue_ca("Lower")
    device = lower.issue_leaf("device-1")
    for number in range(5):
        acme.trust(Authority(f"Other {number}"))
    everything = device + lower.pem + upper.pem + root.pem
    for anchor, sent in ((root, device + lower.pem + upper.pem), (upper, device + lower.pem), (lower, device)):
        acme.trust(anchor)
        for file in (sent, everything):
            assert acme.check(file).json["caId"] == anchor.id
    acme.update(lower.id, {"enabled": False})
    acme.update(upper.id, {"enabled": False})
    assert acme.check(everything).json["caId"] == root.id
    acme.update(root.id, {"enabled": False})
    assert _rules(acme, device + lower.pem + upper.pem) == ["ca_disabled"] * 3


@pytest.mark.parametrize("form", ["raw", "multipart", "json"])
def test_it_takes_the_forms_of_an_upload(acme: Caller, form: str) -> None:
    ca = Authority()
    acme.trust(ca)
    device = ca.issue_leaf("device-1")
    if form == "multipart":
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="device.pem"\r\n\r\n'
        answer = acme.check(head + device + b"\r\n--b--\r\n", "multipart/form-data; boundary=b")
    elif form == "json":
        answer = acme.check(json.dumps({"certificate": device.decode()}).encode(), "application/json")
    else:
        answer = acme.check(device, "application/pem-certificate-chain")
    assert answer.json["caId"] == ca.id


@pytest.mark.parametrize("file", [b"", b"\x30", b"hello", b"\xff" * 100])
def test_what_is_no_certificate_is_a_reason_like_others(acme: Caller, file: bytes) -> None:
    answer = acme.check(file)
    assert answer.status == 200
    assert (answer.json["trusted"], answer.json["caId"], answer.json["chain"]) == (False, None, [])
    assert {"rule", "message", "hint", "parameters"} == set(answer.json["reasons"][0])
