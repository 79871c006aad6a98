"""The revocation lists of the trusted CAs: over HTTP, to subscribers, and as a file that follows the table's stream."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from device_ca import clock
from device_ca.api import trusted_lists_response
from device_ca.errors import StoreUnavailable
from device_ca.stores.aws_clients import events_client
from device_ca.stores.file_store import FileStore
from tests.integration.table_stream import Publication, invoke_function
from tests.support.authority import Authority
from tests.support.certificates import bit_string, der, extension, integer, oid, sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.subscriber import Subscriber
    from tests.support.caller import Answer, Caller

PEM = "application/x-pem-file"


def _trusted(acme: Caller, name: str) -> Authority:
    authority = Authority(name)
    acme.trust(authority)
    return authority


def _read(answer: Answer) -> tuple[list[set[int]], list[str]]:
    """Return what each list of an answer revokes, and which CAs it names as having none."""
    assert (answer.status, answer.headers["Content-Type"]) == (200, PEM)
    text = answer.body.decode()
    blocks = [f"{block}-----END X509 CRL-----\n" for block in text.split("-----END X509 CRL-----\n")[:-1]]
    lists = [x509.load_pem_x509_crl(block[block.index("-----BEGIN") :].encode()) for block in blocks]
    names = [line.rpartition(" ")[2] for line in text.splitlines() if line.startswith("# No revocation list: ")]
    return [{entry.serial_number for entry in found} for found in lists], names


def test_lists_of_the_trusted_cas_and_the_names_of_those_without(acme: Caller, publication: Publication) -> None:
    one, other, third = (_trusted(acme, name) for name in ("One", "Other", "Third"))
    assert _read(acme.trusted_lists()) == ([], [one.id, other.id, third.id])
    acme.revoke(one, 5)
    acme.revoke(other, 6, 7)
    publication.deliver()
    assert _read(acme.trusted_lists()) == ([{5}, {6, 7}], [third.id])
    acme.update(one.id, {"enabled": False})
    acme.revoke(one, 5, 8)
    publication.deliver()
    assert _read(acme.trusted_lists()) == ([{6, 7}], [third.id])
    acme.update(one.id, {"enabled": True})
    acme.delete_list(other.id)
    publication.deliver()
    assert _read(acme.trusted_lists()) == ([{5, 8}], [other.id, third.id])


def test_the_last_list_that_goes_leaves_a_file_without_lists(acme: Caller, publication: Publication) -> None:
    ca = _trusted(acme, "One")
    acme.revoke(ca, 5)
    publication.deliver()
    acme.delete_list(ca.id)
    publication.deliver()
    assert _read(acme.trusted_lists()) == ([], [ca.id])


def test_a_renewed_ca_has_one_list_and_lacks_none(acme: Caller, publication: Publication) -> None:
    ca = _trusted(acme, "One")
    renewed = ca.renew()
    acme.register(renewed.pem)
    acme.revoke(ca, 5)
    publication.deliver()
    assert _read(acme.trusted_lists()) == ([{5}], [])
    assert acme.put_list(renewed.id, ca.revocation_list(5, 6)).status == 200
    publication.deliver()
    assert _read(acme.trusted_lists()) == ([{5, 6}], [])


def test_a_registry_without_lists_gets_no_file(
    acme: Caller, publication: Publication, subscriber: Subscriber, stores: dict[str, str]
) -> None:
    _trusted(acme, "One")
    publication.deliver()
    listed = boto3.client("s3").list_objects_v2(Bucket=stores["BUCKET_NAME"], Prefix="acme/crls.pem")
    assert listed["KeyCount"] == 0
    assert [message["detail-type"] for message in subscriber.received()] == ["TruststorePublished"]


def test_304_while_nothing_changes(acme: Caller, publication: Publication) -> None:
    ca = _trusted(acme, "One")
    tags = []
    for change in (lambda: None, lambda: acme.revoke(ca, 5), lambda: acme.revoke(ca, 5, 6)):
        change()
        publication.deliver()
        tags.append(acme.trusted_lists().headers["ETag"])
        assert acme.trusted_lists(If_None_Match=tags[-1]).status == 304
    assert len(set(tags)) == 3
    acme.update(ca.id, {"name": "Plant 7"})
    publication.deliver()
    assert acme.trusted_lists(If_None_Match=tags[-1]).status == 304
    assert acme.trusted_lists(If_None_Match=tags[0]).status == 200


def test_a_subscriber_gets_the_same_and_nobody_else(acme: Caller, publication: Publication) -> None:
    ca = _trusted(acme, "One")
    acme.revoke(ca, 5)
    publication.deliver()
    made = acme.subscribe().json
    answer, own = acme.subscribed_lists(made["token"]), acme.trusted_lists()
    assert (answer.body, answer.headers["ETag"]) == (own.body, own.headers["ETag"])
    assert acme.subscribed_lists(made["token"], If_None_Match=own.headers["ETag"]).status == 304
    for token in ("", "dcrt_" + 49 * "0", made["token"][:-1]):
        assert (acme.subscribed_lists(token).status, acme.subscribed_lists(token).code) == (401, "unauthorized")
    acme.unsubscribe(made["id"])
    assert acme.subscribed_lists(made["token"]).status == 401


def test_a_large_file_is_had_from_the_bucket_under_the_same_tag(
    acme: Caller, publication: Publication, stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.revoke(_trusted(acme, "One"), 5)
    publication.deliver()
    small = acme.trusted_lists()
    monkeypatch.setattr(trusted_lists_response, "_LARGEST_ANSWER", len(small.body) - 1)
    answer = acme.trusted_lists()
    assert (answer.status, answer.body, answer.headers.get("ETag")) == (303, b"", None)
    assert "/acme/crls.pem?" in answer.headers["Location"]
    stored = boto3.client("s3").head_object(Bucket=stores["BUCKET_NAME"], Key="acme/crls.pem")
    assert stored["ETag"] == small.headers["ETag"]
    assert acme.trusted_lists(If_None_Match=small.headers["ETag"]).status == 304


@pytest.mark.moto
def test_a_list_of_100_000_entries_goes_all_the_way(acme: Caller, publication: Publication) -> None:
    """Taken, given back, looked into and published, each within what Lambda hands in and out: 6 MB of JSON."""
    ca = _trusted(acme, "One")
    device = ca.issue_leaf("lost")
    serial = x509.load_pem_x509_certificate(device).serial_number
    numbers = random.Random(18)  # noqa: S311 - a list, not a secret
    listed = [*(numbers.getrandbits(120) | 1 << 120 for _ in range(99_999)), serial]
    crl = _signed_list(ca, listed)
    assert 4 * len(crl) / 3 < 6_000_000
    answer = acme.put_list(ca.id, crl)
    assert (answer.status, answer.json["crl"]["entries"]) == (200, 100_000)
    assert acme.get_list(ca.id).body == crl
    (reason,) = acme.check(device, revocation="required").json["reasons"]
    assert reason["rule"] == "revoked"
    publication.deliver()
    published = acme.trusted_lists()
    assert published.status == 200
    assert len(json.dumps({"body": published.body.decode()})) < 6_000_000
    assert _read(published)[0] == [set(listed)]


def _signed_list(ca: Authority, serials: list[int]) -> bytes:
    """Return a list as ``Authority.revocation_list`` makes it; the library's builder takes quadratic time."""
    now = clock.utc_now()
    dates = now.strftime("%y%m%d%H%M%SZ").encode(), (now + timedelta(days=30)).strftime("%y%m%d%H%M%SZ").encode()
    this_update, next_update = (der(0x17, date) for date in dates)
    algorithm = sequence(oid("1.2.840.10045.4.3.2"))
    signed = sequence(
        integer(1),
        algorithm,
        ca.certificate.subject.public_bytes(),
        this_update,
        next_update,
        sequence(*(sequence(integer(serial), this_update) for serial in serials)),
        der(0xA0, sequence(extension("2.5.29.20", integer(1)))),
    )
    return sequence(signed, algorithm, bit_string(ca.key.sign(signed, ECDSA(SHA256()))))


def test_a_new_version_is_announced(
    acme: Caller, publication: Publication, subscriber: Subscriber, stores: dict[str, str]
) -> None:
    ca, other = _trusted(acme, "One"), _trusted(acme, "Other")
    acme.revoke(ca, 5)
    publication.deliver()
    told = [message["detail"] for message in subscriber.received()]
    (detail,) = [detail for detail in told if detail["type"] == "RevocationListsPublished"]
    details = detail["details"]
    assert (details["lists"], details["withoutList"]) == (1, 1)
    assert details["key"] == "acme/crls.pem"
    file = {"Bucket": stores["BUCKET_NAME"], "Key": details["key"], "VersionId": details["version"]}
    content = boto3.client("s3").get_object(**file)["Body"].read()
    assert content == acme.trusted_lists().body
    assert other.id.encode() in content


def test_an_announcement_that_failed_is_made_up_for(
    acme: Caller, publication: Publication, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.revoke(_trusted(acme, "One"), 5)
    publication.stream.deliver()
    (message, *_) = publication.queue.messages()
    with monkeypatch.context() as broken:
        refuse = {"Entries": [{"ErrorCode": "x"}]}
        broken.setattr(events_client(), "put_events", lambda **_: refuse)
        with pytest.raises(StoreUnavailable):
            invoke_function("PublishTruststoreFunction", {"Records": [message]})
    message["attributes"]["ApproximateReceiveCount"] = "2"
    invoke_function("PublishTruststoreFunction", {"Records": [message]})
    types = [received["detail-type"] for received in subscriber.received()]
    assert types == ["TruststorePublished", "RevocationListsPublished"]


def test_a_publication_with_an_older_view_looks_again(
    acme: Caller, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca = _trusted(acme, "One")
    acme.revoke(ca, 5)
    publication.stream.deliver()
    (message, *_) = publication.queue.messages()
    replace: Callable[..., object] = FileStore.replace

    def replace_late(store: FileStore, key: str, *args: object, **parts: object) -> object:
        if key.endswith("crls.pem"):
            monkeypatch.setattr(FileStore, "replace", replace)
            acme.revoke(ca, 5, 6)
            invoke_function("PublishTruststoreFunction", {"Records": [message]})
        return replace(store, key, *args, **parts)

    monkeypatch.setattr(FileStore, "replace", replace_late)
    invoke_function("PublishTruststoreFunction", {"Records": [message]})
    assert _read(acme.trusted_lists()) == ([{5, 6}], [])


def test_an_expired_ca_leaves_with_its_list(
    acme: Caller, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca, other = _trusted(acme, "One"), _trusted(acme, "Other")
    acme.revoke(ca, 5)
    publication.deliver()
    later = clock.utc_now() + timedelta(days=3651)
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    acme.update(other.id, {"name": "x"})
    publication.deliver()
    assert _read(acme.trusted_lists()) == ([], [])
