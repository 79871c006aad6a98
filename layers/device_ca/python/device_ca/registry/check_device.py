"""Trying a device certificate: read the tenant's CAs that may have issued it, judge its path, then ask their lists."""

from collections.abc import Sequence
from datetime import datetime

from device_ca.certificates.certificate import Certificate
from device_ca.certificates.revocation_list import find_revocation
from device_ca.model.ca_record import CaRecord
from device_ca.registry.revocation import stored_list
from device_ca.rules.device_check import DeviceCheck, check_device_certificate, issuer_names
from device_ca.rules.revocation_status import RevocationStatus, list_holders, with_revocation
from device_ca.stores.file_store import FileStore
from device_ca.stores.trust_anchors import TrustAnchors


def check_device(
    tenant: str,
    presented: Sequence[Certificate],
    *,
    revocation_required: bool,
    now: datetime,
    anchors: TrustAnchors,
    files: FileStore,
) -> DeviceCheck:
    """Judge a device certificate with the intermediate CAs' that were sent along.

    Only a CA that has a list costs a read of it: none is made where no list is used.

    Args:
        tenant: Whose CAs may be trusted.
        presented: The device's certificate, then those of intermediate CAs.
        revocation_required: Whether a list that is missing or out of date keeps the device out.
        now: The time to judge for.
        anchors: Where the CAs are read.
        files: Where their lists stand.
    """
    registered = anchors.of_subjects(tenant, issuer_names(presented))
    judgement = check_device_certificate(presented, registered, now=now)
    statuses = [
        _status(tenant, certificate, ca, files) for certificate, ca in list_holders(judgement.chain, registered)
    ]
    return with_revocation(judgement, statuses, required=revocation_required, now=now)


def _status(
    tenant: str, certificate: Certificate | CaRecord, ca: CaRecord | None, files: FileStore
) -> RevocationStatus:
    if ca is None:
        return RevocationStatus(certificate)
    _, file = stored_list(tenant, ca)
    return RevocationStatus(certificate, ca, find_revocation(files.get(file), int(certificate.serial_number, 16)))
