"""The table and the bucket of template.yaml, as moto builds them."""

import boto3
import pytest


@pytest.mark.moto("time to live and backups")
def test_records_expire_by_ttl_and_survive_mistakes(stores: dict[str, str]) -> None:
    dynamodb = boto3.client("dynamodb")
    ttl = dynamodb.describe_time_to_live(TableName=stores["TABLE_NAME"])["TimeToLiveDescription"]
    backups = dynamodb.describe_continuous_backups(TableName=stores["TABLE_NAME"])["ContinuousBackupsDescription"]
    assert ttl == {"AttributeName": "expires_at", "TimeToLiveStatus": "ENABLED"}
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


@pytest.mark.moto("no table is asked for")
def test_files_are_versioned(stores: dict[str, str]) -> None:
    assert boto3.client("s3").get_bucket_versioning(Bucket=stores["BUCKET_NAME"])["Status"] == "Enabled"
