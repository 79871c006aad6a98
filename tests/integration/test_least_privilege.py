"""Each function's role allows what its code does and nothing else: the calls are watched, the policies read."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.client import BaseClient

from device_ca import clock
from device_ca.errors import StoreUnavailable
from device_ca.registry.sweep_files import GRACE
from device_ca.stores import aws_clients, console_configuration, file_store, receipt_key
from tests.integration import table_stream
from tests.integration.permissions import (
    FUNCTIONS,
    RESOURCES,
    Call,
    granted_permissions,
    inline_permissions,
    needed_permissions,
    role_of,
)
from tests.integration.scenarios import Scenario, variants_of
from tests.integration.table_stream import Publication, StreamMapping, invoke_function
from tests.support import caller as registry
from tests.support.authority import Authority
from tests.support.caller import Caller
from tests.support.events import LambdaContext, event_of
from tests.support.routes import PUBLIC_ROUTES, TENANT_ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable

# The resources that have no single name: a tenant begins the keys of the bucket, and a stream ends in its time.
_WILDCARDS = {
    "CertificateTable/stream/*",
    "FileBucket/*/ca",
    "FileBucket/*/proof",
    "FileBucket/*/crl",
    "FileBucket/*/crl-uploads/*",
    "FileBucket/*/truststore.pem",
    "FileBucket/*/crls.pem",
}


SUBSCRIBED = [route for route in PUBLIC_ROUTES if route.function.startswith("get_subscribed")]


class Watch:
    """Notes what each function's handler calls, and for which calls it signs URLs, in the one place that both pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: dict[str, list[Call]] = defaultdict(list)
        self._function = ""
        check: Callable[..., Any] = BaseClient._emit_api_params  # type: ignore[attr-defined]  # noqa: SLF001

        def note(client: BaseClient, api_params: dict[str, Any], operation_model: Any, **others: Any) -> Any:
            if self._function:
                call = (client.meta.service_model.service_name, operation_model.name, api_params)
                self.calls[self._function].append(call)
            return check(client, api_params=api_params, operation_model=operation_model, **others)

        monkeypatch.setattr(BaseClient, "_emit_api_params", note)
        monkeypatch.setattr(registry, "invoke", self.watched(registry.invoke, lambda function: function))
        folders = {name: folder for folder, name in FUNCTIONS.items()}
        monkeypatch.setattr(table_stream, "invoke_function", self.watched(invoke_function, folders.__getitem__))

    def watched(self, invoke: Callable[..., Any], folder_of: Callable[[str], str]) -> Callable[..., Any]:
        """Return a way to invoke functions whose calls are noted."""

        def invoke_watched(function: str, event: Any) -> Any:
            before, self._function = self._function, folder_of(function)
            try:
                return invoke(function, event)
            finally:
                self._function = before

        return invoke_watched


@pytest.fixture
def watch(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> Watch:
    assert publication
    return Watch(monkeypatch)


def _call_every_route_in_every_way() -> None:
    for route in (*TENANT_ROUTES, *SUBSCRIBED):
        for variant in variants_of(route):
            scenario = Scenario(route, f"{route.function}-{variant}", variant=variant).prepare()
            registry.invoke(route.function, scenario.request())
            registry.invoke(route.function, scenario.request())


def _lose_races(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Make uploads, proofs and lists that have stored their file, and then find that another was first."""
    caller, ca = Caller("races"), Authority()
    caller.register(ca.pem)
    boto3.client("s3").delete_object(Bucket=stores["BUCKET_NAME"], Key=file_store.ca_file_key("races", ca.id))
    assert caller.upload(ca.pem).status == 409
    proof = ca.prove(caller.generate_code(ca.id).json["code"])
    put = file_store.FileStore.put

    def generate_another_code(store: file_store.FileStore, key: str, content: bytes) -> file_store.StoredFile:
        monkeypatch.setattr(file_store.FileStore, "put", put)
        caller.generate_code(ca.id)
        return put(store, key, content)

    monkeypatch.setattr(file_store.FileStore, "put", generate_another_code)
    assert caller.verify(ca.id, proof).status == 409

    def delete_the_ca(store: file_store.FileStore, key: str, content: bytes) -> file_store.StoredFile:
        monkeypatch.setattr(file_store.FileStore, "put", put)
        caller.delete(ca.id)
        return put(store, key, content)

    assert caller.verify(ca.id, ca.prove(caller.get_code(ca.id).json["code"])).status == 200
    monkeypatch.setattr(file_store.FileStore, "put", delete_the_ca)
    assert caller.revoke(ca, 5).status == 404


def _read_lists_and_blame_other_cas() -> None:
    caller, ca, other = Caller("lists"), Authority("One"), Authority("Another")
    for authority in (ca, other):
        caller.register(authority.pem)
    caller.list(status="verified")
    assert caller.verify(ca.id, other.prove(caller.generate_code(ca.id).json["code"])).status == 422


def _trust_a_long_certificate() -> None:
    caller, ca = Caller("long"), Authority(padding=60_000)
    caller.register(ca.pem)
    assert caller.verify(ca.id, ca.prove(caller.generate_code(ca.id).json["code"])).status == 200
    device = {"body": ca.issue_leaf("device"), "content_type": "application/octet-stream", "query": {}}
    assert caller.call("check_device_certificate", **device).json["caId"] == ca.id
    caller.revoke(ca, 5)
    assert caller.call("check_device_certificate", **device).json["warnings"] == []


def _read_the_public_key() -> None:
    # The function is a process of its own, which has not asked for the key before.
    receipt_key.receipt_key.cache_clear()
    registry.invoke("get_jwks", event_of("get_jwks"))


def _run_in_the_background(stores: dict[str, str], publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    for function, resource in ((name, RESOURCES[name]) for name in FUNCTIONS.values()):
        for name, event in resource["Properties"]["Events"].items():
            if event["Type"] == "DynamoDB":
                StreamMapping(stores["TABLE_NAME"], function, name).deliver()
    with monkeypatch.context() as broken:
        broken.setattr(aws_clients.events_client(), "put_events", lambda **_: {"Entries": [{"ErrorCode": "x"}]})
        (message, *_) = publication.queue.messages()
        with pytest.raises(StoreUnavailable):
            table_stream.invoke_function("PublishTruststoreFunction", {"Records": [message]})
    publication.queue.deliver()
    soon = clock.utc_now()
    expires = Authority().certificate.not_valid_after_utc - soon
    for days_before in (6, 0):
        now = soon + expires - type(expires)(days=days_before)
        monkeypatch.setattr(clock, "utc_now", lambda now=now: now)
        for function in ("AnnounceExpiringFunction", "QueueTruststoresFunction"):
            table_stream.invoke_function(function, {"source": "aws.events", "id": "x"})


def _read_published_lists() -> None:
    caller = Caller("long")
    assert b"X509 CRL" in caller.trusted_lists().body
    assert b"X509 CRL" in caller.subscribed_lists(caller.subscribe().json["token"]).body


def _sweep_orphans(monkeypatch: pytest.MonkeyPatch) -> None:
    ca = Authority()
    Caller("orphans").register(ca.pem)
    for key in (file_store.ca_file_key, file_store.proof_key, file_store.crl_key):
        file_store.file_store().put(key("orphans", ca.id), b"left by a request that was interrupted")
    file_store.file_store().put(file_store.crl_upload_key("orphans", ca.id, "0" * 32), b"never taken")
    later = clock.utc_now() + 2 * GRACE
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    table_stream.invoke_function("SweepFilesFunction", {"source": "aws.events"})


def _open_the_console(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    from functions.console import app  # noqa: PLC0415  keeps a client

    console_configuration._read_configuration.cache_clear()  # noqa: SLF001
    aws_clients.ssm_client.cache_clear()
    settings = dict.fromkeys(("region", "userPoolId", "hostedUiUrl", "userPoolClientId", "consoleUrl", "filesUrl"), "x")
    boto3.client("ssm").put_parameter(Name="/registry/console", Type="String", Value=json.dumps(settings))
    monkeypatch.setenv("CONSOLE_CONFIG_PARAMETER", "/registry/console")
    file = {"resource": "/console/{file+}", "path": "/console/config.json", "pathParameters": {"file": "config.json"}}
    context: Any = LambdaContext()
    watch.watched(lambda _, event: app.lambda_handler(event, context), str)("console", event_of("get_jwks") | file)
    console_configuration._read_configuration.cache_clear()  # noqa: SLF001
    aws_clients.ssm_client.cache_clear()


def test_roles_allow_what_is_done_and_nothing_else(
    watch: Watch, stores: dict[str, str], publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    _call_every_route_in_every_way()
    _lose_races(stores, monkeypatch)
    _read_lists_and_blame_other_cas()
    _trust_a_long_certificate()
    _read_the_public_key()
    _sweep_orphans(monkeypatch)
    _run_in_the_background(stores, publication, monkeypatch)
    _read_published_lists()
    _open_the_console(watch, monkeypatch)
    wrong = {}
    for function in FUNCTIONS:
        granted, needed = granted_permissions(function), needed_permissions(function, watch.calls[function])
        if granted != needed:
            wrong[function] = {"missing": needed - granted, "too many": granted - needed}
    assert wrong == {}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_resource_is_a_wildcard(function: str) -> None:
    granted = granted_permissions(function)
    assert not any(character in action for action, _ in granted for character in "*?")
    # X-Ray knows no resources.
    assert {resource for action, resource in granted if action.startswith("xray:")} == {"*"}
    named = {resource for action, resource in granted if not action.startswith("xray:")}
    assert {resource for resource in named if "*" in resource or "?" in resource} <= _WILDCARDS


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_boundary_takes_nothing_from_the_policies(function: str) -> None:
    assert inline_permissions(function) <= granted_permissions(function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_lambda_takes_the_role(function: str) -> None:
    (statement,) = role_of(function)["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": ["lambda.amazonaws.com"]}
