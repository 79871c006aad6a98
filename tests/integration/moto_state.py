"""Table and bucket inside moto, kept and put back: far quicker than to come to the same state by requests."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends

from device_ca.stores.aws_clients import s3_client
from tests.integration.conftest import REGION


class Snapshot:
    """What table and bucket hold when it is made."""

    def __init__(self, stores: dict[str, str]) -> None:
        self._bucket = stores["BUCKET_NAME"]
        self._table_name = stores["TABLE_NAME"]
        self._objects: Any = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[self._bucket].keys
        self._items = deepcopy(self._table.items)
        self._files = {
            (key, version): s3_client().get_object(Bucket=self._bucket, Key=key, VersionId=version)["Body"].read()
            for key, version in self._versions()
        }

    @property
    def _table(self) -> Any:
        # Another object after each transaction that was cancelled.
        return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[self._table_name]

    def restore(self) -> None:
        """Bring table and bucket back to it. The stream is emptied: moto copies it in each transaction."""
        self._table.items = deepcopy(self._items)
        self._table.stream_shard.items.clear()
        found = self._versions()
        for key, version in found - self._files.keys():
            s3_client().delete_object(Bucket=self._bucket, Key=key, VersionId=version)
        for key, version in self._files.keys() - found:
            s3_client().put_object(Bucket=self._bucket, Key=key, Body=self._files[key, version])
            self._objects[key]._version_id = version  # noqa: SLF001  no request can choose it

    def _versions(self) -> set[tuple[str, str]]:
        listed = s3_client().list_object_versions(Bucket=self._bucket)
        return {(version["Key"], version["VersionId"]) for version in listed.get("Versions", [])}
