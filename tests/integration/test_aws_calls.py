"""How many AWS calls each request makes in sequence: the design's budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from device_ca.stores import aws_clients
from device_ca.stores.file_store import crl_upload_key, file_store
from tests.support.authority import Authority
from tests.support.caller import Caller

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("stores")


def _calls(request: Callable[[], Any]) -> list[str]:
    """Return the operations that the SDK sends while a request is answered."""
    made: list[str] = []

    def note(model: Any, **_: object) -> None:
        made.append(model.name)

    clients = (aws_clients.dynamodb_client(), aws_clients.s3_client())
    for client in clients:
        client.meta.events.register("before-call", note)
    try:
        request()
    finally:
        for client in clients:
            client.meta.events.unregister("before-call", note)
    return made


def test_calls_per_request() -> None:
    acme, ca = Caller("acme"), Authority()
    assert _calls(lambda: acme.register(ca.pem)) == ["PutObject", "TransactWriteItems"]
    assert _calls(lambda: acme.upload(ca.pem)) == ["PutObject", "GetItem"]
    assert _calls(acme.list) == ["Query"]
    assert _calls(lambda: acme.get(ca.id)) == ["GetItem"]
    assert _calls(lambda: acme.download(ca.id)) == ["GetItem", "GetObject"]
    assert _calls(lambda: acme.generate_code(ca.id)) == ["TransactWriteItems"]
    assert _calls(lambda: acme.get_code(ca.id)) == ["BatchGetItem"]
    proof = ca.prove(acme.get_code(ca.id).json["code"])
    assert _calls(lambda: acme.verify(ca.id, proof)) == ["BatchGetItem", "PutObject", "TransactWriteItems"]
    assert _calls(lambda: acme.upload(b"not a certificate")) == []
    assert _calls(lambda: acme.upload(ca.pem, {"dryRun": "true"})) == ["BatchGetItem"]
    assert _calls(lambda: acme.upload(ca.renew().pem, {"dryRun": "true"})) == ["BatchGetItem", "BatchGetItem"]
    assert _calls(lambda: acme.update(ca.id, {"enabled": True})) == ["GetItem", "TransactWriteItems"]
    # Of a key that is known: what that key's certificates allow is read between two transactions.
    known_key = ["PutObject", "TransactWriteItems", "BatchGetItem", "TransactWriteItems"]
    assert _calls(lambda: acme.register(ca.renew().pem)) == known_key
    assert _calls(lambda: acme.register(ca.issue_ca("Intermediate").pem)) == [
        "Query",
        "PutObject",
        "TransactWriteItems",
    ]
    assert _calls(acme.trust_store) == ["Query"]
    assert _calls(lambda: acme.check(ca.issue_leaf("device") + ca.pem)) == ["Query"]
    assert _calls(lambda: acme.check(b"not a certificate")) == []
    # Lists cost who uses them: one read for each CA of the path that has one.
    assert _calls(lambda: acme.revoke(ca, 5)) == ["GetItem", "PutObject", "TransactWriteItems"]
    assert _calls(lambda: acme.offer_upload(ca.id, 5)) == ["GetItem"]
    upload = acme.offer_upload(ca.id, 5).json["upload"]
    file_store().put(crl_upload_key("acme", ca.id, upload), ca.revocation_list(5, 6))
    from_bucket = ["GetItem", "HeadObject", "GetObject", "PutObject", "TransactWriteItems", "DeleteObject"]
    assert _calls(lambda: acme.put_upload(ca.id, upload)) == from_bucket
    assert _calls(lambda: acme.get_list(ca.id)) == ["GetItem", "GetObject"]
    assert _calls(lambda: acme.check(ca.issue_leaf("device") + ca.pem)) == ["Query", "GetObject"]
    assert _calls(lambda: acme.get(ca.id)) == ["GetItem"]
    assert _calls(lambda: acme.delete_list(ca.id)) == ["GetItem", "TransactWriteItems", "DeleteObject"]
    assert _calls(lambda: acme.receipt(ca.id)) == ["GetItem"]  # and those of KMS, which is no store
