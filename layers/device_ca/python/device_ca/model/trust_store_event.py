"""The notifications that a new version of a tenant's trust store, or of its revocation lists, stands in the bucket."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from device_ca.clock import rfc3339


@dataclass(frozen=True, slots=True, kw_only=True)
class _FilePublished:
    """An event that tells of a file and not of a certificate, so no certificate's audit trail has it.

    Attributes:
        at: When it was published.
        bucket, key, version: Where the file stands in S3.
    """

    at: datetime
    bucket: str
    key: str
    version: str

    @property
    def type(self) -> str:
        """The event's type, which is also its detail-type on the bus."""
        return type(self).__name__

    @property
    def id(self) -> str:
        """32 lower-case hex digits, the same however often the event of this version is sent."""
        return hashlib.sha256(f"{self.bucket}/{self.key}#{self.version}".encode()).hexdigest()[:32]

    def representation(self) -> dict[str, Any]:
        """Return the event as a JSON object."""
        return {
            "id": self.id,
            "type": self.type,
            "at": rfc3339(self.at),
            "details": {"bucket": self.bucket, "key": self.key, "version": self.version, **self._counts()},
        }

    def _counts(self) -> dict[str, int]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class TruststorePublished(_FilePublished):
    """A trust store was published.

    Attributes:
        certificates: How many CAs it holds.
        name_octets: How long a TLS server's list of their names is (see ``registry.trust_store``).
    """

    certificates: int
    name_octets: int

    def _counts(self) -> dict[str, int]:
        return {"certificates": self.certificates, "nameOctets": self.name_octets}


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationListsPublished(_FilePublished):
    """The revocation lists of a trust store were published.

    Attributes:
        lists: How many there are.
        without_list: How many trusted CAs have none.
    """

    lists: int
    without_list: int

    def _counts(self) -> dict[str, int]:
        return {"lists": self.lists, "withoutList": self.without_list}
