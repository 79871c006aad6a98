"""Would a device certificate be trusted, by which CA, and if not, why not?"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.path_validation import PathInvalid, validate_path
from device_ca.clock import rfc3339
from device_ca.messages.rendering import Language, render
from device_ca.model.ca_record import CaRecord
from device_ca.rules.device_path import finding_of, judge_ca, judge_certificates, judge_links
from device_ca.rules.presented_path import PresentedPath, find_presented_path
from device_ca.violation import Json, Violation

MOST_ISSUERS = 100
"""CAs that are tried for one path. Candidates are found by name, so each costs a check of a signature."""


class DeviceCheck(NamedTuple):
    """The judgement about a device certificate.

    Attributes:
        ca: the trust anchor; None where it is not trusted.
        chain: the path from the device certificate up, or as much of it as was found.
        reasons: every rule that is broken; empty exactly if it is trusted.
        ca_ids: ids of the tenant's CAs in the chain.
        warnings: what keeps no device out that is trusted otherwise.
    """

    ca: CaRecord | None
    chain: tuple[Certificate | CaRecord, ...]
    reasons: tuple[Violation, ...]
    ca_ids: frozenset[str]
    warnings: tuple[Violation, ...] = ()

    def representation(self, language: Language) -> dict[str, Any]:
        """Return the JSON object of the HTTP contract, its texts in a language."""
        return {
            "trusted": self.ca is not None,
            "caId": self.ca and self.ca.id,
            "chain": [
                {
                    "subject": link.subject,
                    "issuer": link.issuer,
                    "serialNumber": link.serial_number,
                    "notBefore": rfc3339(link.not_before),
                    "notAfter": rfc3339(link.not_after),
                    "caId": link.id if link.id in self.ca_ids else None,
                }
                for link in self.chain
            ],
            "reasons": render(self.reasons, language),
            "warnings": render(self.warnings, language),
        }


def unreadable(violations: Sequence[Violation]) -> DeviceCheck:
    """Return the judgement about a file that holds no device certificate."""
    return DeviceCheck(None, (), tuple(violations), frozenset())


def issuer_names(presented: Sequence[Certificate]) -> set[str]:
    """Return the digests of the names that a trust anchor of these certificates may have: of every issuer."""
    names = {certificate.issuer_digest for certificate in presented}
    constraints = presented[0].extensions.basic_constraints
    # A CA certificate sent as if it were a device's may be an anchor itself.
    return names | {presented[0].subject_digest} if constraints and constraints.is_ca else names


def check_device_certificate(
    presented: Sequence[Certificate], registered: Sequence[CaRecord], *, now: datetime
) -> DeviceCheck:
    """Judge a device certificate.

    1. Validate the path against the CAs that are trusted now (RFC 5280, 6.1).
    2. If there is one, ask of its certificates what brokers ask beyond that RFC.
    3. If there is none, follow the path by names and signatures, and say what keeps each part from being trusted.

    Args:
        presented: the device's certificate, then those of intermediate CAs.
        registered: the tenant's CAs of ``issuer_names``, in whatever state.
        now: the time to judge for.
    """
    ca_ids = frozenset([ca.id for ca in registered])
    if len(registered) > MOST_ISSUERS:
        found: dict[str, Json] = {"reason": "issuers", "count": len(registered), "most": MOST_ISSUERS}
        return DeviceCheck(None, (presented[0],), (Violation("too_many_certificates", found),), ca_ids)
    target, *intermediates = [certificate.der for certificate in presented]
    anchors = {ca.der: ca for ca in registered if ca.is_trusted(now)}
    # 1
    try:
        path = validate_path(target, intermediates, list(anchors), at=now)
    except PathInvalid as error:
        # 3
        presented_path = find_presented_path(presented, registered)
        reasons = tuple(_reasons(presented_path, error, now=now))
        return DeviceCheck(None, _chain(presented_path), reasons, ca_ids)
    # 2
    links = anchors | {certificate.der: certificate for certificate in presented}
    chain = tuple([links[der] for der in path])
    reasons = tuple(judge_certificates([link for link in chain if isinstance(link, Certificate)], now=now))
    return DeviceCheck(None if reasons else anchors[path[-1]], chain, reasons, ca_ids)


def _chain(path: PresentedPath) -> tuple[Certificate | CaRecord, ...]:
    above = [ca for ca in path.signers[-1] if ca.id != path.certificates[-1].id]
    return (*path.certificates, *above[:1])


def _reasons(path: PresentedPath, error: PathInvalid, *, now: datetime) -> list[Violation]:
    reasons = [
        *judge_certificates(path.certificates, now=now),
        *judge_links(path),
        *(finding for ca in path.cas for finding in judge_ca(ca, now=now)),
    ]
    rules = {reason.rule for reason in reasons}
    # OpenSSL has one error for an issuer that is no CA and for one whose keyUsage says so, and none for a bad key.
    rules |= {"not_a_ca"} if "key_usage_forbids_signing" in rules else set()
    reasons += [finding for finding in _hidden_findings(path, now=now) if finding.rule not in rules]
    return reasons or [finding_of(error, _subjects(path))]


def _hidden_findings(path: PresentedPath, *, now: datetime) -> Iterator[Violation]:
    """Find what the validator would say next, if every CA were trusted and the time were right.

    It stops at its first error, which says little more than that no trusted issuer was found.
    """
    if not path.cas:
        return
    parts: list[Certificate | CaRecord] = [*path.certificates, *path.cas]
    begin, end = max(part.not_before for part in parts), min(part.not_after for part in parts)
    if begin > end:
        return
    ders = [certificate.der for certificate in path.certificates]
    at = min(max(now, begin), max(end - timedelta(seconds=1), begin))
    try:
        validate_path(ders[0], ders[1:], [ca.der for ca in path.cas], at=at)
    except PathInvalid as error:
        yield finding_of(error, _subjects(path))


def _subjects(path: PresentedPath) -> dict[bytes, str]:
    parts: list[Certificate | CaRecord] = [*path.certificates, *path.cas]
    return {part.der: part.subject for part in parts}
