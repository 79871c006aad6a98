"""Table and bucket, kept and put back: far quicker than to come to the same state by requests."""

from __future__ import annotations

from typing import Any

import boto3
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends

from device_ca.stores.aws_clients import s3_client
from tests.integration.conftest import REGION

type Items = dict[tuple[str, str], Any]


class Snapshot:
    """What table and bucket hold when it is made."""

    def __init__(self, stores: dict[str, str]) -> None:
        self._bucket = stores["BUCKET_NAME"]
        self._table_name = stores["TABLE_NAME"]
        # Not the functions' client: faults may befall that.
        self._dynamodb = boto3.client("dynamodb")
        self._objects: Any = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[self._bucket].keys
        self._items = self._read_items()
        self._files = {
            (key, version): s3_client().get_object(Bucket=self._bucket, Key=key, VersionId=version)["Body"].read()
            for key, version in self._versions()
        }

    def restore(self) -> None:
        """Bring table and bucket back to it."""
        self._restore_items()
        found = self._versions()
        for key, version in found - self._files.keys():
            s3_client().delete_object(Bucket=self._bucket, Key=key, VersionId=version)
        for key, version in self._files.keys() - found:
            s3_client().put_object(Bucket=self._bucket, Key=key, Body=self._files[key, version])
            self._objects[key]._version_id = version  # noqa: SLF001  no request can choose it

    def _restore_items(self) -> None:
        found = self._read_items()
        for key in found.keys() - self._items.keys():
            item_key = {name: found[key][name] for name in ("pk", "sk")}
            self._dynamodb.delete_item(TableName=self._table_name, Key=item_key)
        for key, item in self._items.items():
            if found.get(key) != item:
                self._dynamodb.put_item(TableName=self._table_name, Item=item)
        # Moto copies its stream in each transaction. DynamoDB Local's table has none.
        moto_tables: Any = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables
        if self._table_name in moto_tables:
            moto_tables[self._table_name].stream_shard.items.clear()

    def _read_items(self) -> Items:
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._table_name, ConsistentRead=True)
        return {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}

    def _versions(self) -> set[tuple[str, str]]:
        listed = s3_client().list_object_versions(Bucket=self._bucket)
        return {(version["Key"], version["VersionId"]) for version in listed.get("Versions", [])}
