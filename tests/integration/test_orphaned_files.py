"""Whatever request is interrupted after whatever call: within a day the bucket holds what the records name."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import boto3
import pytest

from device_ca import clock
from device_ca.stores.aws_clients import dynamodb_client
from device_ca.stores.file_store import FileStore, crl_upload_key, file_store, record_files
from device_ca.stores.record_store import record_store
from tests.integration.faults import Crash, Fault, Wire
from tests.integration.scenarios import Scenario
from tests.integration.table_stream import invoke_function
from tests.support.caller import Caller, invoke
from tests.support.routes import TENANT_ROUTES, Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.authority import Authority

# All of them: `other` has no other files than those of its records.
# No request lives for an hour: what it has stored by then without a record gets none.
AN_HOUR_AND_A_MINUTE = timedelta(minutes=61)
TENANTS = ("acme", "other")
CHANGES = [route for route in TENANT_ROUTES if route.method in ("POST", "PUT", "DELETE", "PATCH")]
DELETION = next(route for route in TENANT_ROUTES if route.function == "delete_certificate")


@pytest.fixture(autouse=True)
def _other(stores: dict[str, str]) -> None:
    del stores
    Scenario(DELETION, "other", state="verified").prepare()


@pytest.fixture
def sweep(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Run the function as if so much time had passed."""

    def sweep_after(passed: timedelta) -> None:
        later = clock.utc_now() + passed
        with monkeypatch.context() as patch:
            patch.setattr(clock, "utc_now", lambda: later)
            invoke_function("SweepFilesFunction", {"source": "aws.events"})

    return sweep_after


def _stored() -> set[object]:
    return {version.file for version in file_store().versions()}


def _named() -> set[object]:
    return {
        file for tenant in TENANTS for record in record_store().all(tenant) for file in record_files(tenant, record)
    }


def _interrupt(scenario: Scenario, position: int) -> bool:
    """Kill the function after a call; say whether it made it."""
    with Wire(Fault("crash", after=True), position).laid() as wire, suppress(Crash):
        invoke(scenario.route.function, scenario.request())
    return len(wire.calls) > position


@pytest.mark.thorough
@pytest.mark.parametrize("end", ["given up", "tried again", "tried again and deleted"])
@pytest.mark.parametrize("route", CHANGES, ids=str)
def test_what_an_interrupted_request_leaves_is_swept(
    route: Route, end: str, sweep: Callable[[timedelta], None]
) -> None:
    scenario = Scenario(route, "acme").prepare()
    position = 0
    while _interrupt(scenario, position):
        if end != "given up":
            invoke(route.function, scenario.request())
        if end == "tried again and deleted":
            scenario.caller.delete(scenario.ca.id)
        sweep(AN_HOUR_AND_A_MINUTE)
        assert _stored() == _named(), f"call {position}"
        scenario = Scenario(route, "acme").prepare()
        position += 1
    assert position


def test_an_upload_that_may_still_be_on_its_way_is_left_alone(
    ca: Authority, sweep: Callable[[timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ca.renew()
    put = FileStore.put_if_absent

    def sweep_in_between(store: FileStore, key: str, content: bytes) -> object:
        stored = put(store, key, content)
        sweep(timedelta(minutes=59))
        return stored

    monkeypatch.setattr(FileStore, "put_if_absent", sweep_in_between)
    Caller("acme").register(other.pem)
    assert Caller("acme").download(other.id).body == other.pem


@pytest.mark.parametrize(
    ("passed", "left"), [(timedelta(seconds=30), 1), (timedelta(minutes=55), 1), (timedelta(hours=2), 0)]
)
def test_a_file_without_a_record_is_swept_once_no_request_can_still_name_it(
    sweep: Callable[[timedelta], None], passed: timedelta, left: int
) -> None:
    """No request lives for longer than a minute; a clock may be wrong by more than that."""
    kept = _stored()
    file_store().put("acme/" + "ab" * 32 + "/ca", b"left by a request that was interrupted")
    sweep(passed)
    assert len(_stored() - kept) == left


@pytest.mark.parametrize(("passed", "left"), [(timedelta(minutes=55), 1), (timedelta(hours=2), 0)])
def test_an_upload_of_a_list_waits_for_an_hour(
    acme: Caller, ca: Authority, sweep: Callable[[timedelta], None], passed: timedelta, left: int
) -> None:
    """Also of a CA whose record is there, and each version of it: a URL may be used more than once."""
    assert acme.get(ca.id).status == 200
    kept = _stored()
    for content in (b"first", b"second"):
        file_store().put(crl_upload_key("acme", ca.id, "0" * 32), content)
    sweep(passed)
    assert len(_stored() - kept) == 2 * left


def test_no_file_of_a_registered_ca_is_swept_however_many_there_are(
    acme: Caller, ca: Authority, sweep: Callable[[timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB answers page by page, the records of a large tenant on many."""
    renewed = [ca.renew() for _ in range(4)]
    for other in renewed:
        acme.register(other.pem)
    query = dynamodb_client().query
    monkeypatch.setattr(dynamodb_client(), "query", lambda **given: query(**{"Limit": 2, **given}))
    sweep(AN_HOUR_AND_A_MINUTE)
    for registered in (ca, *renewed):
        assert acme.download(registered.id).body == registered.pem


def test_an_upload_that_comes_after_the_listing_is_kept(
    ca: Authority, acme: Caller, sweep: Callable[[timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    other, read = ca.renew(), FileStore.versions

    def upload_in_between(store: FileStore) -> object:
        yield from list(read(store))
        acme.register(other.pem)

    monkeypatch.setattr(FileStore, "versions", upload_in_between)
    sweep(AN_HOUR_AND_A_MINUTE)
    assert acme.download(other.id).body == other.pem
    assert acme.download(ca.id).body == ca.pem


def test_files_from_before_the_table_are_kept(stores: dict[str, str], sweep: Callable[[timedelta], None]) -> None:
    """A table that was restored or put in the place of another may lack the records of files that are wanted back."""
    before, dynamodb = _stored(), boto3.client("dynamodb")
    table = dynamodb.describe_table(TableName=stores["TABLE_NAME"])["Table"]
    dynamodb.delete_table(TableName=stores["TABLE_NAME"])
    time.sleep(1)  # in S3's answers all times are whole seconds
    dynamodb.create_table(
        TableName=stores["TABLE_NAME"],
        BillingMode="PAY_PER_REQUEST",
        KeySchema=table["KeySchema"],
        AttributeDefinitions=[a for a in table["AttributeDefinitions"] if a["AttributeName"] in ("pk", "sk")],
    )
    sweep(AN_HOUR_AND_A_MINUTE)
    assert _stored() == before


def test_trust_stores_are_no_orphans(stores: dict[str, str], sweep: Callable[[timedelta], None]) -> None:
    file_store().replace("acme/truststore.pem", BytesIO(), sha256="", content_type="text/plain", current=None)
    sweep(AN_HOUR_AND_A_MINUTE)
    assert boto3.client("s3").head_object(Bucket=stores["BUCKET_NAME"], Key="acme/truststore.pem")
