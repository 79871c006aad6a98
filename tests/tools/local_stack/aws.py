"""AWS clients that can only reach the emulator."""

from typing import Any

import boto3
from botocore.config import Config


def emulator_client(service: str, *, endpoint_url: str, region: str) -> Any:
    """Return a boto3 client; the caller's own credentials, profile and proxies are left out."""
    # The name is not known here, so the overloads of the typed client cannot choose.
    make_client: Any = boto3.client
    return make_client(
        service,
        endpoint_url=endpoint_url,
        region_name=region,
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(proxies={}, retries={"total_max_attempts": 2}),
    )
