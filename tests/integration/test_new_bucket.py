"""A bucket's first minutes, in which S3 does not know yet that it keeps versions: callers are asked to try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from device_ca.stores import file_store
from tests.support.authority import Authority

if TYPE_CHECKING:
    from tests.support.caller import Caller

pytestmark = pytest.mark.usefixtures("stores")


def test_a_file_without_a_version_registers_nothing(acme: Caller, stores: dict[str, str]) -> None:
    new = "a-new-bucket"
    boto3.client("s3").create_bucket(Bucket=new)
    authority, store = Authority(), file_store.file_store()
    versioned, store.bucket = store.bucket, new
    answer = acme.upload(authority.pem)
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "service_unavailable", "2")
    store.bucket = versioned
    assert versioned == stores["BUCKET_NAME"]
    assert acme.upload(authority.pem).status == 201


def test_a_file_that_is_not_found_yet_may_be_asked_for_again(acme: Caller, ca: Authority) -> None:
    store = file_store.file_store()
    s3 = boto3.client("s3")
    for version in s3.list_object_versions(Bucket=store.bucket)["Versions"]:
        s3.delete_object(Bucket=store.bucket, Key=version["Key"], VersionId=version["VersionId"])
    assert acme.call("download_certificate", certificate_id=ca.id).status == 503
