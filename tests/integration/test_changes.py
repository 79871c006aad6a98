"""Enabling, disabling and naming a CA certificate, and the conditions that callers set with entity tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest

from device_ca.stores import code_store, record_store
from tests.support.events import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.authority import Authority
    from tests.support.caller import Answer, Caller

pytestmark = pytest.mark.usefixtures("stores")


def test_a_ca_starts_enabled_and_nameless(acme: Caller, ca: Authority) -> None:
    answer = acme.get(ca.id).json
    assert (answer["enabled"], answer["name"]) == (True, None)


def test_what_the_body_names_changes_and_nothing_else(acme: Caller, ca: Authority) -> None:
    before = acme.get(ca.id).json
    disabled = acme.update(ca.id, {"enabled": False})
    assert (disabled.status, disabled.json) == (200, before | {"enabled": False})
    named = acme.update(ca.id, {"name": "Plant 7 ü"})
    assert named.json == before | {"enabled": False, "name": "Plant 7 ü"}
    both = acme.update(ca.id, {"enabled": True, "name": None})
    assert both.json == before
    assert acme.get(ca.id).json == before
    assert acme.list().json["items"] == [before]


def test_every_change_has_a_tag_of_its_own(acme: Caller, ca: Authority) -> None:
    answers = [acme.get(ca.id)]
    answers.append(acme.update(ca.id, {"enabled": False}))
    answers.append(acme.update(ca.id, {"name": "x"}))
    answers.append(acme.verify(ca.id, ca.prove(acme.generate_code(ca.id).json["code"])))
    tags = [answer.headers["ETag"] for answer in answers]
    assert len(set(tags)) == len(tags)
    assert acme.get(ca.id).headers["ETag"] == tags[-1]
    assert (answers[-1].json["enabled"], answers[-1].json["name"]) == (False, "x")
    acme.delete(ca.id)
    again = acme.upload(ca.pem)
    assert again.headers["ETag"] == acme.get(ca.id).headers["ETag"]
    assert again.headers["ETag"] not in tags


@pytest.mark.parametrize(
    "change",
    [{}, [], "x", None, {"enabled": None}, {"enabled": "false"}, {"enabled": 0}, {"name": ""}, {"name": 7},
     {"name": "x" * 129}, {"name": "a\nb"}, {"name": "  "}, {"name": "a\u202eb"}, {"name": "\ud800"},
     {"status": "verified"}, {"enabled": False, "revision": 9}],
)  # fmt: skip
def test_400_for_what_cannot_be_changed(acme: Caller, ca: Authority, change: Any) -> None:
    answer = acme.update(ca.id, change)
    assert (answer.status, answer.code) == (400, "malformed_request")
    assert acme.get(ca.id).json["enabled"] is True


def test_415_for_a_body_that_is_not_json(acme: Caller, ca: Authority) -> None:
    answer = acme.call("update_certificate", certificate_id=ca.id, body=b"enabled=no", content_type="text/plain")
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize("how", ["update", "delete"])
def test_412_for_another_state_and_the_current_tag(acme: Caller, ca: Authority, how: str) -> None:
    def request(if_match: str) -> Answer:
        if how == "update":
            return acme.update(ca.id, {"enabled": False}, if_match)
        return acme.call("delete_certificate", certificate_id=ca.id, headers={"If-Match": if_match})

    stale = acme.get(ca.id).headers["ETag"]
    acme.update(ca.id, {"name": "x"})
    current = acme.get(ca.id).headers["ETag"]
    for if_match in (stale, f"W/{current}", '"other"', f'{stale}, "1-{"0" * 32}"'):
        answer = request(if_match)
        assert (answer.status, answer.code) == (412, "precondition_failed")
        assert answer.headers["ETag"] == current
    assert acme.get(ca.id).json["enabled"] is True
    assert request(f' , "other", {current},').status in (200, 204)


@pytest.mark.parametrize("how", ["update", "delete"])
@pytest.mark.parametrize("form", ["{tag}junk", "{tag} junk", "junk {tag}", "{tag};q=1", "*, {tag}", "{bare}", ""])
def test_400_for_a_condition_that_cannot_be_read(acme: Caller, ca: Authority, how: str, form: str) -> None:
    """To guess at it could change a state that its sender did not mean."""
    tag = acme.get(ca.id).headers["ETag"]
    headers = {"If-Match": form.format(tag=tag, bare=tag.strip('"')), "Content-Type": "application/json"}
    answer = acme.call(f"{how}_certificate", certificate_id=ca.id, body=b'{"enabled":false}', headers=headers)
    assert (answer.status, answer.code) == (400, "malformed_request")
    assert acme.get(ca.id).json["enabled"] is True


def test_conditions_of_several_lines_are_one_list(acme: Caller, ca: Authority) -> None:
    tag = acme.get(ca.id).headers["ETag"]
    request = event("update_certificate", certificate_id=ca.id, body=b'{"enabled":false}', claims=acme.claims)
    request["multiValueHeaders"]["If-Match"] = [tag, '"other"']
    request["headers"]["If-Match"] = '"other"'
    assert acme.send("update_certificate", request).status == 200


def test_a_star_matches_whatever_there_is(acme: Caller, ca: Authority) -> None:
    assert acme.update(ca.id, {"enabled": False}, "*").status == 200
    assert acme.update("ab" * 32, {"enabled": False}, "*").code == "ca_certificate_not_found"
    assert acme.call("delete_certificate", certificate_id=ca.id, headers={"If-Match": "*"}).status == 204


def test_any_number_of_tags_is_compared(acme: Caller, ca: Authority) -> None:
    tag = acme.get(ca.id).headers["ETag"]
    others = [f'"{number}"' for number in range(100)]
    assert acme.update(ca.id, {"enabled": False}, ", ".join(others)).code == "precondition_failed"
    assert acme.update(ca.id, {"enabled": False}, ", ".join([*others, tag])).status == 200


def test_a_tag_speaks_of_one_upload(acme: Caller, ca: Authority) -> None:
    """Whoever read the certificate before it was deleted and uploaded again has not seen what they would change."""
    tag = acme.get(ca.id).headers["ETag"]
    acme.delete(ca.id)
    acme.register(ca.pem)
    for answer in (
        acme.update(ca.id, {"enabled": False}, tag),
        acme.call("delete_certificate", certificate_id=ca.id, headers={"If-Match": tag}),
    ):
        assert answer.code == "precondition_failed"
    assert acme.get(ca.id).json["enabled"] is True


def test_a_change_that_meets_a_new_upload_of_the_certificate_is_judged_anew(
    acme: Caller, ca: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = acme.get(ca.id).headers["ETag"]
    read: Callable[..., Any] = record_store.RecordStore.get

    def read_and_upload_again(*args: Any) -> Any:
        found = read(*args)
        monkeypatch.setattr(record_store.RecordStore, "get", read)
        acme.delete(ca.id)
        acme.register(ca.pem)
        return found

    monkeypatch.setattr(record_store.RecordStore, "get", read_and_upload_again)
    assert acme.update(ca.id, {"enabled": False}, tag).code == "precondition_failed"
    assert acme.get(ca.id).json["enabled"] is True


def test_304_for_a_state_that_the_caller_has(acme: Caller, ca: Authority) -> None:
    tag = acme.get(ca.id).headers["ETag"]
    for known in (tag, f'"x", W/{tag}', "*"):
        answer = acme.call("get_certificate", certificate_id=ca.id, headers={"If-None-Match": known})
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", tag)
    acme.update(ca.id, {"enabled": False})
    for unknown in (tag, f"{acme.get(ca.id).headers['ETag']} junk", "junk"):
        assert acme.call("get_certificate", certificate_id=ca.id, headers={"If-None-Match": unknown}).status == 200


def test_a_record_without_the_new_attributes_still_reads_and_changes(
    acme: Caller, ca: Authority, stores: dict[str, str]
) -> None:
    tag = acme.get(ca.id).headers["ETag"]
    boto3.client("dynamodb").update_item(
        TableName=stores["TABLE_NAME"],
        Key={"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CA#{ca.id}"}},
        UpdateExpression="REMOVE enabled, revision",
    )
    answer = acme.get(ca.id)
    assert (answer.json["enabled"], answer.headers["ETag"]) == (True, tag)
    assert acme.update(ca.id, {"enabled": False}, tag).json["enabled"] is False
    assert acme.update(ca.id, {"enabled": True}, tag).status == 412


def test_a_change_while_a_proof_is_judged_spoils_neither(
    acme: Caller, ca: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = ca.prove(acme.generate_code(ca.id).json["code"])
    read: Callable[..., Any] = code_store.CodeStore.get

    def read_and_disable(*args: Any) -> Any:
        found = read(*args)
        acme.update(ca.id, {"enabled": False})
        return found

    monkeypatch.setattr(code_store.CodeStore, "get", read_and_disable)
    answer = acme.verify(ca.id, proof)
    assert (answer.status, answer.json["status"], answer.json["enabled"]) == (200, "verified", False)
    assert acme.get(ca.id).headers["ETag"] == answer.headers["ETag"]
