"""A subscription to the trust store: a broker's own, lasting right to read that and nothing else."""

import hashlib
import secrets
import string
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from device_ca.clock import rfc3339

# Secret scanners find tokens by this prefix, and tell them from other text by the checksum.
TOKEN_PREFIX = "dcrt_"  # noqa: S105 - no token, but what each begins with
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM_BYTES = 32
# Digits of base 62 for 256 and for 32 bits.
_RANDOM_LENGTH, _CHECKSUM_LENGTH = 43, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscription of one tenant.

    Attributes:
        id: 32 lower-case hex digits.
        name: What its owner calls it.
        created_by: Who created it, by the name at that time.
        last_used_at: The hour in which it was last used (aware, in UTC); None if it never was.
    """

    name: str
    created_at: datetime
    created_by: str | None
    last_used_at: datetime | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    def representation(self) -> dict[str, Any]:
        """Return the JSON object of the HTTP contract."""
        return {
            "id": self.id,
            "name": self.name,
            "createdAt": rfc3339(self.created_at),
            "createdBy": self.created_by,
            "lastUsedAt": self.last_used_at and rfc3339(self.last_used_at),
        }


def generate_token() -> str:
    """Make a token: the prefix, 256 bits from the operating system's random source, and their CRC-32, in base 62."""
    random = _base62(int.from_bytes(secrets.token_bytes(_RANDOM_BYTES)), _RANDOM_LENGTH)
    return f"{TOKEN_PREFIX}{random}{_base62(zlib.crc32(random.encode('ascii')), _CHECKSUM_LENGTH)}"


def token_digest(unverified_token: str) -> str:
    """Return the SHA-256 of a token, all that is kept of it; it holds 256 random bits, so no salt is needed."""
    return hashlib.sha256(unverified_token.encode("utf-8", "surrogatepass")).hexdigest()


def _base62(number: int, length: int) -> str:
    digits = ""
    while len(digits) < length:
        number, remainder = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[remainder] + digits
    return digits
