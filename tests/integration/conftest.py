"""Moto stands in for AWS; the table, the bucket and the key are the ones that template.yaml describes.

Tests that use ``stores`` run once more with the table in DynamoDB Local, Amazon's own emulator. Those that read the
table's stream (fixture ``streams``) or have the marker ``moto`` do not.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore.handlers import BUILTIN_HANDLERS
from botocore.loaders import Loader
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from device_ca import settings
from device_ca.registry import announce_expiring as expiry
from device_ca.stores import (
    audit_trail,
    aws_clients,
    code_store,
    event_bus,
    file_store,
    ledger,
    publication_queue,
    receipt_key,
    record_store,
    subscription_store,
    table,
    trust_anchors,
)
from tests.integration.subscriber import BUS, Subscriber
from tests.integration.table_stream import Publication, QueueMapping, StreamMapping
from tests.support.authority import Authority
from tests.support.caller import Caller
from tests.support.dynamodb_items import faults_of_item
from tests.support.dynamodb_local import running_server, template_table
from tests.support.dynamodb_requests import faults_of
from tests.support.routes import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator

REGION = "us-east-1"
# Keeps the services' descriptions, a hundred kilobytes of JSON each; the SDK would read them again for every test.
_LOADER = Loader()
_CACHES = (
    settings.settings,
    aws_clients.dynamodb_client,
    aws_clients.s3_client,
    aws_clients.events_client,
    aws_clients.kms_client,
    aws_clients.sqs_client,
    table.table,
    audit_trail.audit_trail,
    ledger.ledger,
    record_store.record_store,
    code_store.code_store,
    file_store.file_store,
    trust_anchors.trust_anchors,
    event_bus.event_bus,
    publication_queue.publication_queue,
    receipt_key.receipt_key,
    subscription_store.subscription_store,
    expiry.expiry_index,
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


def _check_items(table_name: str) -> None:
    for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table_name):
        for item in page["Items"]:
            assert list(faults_of_item(item)) == []


def _forget_clients() -> None:
    for cached in _CACHES:
        cached.cache_clear()


def _complete_bucket(name: str) -> None:
    """Set the property of the template that moto's CloudFormation leaves out."""
    bucket = TEMPLATE["Resources"]["FileBucket"]["Properties"]
    boto3.client("s3").put_bucket_versioning(Bucket=name, VersioningConfiguration=bucket["VersioningConfiguration"])


def _complete_table(name: str) -> None:
    """Set the properties of the template that moto's CloudFormation leaves out."""
    table = TEMPLATE["Resources"]["CertificateTable"]["Properties"]
    dynamodb = boto3.client("dynamodb")
    dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=table["TimeToLiveSpecification"])
    dynamodb.update_continuous_backups(
        TableName=name,
        PointInTimeRecoverySpecification=table["PointInTimeRecoverySpecification"],
    )


def _receipt_key() -> str:
    """Create the template's key, which moto's CloudFormation would make a symmetric one, and return its id."""
    key = TEMPLATE["Resources"]["ReceiptKey"]["Properties"]
    return boto3.client("kms").create_key(KeySpec=key["KeySpec"], KeyUsage=key["KeyUsage"])["KeyMetadata"]["KeyId"]


@contextmanager
def _table(engine: str, name: str) -> Iterator[None]:
    if engine == "moto":
        _complete_table(name)
        yield
    else:
        with template_table(name):
            yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what uses the table with both engines."""
    if "engine" in metafunc.fixturenames:
        moto_alone = "streams" in metafunc.fixturenames or metafunc.definition.get_closest_marker("moto")
        engines = [_ON_MOTO] if moto_alone else [_ON_MOTO, _ON_DYNAMODB_LOCAL]
        metafunc.parametrize("engine", engines, indirect=True)


_ON_MOTO = pytest.param("moto", id="moto")
_ON_DYNAMODB_LOCAL = pytest.param("dynamodb_local", id="dynamodb_local", marks=pytest.mark.dynamodb_local)


@pytest.fixture
def streams() -> None:
    """Read the table's stream, which it has in moto alone."""


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[str]:
    """Run DynamoDB Local for the rest of the session; return its URL."""
    with running_server() as url:
        yield url


@pytest.fixture
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Say what holds the table, and point the SDK at it."""
    name = str(request.param)
    if name == "dynamodb_local":
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", request.getfixturevalue("dynamodb_local"))
    return name


@pytest.fixture
def stores(engine: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Create the template's table, bucket and key; yield their names as the functions' environment has them."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "CODE_VALIDITY_DAYS": "7",
        "AUDIT_RETENTION_DAYS": "400",
        "MAX_CA_CERTIFICATES": "10000",
        "MAX_VERIFIED_CA_CERTIFICATES": "5000",
        "MAX_EVENTS_PER_DAY": "50000",
        "MAX_SUBSCRIPTIONS": "5",
    }.items():
        monkeypatch.setenv(name, value)
    resources = {name: TEMPLATE["Resources"][name] for name in ("CertificateTable", "FileBucket")}
    outputs = {name: {"Value": {"Ref": name}} for name in resources}
    session = botocore.session.get_session()
    session.register_component("data_loader", _LOADER)
    with mock_aws():
        boto3.setup_default_session(botocore_session=session)
        cloudformation = boto3.client("cloudformation")
        body = json.dumps({"Resources": resources, "Outputs": outputs})
        cloudformation.create_stack(StackName="registry", TemplateBody=body)
        stack = cloudformation.describe_stacks(StackName="registry")["Stacks"][0]
        names = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        environment = {
            "TABLE_NAME": names["CertificateTable"],
            "BUCKET_NAME": names["FileBucket"],
            "RECEIPT_KEY_ID": _receipt_key(),
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        _forget_clients()
        _complete_bucket(environment["BUCKET_NAME"])
        with _table(engine, environment["TABLE_NAME"]):
            yield environment
            _check_items(environment["TABLE_NAME"])
    _forget_clients()


@pytest.fixture
def subscriber(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Subscriber:
    """A subscriber of the event bus."""
    assert stores
    monkeypatch.setenv("EVENT_BUS_NAME", BUS)
    _forget_clients()
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
    _forget_clients()
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
