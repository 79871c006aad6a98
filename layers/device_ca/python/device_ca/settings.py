"""The environment of a function, read once and named."""

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import cache


@dataclass(frozen=True, slots=True)
class Quotas:
    """How much a tenant may have and do.

    Attributes:
        ca_certificates: CA certificates, pending ones included.
        verified_ca_certificates: Verified ones, expired and disabled ones included.
        subscriptions: Subscriptions to its trust store.
        events_per_day: Events of the audit trail in a day (UTC): changes that were made, and proofs that were refused.
    """

    ca_certificates: int
    verified_ca_certificates: int
    subscriptions: int
    events_per_day: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What template.yaml tells a function.

    Attributes:
        table_name: The DynamoDB table of the records.
        bucket_name: The S3 bucket of the files.
        code_validity: How long a verification code may be used.
        audit_retention: How long an event stays in the audit trail.
        quotas: How much a tenant may have and do.
        receipt_key_id: The KMS key of receipts; empty where a function does not sign.
        public_url: The base URL that clients use, where it is not API Gateway's own; empty elsewhere.
        event_bus_name: The EventBridge bus; empty where a function does not publish.
        truststore_queue_url: The queue of the trust stores to publish; empty where a function does not use it.
    """

    table_name: str
    bucket_name: str
    code_validity: timedelta
    audit_retention: timedelta
    quotas: Quotas
    event_bus_name: str
    truststore_queue_url: str
    receipt_key_id: str
    public_url: str


@cache
def settings() -> Settings:
    """Read the environment on the first call.

    Raises:
        KeyError: A variable that template.yaml sets is absent.
    """
    return Settings(
        table_name=os.environ["TABLE_NAME"],
        bucket_name=os.environ["BUCKET_NAME"],
        code_validity=timedelta(days=int(os.environ["CODE_VALIDITY_DAYS"])),
        audit_retention=timedelta(days=int(os.environ["AUDIT_RETENTION_DAYS"])),
        quotas=Quotas(
            ca_certificates=int(os.environ["MAX_CA_CERTIFICATES"]),
            verified_ca_certificates=int(os.environ["MAX_VERIFIED_CA_CERTIFICATES"]),
            subscriptions=int(os.environ["MAX_SUBSCRIPTIONS"]),
            events_per_day=int(os.environ["MAX_EVENTS_PER_DAY"]),
        ),
        event_bus_name=os.environ.get("EVENT_BUS_NAME", ""),
        truststore_queue_url=os.environ.get("TRUSTSTORE_QUEUE_URL", ""),
        receipt_key_id=os.environ.get("RECEIPT_KEY_ID", ""),
        public_url=os.environ.get("PUBLIC_URL", ""),
    )
