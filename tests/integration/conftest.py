"""Moto stands in for AWS; the table, the bucket and the key are the ones that template.yaml describes.

Where it is installed, DynamoDB Local, Amazon's own emulator, holds the table; moto does so elsewhere, with the option
``--engine moto``, for tests that read the table's stream (fixture ``streams``), and for those with the marker ``moto``.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
import pytest
from botocore.handlers import BUILTIN_HANDLERS
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber
from moto.dynamodb.models.table import StreamRecord

from device_ca import settings
from device_ca.registry import announce_expiring as expiry
from device_ca.registry import announce_lists
from device_ca.stores import (
    audit_trail,
    aws_clients,
    code_store,
    event_bus,
    file_store,
    ledger,
    new_records,
    publication_queue,
    receipt_key,
    record_store,
    revocation_list_store,
    subscription_store,
    table,
    trust_anchors,
)
from tests.integration.subscriber import BUS, Subscriber
from tests.integration.table_stream import Publication, QueueMapping, StreamMapping
from tests.support.authority import Authority
from tests.support.caller import Caller
from tests.support.dynamodb_items import faults_of_item
from tests.support.dynamodb_local import is_expected, running_server
from tests.support.dynamodb_requests import faults_of
from tests.support.routes import TEMPLATE
from tests.support.shared import shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from moto.core.models import MockAWS
    from mypy_boto3_dynamodb import DynamoDBClient

REGION = "us-east-1"
# DynamoDB Local has a database for each pair of key and region; the processes of a run share it.
_KEY = f"testing{os.environ.get('PYTEST_XDIST_WORKER', '')}"
_RESOURCES = TEMPLATE["Resources"]
_TABLE, _BUCKET, _RECEIPT_KEY = (
    _RESOURCES[name]["Properties"] for name in ("CertificateTable", "FileBucket", "ReceiptKey")
)
# What both engines know of a table.
_PARTS_OF_A_TABLE = (
    "AttributeDefinitions",
    "KeySchema",
    "LocalSecondaryIndexes",
    "GlobalSecondaryIndexes",
    "BillingMode",
)
_CLIENTS = (
    aws_clients.dynamodb_client,
    aws_clients.s3_client,
    aws_clients.events_client,
    aws_clients.kms_client,
    aws_clients.sqs_client,
    aws_clients.ssm_client,
)
_CACHES = (
    settings.settings,
    table.table,
    audit_trail.audit_trail,
    ledger.ledger,
    record_store.record_store,
    new_records.new_records,
    revocation_list_store.revocation_list_store,
    code_store.code_store,
    file_store.file_store,
    trust_anchors.trust_anchors,
    event_bus.event_bus,
    publication_queue.publication_queue,
    receipt_key.receipt_key,
    subscription_store.subscription_store,
    expiry.expiry_index,
    announce_lists.list_index,
)


# What DynamoDB would have refused of the running test.
_faults: list[str] = []


def _note_faults(params: dict[str, Any], model: Any, **_: object) -> None:
    _faults.extend(faults_of(model.name, params))


@pytest.fixture(scope="session", autouse=True)
def watched_requests() -> Iterator[None]:
    """Have every client of the SDK that is made in a test show its DynamoDB requests to the checker."""
    handler = ("before-parameter-build.dynamodb", _note_faults)
    BUILTIN_HANDLERS.append(handler)
    yield
    BUILTIN_HANDLERS.remove(handler)


@pytest.fixture(autouse=True)
def requests_that_dynamodb_takes(watched_requests: None) -> Iterator[None]:
    """Fail a test whose requests DynamoDB refuses by its documentation, whatever the emulator says.

    A fault is noted and not raised: the code under test would take it for one of its own.
    """
    assert watched_requests is None
    _faults.clear()
    yield
    assert _faults == []


def _forget() -> None:
    for cached in _CACHES:
        cached.cache_clear()


class Engine(NamedTuple):
    """What holds the table.

    Attributes:
        url: where it is; None for moto, which is in this process.
        client: a client of the SDK that waits, unlike the functions' own, as long as it takes.
    """

    url: str | None
    client: DynamoDBClient


@contextmanager
def _table(name: str, engine: Engine) -> Iterator[None]:
    """Have the template's table there during a ``with`` block."""
    description: dict[str, Any] = {part: _TABLE[part] for part in _PARTS_OF_A_TABLE}
    if engine.url is None:
        description["StreamSpecification"] = {"StreamEnabled": True, **_TABLE["StreamSpecification"]}
    client = engine.client
    client.create_table(TableName=name, **description)
    yield
    for page in client.get_paginator("scan").paginate(TableName=name):
        for item in page["Items"]:
            assert list(faults_of_item(item)) == []
    client.delete_table(TableName=name)


def _patient_client(url: str | None) -> DynamoDBClient:
    return boto3.client("dynamodb", REGION, endpoint_url=url, aws_access_key_id=_KEY, aws_secret_access_key=_KEY)


def _bucket(name: str) -> None:
    s3 = aws_clients.s3_client()
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=_BUCKET["VersioningConfiguration"])


def _receipt_key() -> str:
    spec, usage = _RECEIPT_KEY["KeySpec"], _RECEIPT_KEY["KeyUsage"]
    return aws_clients.kms_client().create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let what uses the table name the engine that holds it."""
    if "engine" in metafunc.fixturenames:
        engine = _engine(metafunc.definition, metafunc.fixturenames)
        metafunc.parametrize("engine", [engine], indirect=True, scope="package")


def _engine(test: pytest.Item, fixtures: list[str]) -> Any:
    chosen = test.config.getoption("engine") or ("dynamodb_local" if is_expected() else "moto")
    if chosen == "moto" or "streams" in fixtures or test.get_closest_marker("moto"):
        return "moto"
    return pytest.param("dynamodb_local", marks=pytest.mark.dynamodb_local)


@pytest.fixture
def streams() -> None:
    """Read the table's stream, which it has in moto alone."""


@pytest.fixture(scope="session")
def dynamodb_local(run_folder: Path) -> Iterator[str]:
    """Run DynamoDB Local, one for all processes of the run, for the rest of the session; return its URL."""
    with shared(run_folder / "dynamodb-local", running_server()) as url:
        yield url


@pytest.fixture(scope="package")
def engine(request: pytest.FixtureRequest, moto: MockAWS) -> Iterator[Engine]:
    """Say what holds the table."""
    assert moto
    url = request.getfixturevalue("dynamodb_local") if request.param == "dynamodb_local" else None
    aws_clients.dynamodb_client.cache_clear()
    yield Engine(url, _patient_client(url))
    aws_clients.dynamodb_client.cache_clear()


@pytest.fixture(scope="package")
def moto() -> Iterator[MockAWS]:
    """Let moto stand in for AWS. The SDK's session and clients, which are slow to make, last as long."""
    # Moto copies a table with all of its stream before each transaction; a record of a stream never changes.
    StreamRecord.__deepcopy__ = lambda record, _: record  # type: ignore[attr-defined]
    with mock_aws() as started:
        _forget()
        yield started
    for client in _CLIENTS:
        client.cache_clear()


@pytest.fixture
def aws(moto: MockAWS, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account of AWS with nothing in it."""
    moto.reset()
    for name, value in {
        "AWS_ACCESS_KEY_ID": _KEY,
        "AWS_SECRET_ACCESS_KEY": _KEY,
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def stores(aws: None, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Create the template's table, bucket and key; yield their names as the functions' environment has them."""
    assert aws is None
    if engine.url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", engine.url)
    environment = {
        "TABLE_NAME": "registry-table",
        "BUCKET_NAME": "registry-bucket",
        "RECEIPT_KEY_ID": _receipt_key(),
        "CODE_VALIDITY_DAYS": "7",
        "AUDIT_RETENTION_DAYS": "400",
        "MAX_CA_CERTIFICATES": "10000",
        "MAX_VERIFIED_CA_CERTIFICATES": "5000",
        "MAX_EVENTS_PER_DAY": "50000",
        "MAX_SUBSCRIPTIONS": "5",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    _forget()
    _bucket(environment["BUCKET_NAME"])
    with _table(environment["TABLE_NAME"], engine):
        yield environment
    _forget()


@pytest.fixture
def subscriber(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Subscriber:
    """A subscriber of the event bus."""
    assert stores
    monkeypatch.setenv("EVENT_BUS_NAME", BUS)
    _forget()
    return Subscriber()


@pytest.fixture
def publication(
    stores: dict[str, str], streams: None, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> Publication:
    """The way of a change from the table's stream to the trust store in the bucket."""
    assert (streams, bool(subscriber)) == (None, True)
    sqs = boto3.client("sqs")
    dead_letters = sqs.create_queue(QueueName="dead-letters.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead_letters, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    template = TEMPLATE["Resources"]["TruststoreQueue"]["Properties"]
    url = sqs.create_queue(
        QueueName="queue.fifo",
        Attributes={
            "FifoQueue": "true",
            "VisibilityTimeout": str(template["VisibilityTimeout"]),
            "RedrivePolicy": json.dumps(template["RedrivePolicy"] | {"deadLetterTargetArn": arn}),
        },
    )["QueueUrl"]
    monkeypatch.setenv("TRUSTSTORE_QUEUE_URL", url)
    _forget()
    return Publication(
        StreamMapping(stores["TABLE_NAME"], "QueueTruststoresFunction", "TableStream"),
        QueueMapping("PublishTruststoreFunction", url),
    )


@pytest.fixture
def acme() -> Caller:
    """A caller of the tenant acme."""
    return Caller("acme")


@pytest.fixture
def ca(acme: Caller) -> Authority:
    """A CA that acme has uploaded, not yet verified."""
    authority = Authority()
    acme.register(authority.pem)
    return authority


@pytest.fixture
def moto_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let moto's tables, which are copied while they are written to, answer one thread at a time."""
    lock, answer = Lock(), BotocoreStubber.__call__

    def answer_in_turn(*args: Any, **kwargs: Any) -> Any:
        with lock:
            return answer(*args, **kwargs)

    monkeypatch.setattr(BotocoreStubber, "__call__", answer_in_turn)
