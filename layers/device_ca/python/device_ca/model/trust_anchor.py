"""A verified CA, with what the trust store's file needs of it."""

from dataclasses import dataclass
from datetime import datetime

from device_ca.clock import is_past
from device_ca.model.revocation_list import RevocationListRecord


@dataclass(frozen=True, slots=True)
class TrustAnchor:
    """A verified CA.

    Attributes:
        id: SHA-256 of the certificate's DER, 64 lower-case hex digits.
        der: The certificate; empty where its record lacks it.
        enabled: Whether its owner lets it be trusted.
        not_after: aware, in UTC.
        name_and_key: The same for all certificates of one name and key, whose revocation lists are the same.
        crl: Its revocation list, if it has one.
    """

    id: str
    der: bytes
    enabled: bool
    not_after: datetime
    name_and_key: str
    crl: RevocationListRecord | None = None

    def is_trusted(self, now: datetime) -> bool:
        """Say whether certificates that this CA issued are to be trusted at ``now``."""
        return self.enabled and not is_past(self.not_after, now)
