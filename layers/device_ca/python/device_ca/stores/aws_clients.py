"""The SDK's clients, and which of their errors mean that a store does not answer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from device_ca.errors import StoreUnavailable
from device_ca.time_limit import seconds_left

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

_THROTTLED = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "SlowDown",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)
# What DynamoDB says, as a fault of the request, of an index that a deployment builds: in some minutes it is there.
_INDEX_TO_COME = ("Cannot read from backfilling global secondary index", "The table does not have the specified index")
# URLs that are signed ahead would have an older form in some regions, and lead by a host that answers for all of them:
# it redirects to that of a bucket's region for hours after the bucket was made.
_OF_S3: Mapping[str, Any] = {
    "signature_version": "s3v4",
    "s3": {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
}
_ATTEMPTS = 2
_CONNECT_TIMEOUT = 1
# The SDK waits for up to a second before its second attempt.
_LONGEST_PAUSE = 1
_TIME_TO_ANSWER = 0.5


def _client(service: Any, *, read_timeout: float) -> Any:
    """Return a client whose calls end in bounded time, and do not begin when the request has less time left.

    So slow stores lead to an answer of 503, and never to a timeout of the function.
    """
    config = Config(
        connect_timeout=_CONNECT_TIMEOUT,
        read_timeout=read_timeout,
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
        tcp_keepalive=True,
        **(_OF_S3 if service == "s3" else {}),
    )
    longest_call = _ATTEMPTS * (_CONNECT_TIMEOUT + read_timeout) + (_ATTEMPTS - 1) * _LONGEST_PAUSE

    def refuse_when_late(**_: object) -> None:
        if seconds_left() < longest_call + _TIME_TO_ANSWER:
            raise StoreUnavailable("The stores took too long to answer.")

    client = boto3.client(service, config=config)
    client.meta.events.register("before-call", refuse_when_late)
    return client


@cache
def dynamodb_client() -> "DynamoDBClient":
    """Return the process's DynamoDB client."""
    return cast("DynamoDBClient", _client("dynamodb", read_timeout=1.5))


@cache
def s3_client() -> "S3Client":
    """Return the process's S3 client."""
    return cast("S3Client", _client("s3", read_timeout=3))


@cache
def events_client() -> "EventBridgeClient":
    """Return the process's EventBridge client."""
    return cast("EventBridgeClient", _client("events", read_timeout=3))


@cache
def kms_client() -> "KMSClient":
    """Return the process's KMS client."""
    return cast("KMSClient", _client("kms", read_timeout=3))


@cache
def sqs_client() -> "SQSClient":
    """Return the process's SQS client."""
    return cast("SQSClient", _client("sqs", read_timeout=3))


@cache
def ssm_client() -> "SSMClient":
    """Return the process's Systems Manager client."""
    return cast("SSMClient", _client("ssm", read_timeout=3))


@contextmanager
def answering_store(store: str) -> Iterator[None]:
    """Raise ``StoreUnavailable`` for errors of the SDK that mean so; let all others through.

    Args:
        store: What the store is called in the message.

    Raises:
        StoreUnavailable: No connection, a timeout, throttling, an index that is still to come, or an answer of 500 or
            above, after the SDK's retries.
    """
    try:
        yield
    except ClientError as error:
        if _passes(error):
            raise StoreUnavailable(f"The {store} did not answer.") from error
        raise
    except BotoCoreError as error:
        raise StoreUnavailable(f"The {store} did not answer.") from error


def _passes(error: ClientError) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    fault = error.response.get("Error", {})
    return (
        status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or fault.get("Code") in _THROTTLED
        or fault.get("Message", "").startswith(_INDEX_TO_COME)
    )


def failed_call(error: BaseException) -> str | None:
    """Say which call of the SDK an error answers, and with which code; None of any other error."""
    if not isinstance(error, ClientError):
        return None
    return f"{error.operation_name} was answered with {error.response.get('Error', {}).get('Code')}"
