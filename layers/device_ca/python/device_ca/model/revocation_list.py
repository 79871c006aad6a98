"""What the registry keeps of a CA's revocation list, whose bytes stand in a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from device_ca.clock import rfc3339


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationListRecord:
    """The newest list of a CA.

    Attributes:
        number: The CRL number (RFC 5280 5.2.3), at most 20 octets.
        this_update, next_update: Aware, in UTC.
        entries: How many certificates it revokes.
        sha256: Digest of its DER, 64 lower-case hex digits.
        size: Octets of its DER.
        version: The S3 version that holds it.
    """

    number: int
    this_update: datetime
    next_update: datetime
    entries: int
    sha256: str
    size: int
    version: str

    @property
    def entity_tag(self) -> str:
        """The strong tag of exactly this list."""
        return f'"{self.sha256[:32]}"'

    def representation(self) -> dict[str, Any]:
        """Return the JSON object of the HTTP contract; the number in hex, as serial numbers are."""
        return {
            "number": f"{self.number:x}",
            "thisUpdate": rfc3339(self.this_update),
            "nextUpdate": rfc3339(self.next_update),
            "entries": self.entries,
        }
