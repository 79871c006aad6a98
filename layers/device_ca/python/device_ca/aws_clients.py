"""The SDK clients, and the one place that says when a store counts as not answering."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from device_ca.errors import StoreUnavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client

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


def _config(*, read_timeout: float) -> Config:
    """Bound one call to two attempts, so that the calls of any handler fit into the function's timeout of 28 s."""
    return Config(
        connect_timeout=1,
        read_timeout=read_timeout,
        retries={"mode": "standard", "total_max_attempts": 2},
        tcp_keepalive=True,
    )


@cache
def dynamodb_client() -> "DynamoDBClient":
    """Return the process's DynamoDB client."""
    return boto3.client("dynamodb", config=_config(read_timeout=1.5))


@cache
def s3_client() -> "S3Client":
    """Return the process's S3 client."""
    return boto3.client("s3", config=_config(read_timeout=3))


@cache
def events_client() -> "EventBridgeClient":
    """Return the process's EventBridge client."""
    return boto3.client("events", config=_config(read_timeout=3))


@contextmanager
def answering_store(store: str) -> Iterator[None]:
    """Turn the SDK's word for a store that does not answer into ours, and let everything else through.

    Args:
        store: What the store is called in the message.

    Raises:
        StoreUnavailable: No connection, a timeout, throttling, or an answer of 500 or above, after the SDK's retries.
    """
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.response.get("Error", {}).get("Code") in _THROTTLED:
            raise StoreUnavailable(f"The {store} did not answer.") from error
        raise
    except BotoCoreError as error:
        raise StoreUnavailable(f"The {store} did not answer.") from error
