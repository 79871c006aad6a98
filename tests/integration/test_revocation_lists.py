"""PUT, GET and DELETE /ca-certificates/{id}/crl: what is kept, and that no older list takes a newer one's place."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from device_ca import clock
from device_ca.clock import rfc3339
from device_ca.settings import settings
from device_ca.stores.file_store import FileStore
from device_ca.stores.ledger import ledger
from device_ca.stores.record_store import record_store
from device_ca.stores.revocation_list_store import RevocationListStore, revocation_list_store
from tests.integration.invariants import broken_invariants
from tests.support.authority import Authority
from tests.support.caller import Caller, LoneCaller
from tests.support.certificates import pem, private_key_pem

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture
def trusted(acme: Caller) -> Authority:
    """A verified CA of acme."""
    authority = Authority()
    acme.trust(authority)
    return authority


def _stored_versions(stores: dict[str, str], ca: Authority) -> list[str]:
    answer = boto3.client("s3").list_object_versions(Bucket=stores["BUCKET_NAME"], Prefix=f"acme/{ca.id}/crl")
    return [version["VersionId"] for version in answer.get("Versions", [])]


def test_a_list_is_taken_shown_and_given_back(acme: Caller, trusted: Authority) -> None:
    before = acme.get(trusted.id)
    assert before.json["crl"] is None
    this_update = clock.utc_now().replace(microsecond=0)
    crl = trusted.revocation_list(5, 6, number=0x1001, this_update=this_update)
    answer = acme.put_list(trusted.id, crl)
    assert answer.status == 200
    shown = {
        "number": "1001",
        "thisUpdate": rfc3339(this_update),
        "nextUpdate": rfc3339(this_update + timedelta(days=30)),
        "entries": 2,
    }
    assert answer.json == before.json | {"crl": shown}
    assert answer.headers["ETag"] != before.headers["ETag"]
    described = acme.get(trusted.id)
    assert (described.json, described.headers["ETag"]) == (answer.json, answer.headers["ETag"])
    assert acme.list().json["items"] == [answer.json]
    got = acme.get_list(trusted.id)
    assert (got.status, got.headers["Content-Type"], got.body) == (200, "application/pkix-crl", crl)
    assert trusted.id in got.headers["Content-Disposition"]


@pytest.mark.parametrize("form", ["DER", "PEM", "multipart", "json"])
def test_a_list_comes_in_the_forms_of_uploads(acme: Caller, trusted: Authority, form: str) -> None:
    crl = trusted.revocation_list(5)
    text = pem(crl, "X509 CRL")
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="ca.crl"\r\n\r\n'
    body, content_type = {
        "DER": (crl, "application/pkix-crl"),
        "PEM": (text, "application/x-pem-file"),
        "multipart": (head + crl + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"),
        "json": (json.dumps({"crl": text.decode()}).encode(), "application/json"),
    }[form]
    assert acme.put_list(trusted.id, body, content_type=content_type).status == 200
    assert acme.get_list(trusted.id).body == crl


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"x", "text/plain", 415, "unsupported_media_type"),
        (b"x", "application/pkix-cert", 415, "unsupported_media_type"),
        (b'{"certificate": "x"}', "application/json", 400, "malformed_request"),
        (b'{"crl": 5}', "application/json", 400, "malformed_request"),
        (b"x", "multipart/form-data; boundary=b", 400, "malformed_request"),
        (bytes(5 * 1024 * 1024 + 1), "application/pkix-crl", 413, "file_too_large"),
        (bytes(5 * 1024 * 1024), "application/pkix-crl", 422, "revocation_list_rejected"),
        (b"", "application/pkix-crl", 422, "revocation_list_rejected"),
    ],
    ids=["text", "certificate", "other JSON", "number", "no form", "too large", "zeros", "nothing"],
)
def test_what_carries_no_list(
    acme: Caller, trusted: Authority, body: bytes, content_type: str, status: int, code: str
) -> None:
    answer = acme.put_list(trusted.id, body, content_type=content_type)
    assert (answer.status, answer.code) == (status, code)
    assert acme.get(trusted.id).json["crl"] is None


def test_every_broken_rule_is_reported_and_nothing_stored(
    acme: Caller, trusted: Authority, stores: dict[str, str]
) -> None:
    past = clock.utc_now() - timedelta(days=2)
    crl = trusted.revocation_list(5, signer=Authority(), this_update=past, next_update=past + timedelta(days=1))
    answer = acme.put_list(trusted.id, crl)
    assert (answer.status, answer.code) == (422, "revocation_list_rejected")
    assert answer.rules == {"crl_signature_invalid", "crl_expired"}
    assert _stored_versions(stores, trusted) == []


def test_a_private_key_beside_a_list_is_not_kept(acme: Caller, trusted: Authority, stores: dict[str, str]) -> None:
    key = private_key_pem("P-256")
    answer = acme.put_list(trusted.id, pem(trusted.revocation_list(5), "X509 CRL") + key)
    assert (answer.status, answer.rules) == (422, {"contains_private_key"})
    assert _stored_versions(stores, trusted) == []


def test_no_going_back(acme: Caller, trusted: Authority, stores: dict[str, str]) -> None:
    older = trusted.revocation_list()
    newer = trusted.revocation_list(5)
    assert acme.put_list(trusted.id, newer).status == 200
    for file in (older, trusted.revocation_list(number=trusted.list_number)):
        answer = acme.put_list(trusted.id, file)
        assert (answer.status, answer.rules) == (422, {"crl_number_not_higher"})
    assert acme.get_list(trusted.id).body == newer
    assert len(_stored_versions(stores, trusted)) == 1


def test_the_same_list_again_changes_nothing(acme: Caller, trusted: Authority, stores: dict[str, str]) -> None:
    """The answer to the first request may be lost, and the request sent again."""
    crl = trusted.revocation_list(5)
    first, second = acme.put_list(trusted.id, crl), acme.put_list(trusted.id, pem(crl, "X509 CRL"))
    assert (second.status, second.json, second.headers["ETag"]) == (200, first.json, first.headers["ETag"])
    assert len(_stored_versions(stores, trusted)) == 1
    types = [event["type"] for event in acme.events(trusted.id).json["items"]]
    assert types.count("RevocationListUpdated") == 1


def test_a_disabled_ca_may_still_revoke_and_a_pending_one_may_not(acme: Caller, trusted: Authority) -> None:
    acme.update(trusted.id, {"enabled": False})
    assert acme.revoke(trusted, 5).status == 200
    pending = Authority("Pending")
    acme.register(pending.pem)
    answer = acme.revoke(pending, 5)
    assert (answer.status, answer.code) == (409, "not_verified")


def test_404_without_a_list_a_ca_or_ones_own_tenant(acme: Caller, trusted: Authority) -> None:
    for answer in (acme.get_list(trusted.id), acme.delete_list(trusted.id)):
        assert (answer.status, answer.code) == (404, "revocation_list_not_found")
    crl = trusted.revocation_list(5)
    assert acme.put_list(trusted.id, crl).status == 200
    globex = Caller("globex")
    for answer in (
        globex.put_list(trusted.id, trusted.revocation_list()),
        globex.get_list(trusted.id),
        globex.delete_list(trusted.id),
        acme.put_list("ab" * 32, crl),
    ):
        assert (answer.status, answer.code) == (404, "ca_certificate_not_found")
    assert acme.get_list(trusted.id).body == crl
    assert acme.put_list("x", crl).code == "malformed_request"


def test_a_list_of_a_namesake_is_refused(acme: Caller, trusted: Authority) -> None:
    """Another CA of the same name, of this tenant or not, does not revoke what this one issued."""
    namesake = Authority(trusted.common_name)
    acme.trust(namesake)
    answer = acme.put_list(trusted.id, namesake.revocation_list(5))
    assert answer.status == 422
    assert "crl_signature_invalid" in answer.rules
    assert acme.put_list(namesake.id, namesake.revocation_list(5)).status == 200
    assert acme.get(trusted.id).json["crl"] is None


def test_deletion_forgets_the_number(acme: Caller, trusted: Authority, stores: dict[str, str]) -> None:
    acme.put_list(trusted.id, trusted.revocation_list(5, number=7))
    assert acme.delete_list(trusted.id).status == 204
    assert acme.get(trusted.id).json["crl"] is None
    assert acme.get_list(trusted.id).status == 404
    assert _stored_versions(stores, trusted) == []
    assert acme.put_list(trusted.id, trusted.revocation_list(number=1)).status == 200


def test_the_list_goes_with_its_ca(acme: Caller, trusted: Authority, stores: dict[str, str]) -> None:
    acme.revoke(trusted, 5)
    acme.delete(trusted.id)
    assert _stored_versions(stores, trusted) == []
    acme.trust(trusted)
    assert acme.get(trusted.id).json["crl"] is None


def test_conditions_name_the_state_of_the_ca(acme: Caller, trusted: Authority) -> None:
    stale = acme.get(trusted.id).headers["ETag"]
    current = acme.revoke(trusted, 5).headers["ETag"]
    crl = trusted.revocation_list(6)
    for answer in (
        acme.put_list(trusted.id, crl, headers={"If-Match": stale}),
        acme.delete_list(trusted.id, stale),
    ):
        assert (answer.status, answer.code, answer.headers["ETag"]) == (412, "precondition_failed", current)
    answer = acme.put_list(trusted.id, crl, headers={"If-Match": current})
    assert answer.status == 200
    assert acme.delete_list(trusted.id, answer.headers["ETag"]).status == 204


def test_304_for_a_list_that_the_caller_has(acme: Caller, trusted: Authority) -> None:
    acme.revoke(trusted, 5)
    tag = acme.get_list(trusted.id).headers["ETag"]
    acme.update(trusted.id, {"name": "Plant 7"})
    assert acme.get_list(trusted.id, If_None_Match=tag).status == 304
    acme.revoke(trusted, 5, 6)
    answer = acme.get_list(trusted.id, If_None_Match=tag)
    assert (answer.status, answer.headers["ETag"] == tag) == (200, False)


def test_a_large_list_is_had_from_the_bucket(acme: Caller, trusted: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    from functions.get_revocation_list import app  # noqa: PLC0415

    crl = trusted.revocation_list(5)
    acme.put_list(trusted.id, crl)
    monkeypatch.setattr(app, "_LARGEST_ANSWER", len(crl) - 1)
    answer = acme.get_list(trusted.id)
    assert (answer.status, answer.body, answer.headers["Cache-Control"]) == (303, b"", "no-store")
    assert "ETag" not in answer.headers
    location = answer.headers["Location"]
    assert f"/acme/{trusted.id}/crl?" in location
    assert "X-Amz-Signature=" in location
    assert "versionId=" in location


def test_the_trail_tells_of_lists(acme: Caller, trusted: Authority) -> None:
    shown = acme.revoke(trusted, 5).json["crl"]
    acme.delete_list(trusted.id)
    deleted, updated = acme.events(trusted.id).json["items"][:2]
    assert (deleted["type"], updated["type"]) == ("RevocationListDeleted", "RevocationListUpdated")
    assert deleted["details"] == updated["details"] == shown


def _meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Let something happen once between the judgement of a list and the write of its record."""
    put: Callable[..., Any] = FileStore.put

    def put_later(*args: Any) -> Any:
        monkeypatch.setattr(FileStore, "put", put)
        stored = put(*args)
        act()
        return stored

    monkeypatch.setattr(FileStore, "put", put_later)


def test_an_older_list_never_replaces_a_newer_one_that_came_meanwhile(
    acme: Caller, trusted: Authority, monkeypatch: pytest.MonkeyPatch, stores: dict[str, str]
) -> None:
    older, newer = trusted.revocation_list(), trusted.revocation_list(5)
    _meanwhile(monkeypatch, lambda: acme.put_list(trusted.id, newer))
    answer = acme.put_list(trusted.id, older)
    assert (answer.status, answer.rules) == (422, {"crl_number_not_higher"})
    assert acme.get_list(trusted.id).body == newer
    assert len(_stored_versions(stores, trusted)) == 1


def test_a_newer_list_survives_an_older_one_and_other_changes_meanwhile(
    acme: Caller, trusted: Authority, monkeypatch: pytest.MonkeyPatch, stores: dict[str, str]
) -> None:
    older, newer = trusted.revocation_list(), trusted.revocation_list(5)

    def change() -> None:
        acme.put_list(trusted.id, older)
        acme.update(trusted.id, {"name": "Plant 7", "enabled": False})

    _meanwhile(monkeypatch, change)
    answer = acme.put_list(trusted.id, newer)
    assert (answer.status, answer.json["name"], answer.json["enabled"]) == (200, "Plant 7", False)
    assert acme.get(trusted.id).headers["ETag"] == answer.headers["ETag"]
    assert acme.get_list(trusted.id).body == newer
    assert broken_invariants(stores, "acme") == []


def test_a_ca_that_is_uploaded_again_meanwhile_is_pending(
    acme: Caller, trusted: Authority, monkeypatch: pytest.MonkeyPatch, stores: dict[str, str]
) -> None:
    def upload_again() -> None:
        acme.delete(trusted.id)
        acme.register(trusted.pem)

    _meanwhile(monkeypatch, upload_again)
    answer = acme.put_list(trusted.id, trusted.revocation_list(5))
    assert (answer.status, answer.code) == (409, "not_verified")
    assert _stored_versions(stores, trusted) == []


def test_a_ca_that_is_deleted_meanwhile_takes_its_list_along(
    acme: Caller, trusted: Authority, monkeypatch: pytest.MonkeyPatch, stores: dict[str, str]
) -> None:
    _meanwhile(monkeypatch, lambda: acme.delete(trusted.id))
    assert acme.put_list(trusted.id, trusted.revocation_list(5)).status == 404
    assert _stored_versions(stores, trusted) == []


@pytest.mark.usefixtures("moto_in_turn")
def test_of_lists_that_race_the_newest_stays(trusted: Authority, acme: Caller, stores: dict[str, str]) -> None:
    lists = [trusted.revocation_list(*range(1, count + 1)) for count in range(6)]
    caller = LoneCaller("acme")
    with ThreadPoolExecutor(len(lists)) as pool:
        answers = list(pool.map(lambda crl: caller.put_list(trusted.id, crl), lists))
    assert answers[-1].status in (200, 503)
    assert {answer.status for answer in answers} <= {200, 422, 503}
    taken = [crl for crl, answer in zip(lists, answers, strict=True) if answer.status == 200]
    assert acme.get_list(trusted.id).body == taken[-1]
    assert broken_invariants(stores, "acme") == []


def test_revoking_is_never_held_up_by_a_quota(
    acme: Caller, trusted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAX_EVENTS_PER_DAY", "1")
    for cached in (settings, ledger, record_store, revocation_list_store):
        cached.cache_clear()
    assert acme.revoke(trusted, 5).status == 200
    answer = acme.delete_list(trusted.id)
    assert (answer.status, answer.code) == (409, "quota_exceeded")


def test_a_store_that_is_too_busy_says_so(acme: Caller, trusted: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time that the record is written, something else has changed it."""
    verified: Callable[..., Any] = RevocationListStore.verified_ca

    def read_and_change(*args: Any) -> Any:
        found = verified(*args)
        acme.update(trusted.id, {"name": "again"})
        return found

    monkeypatch.setattr(RevocationListStore, "verified_ca", read_and_change)
    crl = trusted.revocation_list(5)
    answer = acme.put_list(trusted.id, crl)
    assert (answer.status, answer.code) == (503, "service_unavailable")
    monkeypatch.setattr(RevocationListStore, "verified_ca", verified)
    assert acme.put_list(trusted.id, crl).status == 200
