"""Handlers in a process of the tests, on the stores of the running system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.tools.local_stack import StackOutputs


def environment(outputs: StackOutputs) -> dict[str, str]:
    """Return the environment that a handler finds its stores by."""
    return {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": outputs.region,
        "AWS_ENDPOINT_URL": outputs.aws_endpoint_url,
        "NO_PROXY": "127.0.0.1",
        "TABLE_NAME": outputs.table_name,
        "BUCKET_NAME": outputs.bucket_name,
        "CODE_VALIDITY_DAYS": "7",
        "AUDIT_RETENTION_DAYS": "400",
        "MAX_CA_CERTIFICATES": "10000",
        "MAX_VERIFIED_CA_CERTIFICATES": "5000",
        "MAX_EVENTS_PER_DAY": "50000",
        "MAX_SUBSCRIPTIONS": "5",
    }


def forget_clients() -> None:
    """Let the handlers of this process read the environment anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith("device_ca."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
