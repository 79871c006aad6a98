"""Was a certificate of a device's path revoked? What the revocation lists of the CAs above say of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.revocation_list import Revocation
from device_ca.clock import is_past, rfc3339
from device_ca.model.ca_record import CaRecord
from device_ca.rules.device_check import DeviceCheck
from device_ca.violation import Violation


class RevocationStatus(NamedTuple):
    """What is known of one certificate of a path.

    Attributes:
        certificate: the certificate.
        ca: the tenant's CA whose list was asked; None where its issuer has none.
        revocation: what that list says of it; None if nothing.
    """

    certificate: Certificate | CaRecord
    ca: CaRecord | None = None
    revocation: Revocation | None = None


def list_holders(
    chain: Sequence[Certificate | CaRecord], registered: Sequence[CaRecord]
) -> Iterator[tuple[Certificate | CaRecord, CaRecord | None]]:
    """Return each certificate below a path's end, with the tenant's CA whose list speaks of it (RFC 5280 6.3).

    A CA that was renewed has several certificates of one name and key, and a list of any speaks for all: that with the
    highest number is taken. The path's end is not asked about: it is trusted because its owner says so.
    """
    for certificate, issuer in pairwise(chain):
        same = [ca for ca in registered if ca.subject_digest == issuer.subject_digest and ca.spki == issuer.spki]
        lists = [(ca.crl.number, ca) for ca in same if ca.crl]
        yield certificate, max(lists, key=lambda found: found[0])[1] if lists else None


def with_revocation(
    check: DeviceCheck, statuses: Sequence[RevocationStatus], *, required: bool, now: datetime
) -> DeviceCheck:
    """Return a judgement with what the lists say.

    A revoked certificate is not trusted. A list that is missing or out of date is a warning, or a reason where
    ``required``: so do brokers that are given lists.
    """
    revoked = [found for status in statuses for found in _revoked(status)]
    unknown = [found for status in statuses for found in _unknown(status, now)]
    reasons = (*check.reasons, *revoked, *(unknown if required else ()))
    return check._replace(
        ca=None if reasons else check.ca, reasons=reasons, warnings=() if required else tuple(unknown)
    )


def _revoked(status: RevocationStatus) -> Iterator[Violation]:
    """RFC 5280 5.1.2.6, whatever the reason is: a certificate on hold is kept out as well."""
    if status.ca and status.revocation:
        found = {"revokedAt": rfc3339(status.revocation.at), "revocationReason": status.revocation.reason}
        yield Violation("revoked", {"subject": status.certificate.subject, "caSubject": status.ca.subject, **found})


def _unknown(status: RevocationStatus, now: datetime) -> Iterator[Violation]:
    """RFC 5280 6.3.3: without a current list it is not known whether a certificate was revoked."""
    ca = status.ca
    if ca is None or ca.crl is None:
        names = {"subject": status.certificate.subject, "issuer": status.certificate.issuer}
        yield Violation("crl_missing", names)
    elif is_past(ca.crl.next_update, now):
        times = {"nextUpdate": rfc3339(ca.crl.next_update), "now": rfc3339(now)}
        yield Violation("crl_expired", {"reason": "device", "caSubject": ca.subject, **times, "remedy": "upload_newer"})
