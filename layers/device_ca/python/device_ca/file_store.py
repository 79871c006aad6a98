"""The files in S3: each CA certificate as it was uploaded, and the proof that was accepted for it.

A file is known by its key and its version. A record names the version it means, so that an upload which loses a race
can take back its own version and never another's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from device_ca.aws_clients import answering_store, s3_client
from device_ca.ca_record import CaRecord
from device_ca.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_EXISTS_ALREADY = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One version of one object."""

    key: str
    version: str


def ca_file_key(tenant: str, certificate_id: str) -> str:
    """Return where the CA certificate's file stands."""
    return f"{tenant}/{certificate_id}/ca"


def proof_key(tenant: str, certificate_id: str) -> str:
    """Return where the accepted proof stands."""
    return f"{tenant}/{certificate_id}/proof"


def record_files(tenant: str, record: CaRecord) -> list[StoredFile]:
    """Return the files that a record refers to."""
    files = [StoredFile(ca_file_key(tenant, record.id), record.file_version)]
    if record.proof_version:
        files.append(StoredFile(proof_key(tenant, record.id), record.proof_version))
    return files


class FileStore:
    """The bucket. Every method may raise ``StoreUnavailable``."""

    def __init__(self, client: "S3Client", bucket_name: str) -> None:
        self._client = client
        self._bucket = bucket_name

    def put(self, key: str, content: bytes) -> StoredFile:
        """Store a new version of ``key``."""
        with answering_store("file store"):
            answer = self._client.put_object(Bucket=self._bucket, Key=key, Body=content)
        return StoredFile(key, answer["VersionId"])

    def put_if_absent(self, key: str, content: bytes) -> StoredFile | None:
        """Store ``content`` where ``key`` has no file yet; return None where it has one."""
        try:
            with answering_store("file store"):
                answer = self._client.put_object(Bucket=self._bucket, Key=key, Body=content, IfNoneMatch="*")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _EXISTS_ALREADY:
                return None
            raise
        return StoredFile(key, answer["VersionId"])

    def get(self, file: StoredFile) -> bytes:
        """Return the content of one version."""
        with answering_store("file store"):
            answer = self._client.get_object(Bucket=self._bucket, Key=file.key, VersionId=file.version)
            return answer["Body"].read()

    def delete(self, files: Sequence[StoredFile]) -> None:
        """Delete exactly these versions; one that is gone already is no error."""
        for file in files:
            with answering_store("file store"):
                self._client.delete_object(Bucket=self._bucket, Key=file.key, VersionId=file.version)


@cache
def file_store() -> FileStore:
    """Return the process's file store."""
    return FileStore(s3_client(), settings().bucket_name)
