"""The files in S3: CA certificates, accepted proofs, revocation lists and their uploads, and each tenant's trust store.

A file is known by its key and its version. A record names the version it means, so that an upload which loses a race
can take back its own version and never another's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from device_ca.errors import StoreUnavailable
from device_ca.model.ca_record import CaRecord
from device_ca.settings import settings
from device_ca.stores.aws_clients import answering_store, s3_client

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_TRUST_STORE = "truststore.pem"
_TRUSTED_LISTS = "crls.pem"
# Name of the object's own metadata that holds the digest of its content.
_SHA256 = "sha256"
# In its first 15 minutes versioning still spreads: S3 may not find what it has just stored, and give it no version
# (S3 User Guide, "How S3 Versioning works"). It passes, so the caller is told to try again.
_NOT_FOUND = frozenset({"NoSuchKey", "NoSuchVersion"})
URL_VALIDITY = timedelta(minutes=5)
"""How long a URL may be used that gives or takes a file without a token."""
_CONDITION_FAILED = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One version of one object."""

    key: str
    version: str


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version of a file that belongs to a CA certificate, and when it was stored (aware)."""

    tenant: str
    file: StoredFile
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class CurrentFile:
    """The newest version of an object.

    Attributes:
        version: S3's id of it.
        entity_tag: S3's tag for it.
        sha256: Digest of its content in hex, as it was stored with it; None where none was.
        size: How many octets it has.
    """

    version: str
    entity_tag: str
    sha256: str | None
    size: int


def ca_file_key(tenant: str, certificate_id: str) -> str:
    """Return where the CA certificate's file stands."""
    return f"{tenant}/{certificate_id}/ca"


def proof_key(tenant: str, certificate_id: str) -> str:
    """Return where the accepted proof stands."""
    return f"{tenant}/{certificate_id}/proof"


def crl_key(tenant: str, certificate_id: str) -> str:
    """Return where the CA's revocation list stands."""
    return f"{tenant}/{certificate_id}/crl"


def crl_upload_key(tenant: str, certificate_id: str, upload_id: str) -> str:
    """Return where a revocation list of the CA stands from its upload to its judgement."""
    return f"{tenant}/{certificate_id}/crl-uploads/{upload_id}"


def trust_store_key(tenant: str) -> str:
    """Return where the tenant's trust store stands."""
    return f"{tenant}/{_TRUST_STORE}"


def crls_key(tenant: str) -> str:
    """Return where the revocation lists of the tenant's trusted CAs stand."""
    return f"{tenant}/{_TRUSTED_LISTS}"


def record_files(tenant: str, record: CaRecord) -> list[StoredFile]:
    """Return the files that a record refers to."""
    files = [StoredFile(ca_file_key(tenant, record.id), record.file_version)]
    if record.proof_version:
        files.append(StoredFile(proof_key(tenant, record.id), record.proof_version))
    if record.crl:
        files.append(StoredFile(crl_key(tenant, record.id), record.crl.version))
    return files


def _stored(key: str, answer: Mapping[str, Any]) -> StoredFile:
    """Return the version that S3 says it stored.

    Raises:
        StoreUnavailable: S3 stored it without a version, which a record could not name.
    """
    if "VersionId" not in answer:
        raise StoreUnavailable("The file store does not keep versions yet.")
    return StoredFile(key, answer["VersionId"])


class FileStore:
    """The bucket. Every method may raise ``StoreUnavailable``."""

    def __init__(self, client: "S3Client", bucket_name: str) -> None:
        self._client = client
        self.bucket = bucket_name

    def put(self, key: str, content: bytes) -> StoredFile:
        """Store a new version of ``key``."""
        with answering_store("file store"):
            answer = self._client.put_object(Bucket=self.bucket, Key=key, Body=content)
        return _stored(key, answer)

    def put_if_absent(self, key: str, content: bytes) -> StoredFile | None:
        """Store ``content`` where ``key`` has no file yet; return None where it has one."""
        try:
            with answering_store("file store"):
                answer = self._client.put_object(Bucket=self.bucket, Key=key, Body=content, IfNoneMatch="*")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _CONDITION_FAILED:
                return None
            raise
        return _stored(key, answer)

    def get(self, file: StoredFile) -> bytes:
        """Return the content of one version."""
        try:
            with answering_store("file store"):
                answer = self._client.get_object(Bucket=self.bucket, Key=file.key, VersionId=file.version)
                return answer["Body"].read()
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _NOT_FOUND:
                raise StoreUnavailable("The file store does not find the file.") from error
            raise

    def url(self, file: StoredFile, *, content_type: str, disposition: str) -> str:
        """Return a URL that gives the content of one version to whoever has it, for five minutes. No call is made."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.bucket,
                "Key": file.key,
                "VersionId": file.version,
                "ResponseContentType": content_type,
                "ResponseContentDisposition": disposition,
            },
            ExpiresIn=int(URL_VALIDITY.total_seconds()),
        )

    def upload_url(self, key: str, *, size: int) -> str:
        """Return a URL that takes a new version of ``key`` from whoever has it, for five minutes. No call is made.

        Args:
            key: Where to.
            size: Octets of the file; S3 takes no other number.
        """
        return self._client.generate_presigned_url(
            "put_object",
            Params={"Bucket": self.bucket, "Key": key, "ContentLength": size},
            ExpiresIn=int(URL_VALIDITY.total_seconds()),
        )

    def current(self, key: str) -> CurrentFile | None:
        """Return what stands under ``key`` now, without its content; None where nothing does."""
        try:
            with answering_store("file store"):
                answer = self._client.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            # An answer to HEAD has no body, and so no code of S3's own.
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
                return None
            raise
        return CurrentFile(
            answer["VersionId"], answer["ETag"], answer["Metadata"].get(_SHA256), answer["ContentLength"]
        )

    def replace(
        self, key: str, content: IO[bytes], *, sha256: str, content_type: str, current: CurrentFile | None
    ) -> StoredFile | None:
        """Store a new version of ``key`` where ``current`` still stands; return None where it does not.

        Args:
            key: The object.
            content: A file, read from where it stands to its end.
            sha256: Digest of that content in hex.
            content_type: Media type of the content.
            current: What ``current()`` returned.
        """
        condition: dict[str, Any] = {"IfMatch": current.entity_tag} if current else {"IfNoneMatch": "*"}
        try:
            with answering_store("file store"):
                answer = self._client.put_object(
                    Bucket=self.bucket,
                    Key=key,
                    Body=content,
                    ContentType=content_type,
                    Metadata={_SHA256: sha256},
                    **condition,
                )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _CONDITION_FAILED:
                return None
            raise
        return _stored(key, answer)

    def versions(self) -> Iterator[StoredVersion]:
        """Read every version of every file that belongs to a CA certificate, tenant by tenant."""
        with answering_store("file store"):
            for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self.bucket):
                for version in page.get("Versions", []):
                    tenant, _, name = version["Key"].partition("/")
                    if name not in {_TRUST_STORE, _TRUSTED_LISTS}:
                        file = StoredFile(version["Key"], version["VersionId"])
                        yield StoredVersion(tenant, file, version["LastModified"])

    def delete(self, files: Iterable[StoredFile]) -> None:
        """Delete exactly these versions; one that is gone already is no error."""
        for file in files:
            with answering_store("file store"):
                self._client.delete_object(Bucket=self.bucket, Key=file.key, VersionId=file.version)


@cache
def file_store() -> FileStore:
    """Return the process's file store."""
    return FileStore(s3_client(), settings().bucket_name)
