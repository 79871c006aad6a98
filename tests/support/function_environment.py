"""The environment that template.yaml and Lambda give a function, for processes that tests start."""

from __future__ import annotations

FUNCTION_ENVIRONMENT = {
    "AUDIT_RETENTION_DAYS": "400",
    "MAX_CA_CERTIFICATES": "10000",
    "MAX_VERIFIED_CA_CERTIFICATES": "5000",
    "MAX_EVENTS_PER_DAY": "50000",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_LAMBDA_FUNCTION_NAME": "function",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    "AWS_REGION": "us-east-1",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "BUCKET_NAME": "bucket",
    "CODE_VALIDITY_DAYS": "7",
    "CONSOLE_CONFIG_PARAMETER": "/stack/console",
    "EVENT_BUS_NAME": "bus",
    "MAX_SUBSCRIPTIONS": "5",
    "POWERTOOLS_SERVICE_NAME": "device-ca-registry",
    "RECEIPT_KEY_ID": "key",
    "TABLE_NAME": "table",
}
