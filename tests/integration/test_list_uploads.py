"""POST /ca-certificates/{id}/crl/uploads: revocation lists that come by the bucket, as no request holds them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from device_ca import clock
from device_ca.certificates.uploaded_file import MAX_LIST_SIZE, MAX_UPLOADED_LIST_SIZE
from device_ca.clock import rfc3339
from device_ca.stores import aws_clients
from device_ca.stores.file_store import FileStore, crl_upload_key, file_store
from tests.integration.invariants import broken_invariants
from tests.support.authority import Authority
from tests.support.caller import Answer, Caller
from tests.support.certificates import pem, private_key_pem

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("stores")
UNKNOWN = "0" * 32


@pytest.fixture
def trusted(acme: Caller) -> Authority:
    """A verified CA of acme."""
    authority = Authority()
    acme.trust(authority)
    return authority


def _upload(caller: Caller, ca: Authority, file: bytes) -> str:
    """Put a file where the URL leads that the registry gives; return the upload's id. No HTTP goes to moto."""
    offered = caller.offer_upload(ca.id, len(file)).json
    file_store().put(urlsplit(offered["url"]).path.removeprefix("/"), file)
    return str(offered["upload"])


def _uploads(stores: dict[str, str], ca: Authority) -> list[str]:
    prefix = f"acme/{ca.id}/crl-uploads/"
    answer = boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"], Prefix=prefix)
    return [version["Key"].removeprefix(prefix) for version in answer.get("Versions", [])]


def _padded(crl: bytes, size: int) -> bytes:
    """Return a list in PEM with text before it, as ``openssl crl -text`` writes it, of so many octets."""
    block = pem(crl, "X509 CRL")
    return b"#" * (size - len(block) - 1) + b"\n" + block


def test_a_list_that_no_request_holds_is_taken_from_the_bucket(
    acme: Caller, trusted: Authority, stores: dict[str, str]
) -> None:
    crl = trusted.revocation_list(5, 6)
    file = _padded(crl, MAX_LIST_SIZE + 1)
    assert acme.put_list(trusted.id, file).code == "file_too_large"
    upload = _upload(acme, trusted, file)
    assert _uploads(stores, trusted) == [upload]
    answer = acme.put_upload(trusted.id, upload)
    assert answer.status == 200
    assert answer.json == acme.get(trusted.id).json
    assert answer.json["crl"]["entries"] == 2
    assert acme.get_list(trusted.id).body == crl
    assert _uploads(stores, trusted) == []
    types = [event["type"] for event in acme.events(trusted.id).json["items"]]
    assert types.count("RevocationListUpdated") == 1
    assert broken_invariants(stores, "acme") == []


def test_an_offer_says_where_for_how_many_octets_and_until_when(
    acme: Caller, trusted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.utc_now()
    monkeypatch.setattr(clock, "utc_now", lambda: now)
    answer = acme.offer_upload(trusted.id, 6_000_000)
    assert (answer.status, answer.headers["Cache-Control"]) == (201, "no-store")
    assert answer.json.keys() == {"upload", "url", "expiresAt"}
    assert answer.json["expiresAt"] == rfc3339(now + timedelta(minutes=5))
    url = urlsplit(answer.json["url"])
    signed = {name: value for name, (value,) in parse_qs(url.query).items()}
    assert url.netloc == "registry-bucket.s3.us-east-1.amazonaws.com"
    assert url.path == f"/acme/{trusted.id}/crl-uploads/{answer.json['upload']}"
    assert (signed["X-Amz-Algorithm"], signed["X-Amz-Expires"]) == ("AWS4-HMAC-SHA256", "300")
    # With another length of the file the signature does not hold.
    assert signed["X-Amz-SignedHeaders"] == "content-length;host"
    assert acme.offer_upload(trusted.id, 6_000_000).json["upload"] != answer.json["upload"]


@pytest.mark.moto
@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("us-east-1", "registry-bucket.s3.us-east-1.amazonaws.com"),
        ("eu-central-1", "registry-bucket.s3.eu-central-1.amazonaws.com"),
        ("us-gov-west-1", "registry-bucket.s3.us-gov-west-1.amazonaws.com"),
    ],
)
def test_urls_lead_to_the_buckets_own_region(region: str, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host without a region redirects for hours after a bucket was made, and a browser may not follow it."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    make: Callable[..., Any] = aws_clients.s3_client.__wrapped__
    url = FileStore(make(), "registry-bucket").upload_url("acme/x", size=1)
    assert urlsplit(url).netloc == host
    assert f"%2F{region}%2Fs3%2F" in url


@pytest.mark.parametrize("size", [MAX_UPLOADED_LIST_SIZE + 1, 10**30])
def test_what_is_too_large_is_refused_before_it_is_sent(acme: Caller, trusted: Authority, size: int) -> None:
    answer = acme.offer_upload(trusted.id, size)
    assert (answer.status, answer.code) == (413, "file_too_large")
    assert acme.offer_upload(trusted.id, MAX_UPLOADED_LIST_SIZE).status == 201


@pytest.mark.parametrize("size", [0, -1, 5.0, "5", True, None, [5]])
def test_a_size_is_a_whole_number(acme: Caller, trusted: Authority, size: object) -> None:
    answer = acme.offer_upload(trusted.id, size)
    assert (answer.status, answer.code) == (400, "malformed_request")


def test_an_offer_takes_nothing_beside_the_size_and_no_other_form(acme: Caller, trusted: Authority) -> None:
    def ask(body: bytes, content_type: str = "application/json") -> Answer:
        parts = {"certificate_id": trusted.id, "body": body, "content_type": content_type}
        return acme.call("create_revocation_list_upload", **parts)

    for body in (b"{}", b'{"size": 5, "key": "x"}', b"[5]", b"5", b"", b'{"size": 5, "size": 6}'):
        answer = ask(body)
        assert (answer.status, answer.code) == (400, "malformed_request"), body
    answer = ask(b'{"size": 5}', "application/octet-stream")
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


def test_only_the_owner_of_a_verified_ca_is_offered_an_upload(acme: Caller, trusted: Authority) -> None:
    assert Caller("globex").offer_upload(trusted.id, 5).code == "ca_certificate_not_found"
    pending = Authority("Pending")
    acme.register(pending.pem)
    answer = acme.offer_upload(pending.id, 5)
    assert (answer.status, answer.code) == (409, "not_verified")
    acme.update(trusted.id, {"enabled": False})
    assert acme.offer_upload(trusted.id, 5).status == 201


@pytest.mark.parametrize(
    "upload", ["", "x", "0" * 31, "0" * 33, "A" * 32, "../crl", "0" * 31 + "\n", 5, None, ["0" * 32]]
)
def test_an_id_that_is_none(acme: Caller, trusted: Authority, upload: object) -> None:
    answer = acme.put_upload(trusted.id, upload)
    assert (answer.status, answer.code) == (400, "malformed_request")


def test_a_body_names_a_list_or_an_upload(acme: Caller, trusted: Authority) -> None:
    body = b'{"upload": "00000000000000000000000000000000", "crl": "x"}'
    answer = acme.put_list(trusted.id, body, content_type="application/json")
    assert (answer.status, answer.code) == (400, "malformed_request")


def test_an_upload_that_is_unknown_or_anothers_or_of_another_ca(
    acme: Caller, trusted: Authority, stores: dict[str, str]
) -> None:
    other, globex = Authority("Another"), Caller("globex")
    acme.trust(other)
    globex.trust(trusted)
    crl = trusted.revocation_list(5)
    upload = _upload(acme, trusted, crl)
    for answer in (
        acme.put_upload(trusted.id, UNKNOWN),
        acme.put_upload(other.id, upload),
        globex.put_upload(trusted.id, upload),
    ):
        assert (answer.status, answer.code) == (404, "upload_not_found")
    assert acme.put_upload("ab" * 32, upload).code == "ca_certificate_not_found"
    assert _uploads(stores, trusted) == [upload]
    assert acme.put_upload(trusted.id, upload).status == 200
    assert acme.put_upload(trusted.id, upload).code == "upload_not_found"


def test_a_file_that_outgrew_its_offer_is_not_read(
    acme: Caller, trusted: Authority, stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 holds who puts it there to the length that was signed; the registry does not rely on it."""
    monkeypatch.setattr("device_ca.registry.list_uploads.MAX_UPLOADED_LIST_SIZE", 99)
    file_store().put(crl_upload_key("acme", trusted.id, UNKNOWN), bytes(100))
    monkeypatch.setattr(FileStore, "get", None)
    answer = acme.put_upload(trusted.id, UNKNOWN)
    assert (answer.status, answer.code) == (413, "file_too_large")
    assert _uploads(stores, trusted) == []


@pytest.mark.parametrize("what", ["not a list", "another's", "a key"])
def test_what_is_refused_is_judged_as_a_body_is_and_deleted(
    acme: Caller, trusted: Authority, stores: dict[str, str], what: str
) -> None:
    crl = trusted.revocation_list(5)
    file = {
        "not a list": b"not a list",
        "another's": trusted.revocation_list(5, signer=Authority()),
        "a key": pem(crl, "X509 CRL") + private_key_pem("P-256"),
    }[what]
    answer = acme.put_upload(trusted.id, _upload(acme, trusted, file))
    assert (answer.status, answer.code) == (422, "revocation_list_rejected")
    assert answer.rules == acme.put_list(trusted.id, file).rules
    assert _uploads(stores, trusted) == []
    assert acme.get(trusted.id).json["crl"] is None


def test_a_condition_that_fails_leaves_the_file_for_the_next_try(
    acme: Caller, trusted: Authority, stores: dict[str, str]
) -> None:
    stale = acme.get(trusted.id).headers["ETag"]
    acme.update(trusted.id, {"name": "Plant 7"})
    upload = _upload(acme, trusted, trusted.revocation_list(5))
    assert acme.put_upload(trusted.id, upload, headers={"If-Match": stale}).code == "precondition_failed"
    assert _uploads(stores, trusted) == [upload]
    assert acme.put_upload(trusted.id, upload).status == 200


def test_an_older_list_that_lost_a_race_is_deleted(
    acme: Caller, trusted: Authority, stores: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = trusted.revocation_list(), trusted.revocation_list(5)
    upload = _upload(acme, trusted, older)
    put: Callable[..., Any] = FileStore.put

    def put_later(*args: Any) -> Any:
        monkeypatch.setattr(FileStore, "put", put)
        stored = put(*args)
        acme.put_list(trusted.id, newer)
        return stored

    monkeypatch.setattr(FileStore, "put", put_later)
    answer = acme.put_upload(trusted.id, upload)
    assert (answer.status, answer.rules) == (422, {"crl_number_not_higher"})
    assert _uploads(stores, trusted) == []
    assert acme.get_list(trusted.id).body == newer
