"""Requests at the same time on the running system: one of them wins, and all agree who."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import partial
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from tests.support.authority import Authority
from tests.support.caller import invoke_alone
from tests.support.events import event
from tests.support.media_types import RAW
from tests.tools.local_stack.aws import emulator_client

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import httpx
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

    from tests.tools.local_stack import StackOutputs

ROUNDS = 4
# The emulator starts a process for each request that a function answers at the same time, which takes a second of
# the processor; more requests than this at once are sent to handlers in threads of the test.
AT_ONCE = 5


@pytest.fixture(scope="module")
def s3(outputs: StackOutputs) -> S3Client:
    client: S3Client = emulator_client("s3", endpoint_url=outputs.aws_endpoint_url, region=outputs.region)
    return client


def at_once(requests: Sequence[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """Send requests at the same moment; none of them may end in an error of the server's."""
    answers = in_parallel(requests)
    assert max(answer.status_code for answer in answers) < 500, [answer.text for answer in answers]
    return answers


def in_parallel[Answer](requests: Sequence[Callable[[], Answer]]) -> list[Answer]:
    barrier = Barrier(len(requests))

    def send(request: Callable[[], Answer]) -> Answer:
        barrier.wait()
        return request()

    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(send, requests))


def results(answers: Sequence[httpx.Response]) -> Counter[tuple[int, str | None]]:
    return Counter((answer.status_code, answer.json().get("code") if answer.is_error else None) for answer in answers)


def register(acme: httpx.Client) -> tuple[Authority, str]:
    """Upload a CA certificate; return the CA and its path."""
    ca = Authority()
    assert acme.post("/ca-certificates", content=ca.pem, headers=RAW).status_code == 201
    return ca, f"/ca-certificates/{ca.id}"


def prove(acme: httpx.Client, ca: Authority, path: str) -> Callable[[], httpx.Response]:
    """Return the request that proves possession with the code that is active now."""
    proof = ca.prove(acme.post(f"{path}/verification-code").json()["code"])
    return lambda: acme.post(f"{path}/verification", content=proof, headers=RAW)


def files(s3: S3Client, outputs: StackOutputs, ca: Authority) -> Counter[str]:
    """Return the versions of each of a CA's files."""
    listed = s3.list_object_versions(Bucket=outputs.bucket_name, Prefix=f"acme/{ca.id}/")
    return Counter(version["Key"].rpartition("/")[2] for version in listed.get("Versions", []))


@pytest.mark.usefixtures("functions_here")
def test_one_of_fifty_uses_of_a_proof_succeeds(acme: httpx.Client, s3: S3Client, outputs: StackOutputs) -> None:
    ca, path = register(acme)
    proof = ca.prove(acme.post(f"{path}/verification-code").json()["code"])
    request = event("verify_certificate", certificate_id=ca.id, body=proof, content_type=RAW["Content-Type"], query={})
    answers = in_parallel([lambda: invoke_alone("verify_certificate", deepcopy(request))] * 50)
    counted = Counter((answer.status, None if answer.status == 200 else answer.code) for answer in answers)
    assert counted == {(200, None): 1, (409, "already_verified"): 49}
    assert acme.get(path).json()["status"] == "verified"
    assert files(s3, outputs, ca) == {"ca": 1, "proof": 1}


@pytest.mark.usefixtures("functions_here")
def test_one_of_twenty_uploads_in_two_encodings_succeeds(
    acme: httpx.Client, s3: S3Client, dynamodb: DynamoDBClient, outputs: StackOutputs
) -> None:
    ca = Authority()
    bodies = [ca.pem, ca.der] * 10
    requests = [event("upload_certificate", body=body, content_type=RAW["Content-Type"], query={}) for body in bodies]
    answers = in_parallel([partial(invoke_alone, "upload_certificate", request) for request in requests])
    counted = Counter((answer.status, None if answer.status == 201 else answer.code) for answer in answers)
    assert counted == {(201, None): 1, (409, "ca_certificate_already_exists"): 19}
    assert {answer.json["id"] for answer in answers} == {ca.id}
    winner = bodies[[answer.status for answer in answers].index(201)]
    assert acme.get(f"/ca-certificates/{ca.id}/file").content == winner
    assert acme.get(f"/ca-certificates/{ca.id}").json()["fileSize"] == len(winner)
    assert files(s3, outputs, ca) == {"ca": 1}
    key = {"pk": {"S": "TENANT#acme"}, "sk": {"S": f"CA#{ca.id}"}}
    record = dynamodb.get_item(TableName=outputs.table_name, Key=key, ConsistentRead=True)["Item"]
    version = record["file_version"]["S"]
    stored = s3.get_object(Bucket=outputs.bucket_name, Key=f"acme/{ca.id}/ca", VersionId=version)
    assert stored["Body"].read() == winner


def test_one_of_the_uses_of_a_proof_that_the_gateway_gets_at_once_succeeds(acme: httpx.Client) -> None:
    ca, path = register(acme)
    counted = results(at_once([prove(acme, ca, path)] * AT_ONCE))
    assert counted == {(200, None): 1, (409, "already_verified"): AT_ONCE - 1}


@pytest.mark.parametrize("_", range(ROUNDS))
def test_delete_against_verify(acme: httpx.Client, s3: S3Client, outputs: StackOutputs, _: int) -> None:
    ca, path = register(acme)
    proof = prove(acme, ca, path)
    deleted, *proven = at_once([lambda: acme.delete(path), *[proof] * 3])
    assert deleted.status_code == 204
    assert results(proven).keys() <= {
        (200, None),
        (404, "ca_certificate_not_found"),
        (409, "already_verified"),
        (409, "no_active_verification_code"),
    }
    assert results(proven)[200, None] <= 1
    assert acme.get(path).status_code == 404
    assert files(s3, outputs, ca) == {}
    # Possession of a deleted CA's key is carried over to nothing.
    assert acme.post("/ca-certificates", content=ca.renew().pem, headers=RAW).json()["status"] == "pending_verification"


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_new_code_against_verify(acme: httpx.Client, _: int) -> None:
    ca, path = register(acme)
    generated, proven = at_once([lambda: acme.post(f"{path}/verification-code"), prove(acme, ca, path)])
    assert (generated.status_code, proven.status_code) in {(201, 409), (201, 422), (409, 200)}
    status, code = acme.get(path).json()["status"], acme.get(f"{path}/verification-code")
    if proven.status_code == 200:
        assert (status, code.status_code) == ("verified", 404)
    else:
        assert (status, code.json()["code"]) == ("pending_verification", generated.json()["code"])
        proof = ca.prove(generated.json()["code"])
        assert acme.post(f"{path}/verification", content=proof, headers=RAW).status_code == 200


def test_of_many_new_codes_one_works(acme: httpx.Client) -> None:
    ca, path = register(acme)
    answers = at_once([lambda: acme.post(f"{path}/verification-code")] * AT_ONCE)
    assert results(answers) == {(201, None): AT_ONCE}
    active = acme.get(f"{path}/verification-code").json()["code"]
    codes = {answer.json()["code"] for answer in answers}
    assert len(codes) == AT_ONCE
    assert active in codes
    old = next(iter(codes - {active}))
    assert acme.post(f"{path}/verification", content=ca.prove(old), headers=RAW).status_code == 422
    assert acme.post(f"{path}/verification", content=ca.prove(active), headers=RAW).status_code == 200
