"""Does possession of a key carry over to a new certificate of it?"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from device_ca.clock import is_past
from device_ca.model.ca_record import VERIFIED, CaRecord
from device_ca.violation import Violation


class CarryOver(NamedTuple):
    """The judgement about a certificate that is about to enter.

    Attributes:
        source: the verified CA whose possession carries over; None where none does.
        obstacles: why none does, though the tenant has proven this key; a warning each.
    """

    source: CaRecord | None = None
    obstacles: tuple[Violation, ...] = ()


def judge_carry_over(
    record: CaRecord, *, same_key: Sequence[CaRecord], superior_ca: CaRecord | None, now: datetime
) -> CarryOver:
    """Judge whether a new certificate enters as verified.

    Args:
        record: the certificate as it is about to enter.
        same_key: the tenant's certificates of its key, in whatever state.
        superior_ca: the tenant's CA whose key verified its signature, as it stands now; None where no key of a CA did,
            or that CA is gone.
        now: the time of the upload.
    """
    proven = [ca for ca in same_key if ca.status == VERIFIED]
    if not proven:
        return CarryOver()
    unexpired = [ca for ca in proven if not is_past(ca.not_after, now)]
    sources = [ca for ca in unexpired if ca.subject_digest == record.subject_digest]
    is_met = {
        "signature_not_verified": not record.self_signed and superior_ca is None,
        "superior_ca_not_trusted": superior_ca is not None and not superior_ca.is_trusted(now),
        # Disabling concerns the key; otherwise a renewal would undo it.
        "key_disabled": not all(ca.enabled for ca in same_key),
        "carrying_ca_expired": not unexpired,
        "subject_changed": bool(unexpired) and not sources,
        "copy_of_a_certificate": any(_is_copy(record, ca) for ca in same_key),
    }
    obstacles = tuple(
        Violation("possession_not_carried_over", {"reason": reason, "remedy": "prove_this_certificate"})
        for reason in is_met
        if is_met[reason]
    )
    return CarryOver(obstacles=obstacles) if obstacles else CarryOver(min(sources, key=lambda ca: ca.id))


def _is_copy(record: CaRecord, other: CaRecord) -> bool:
    """Tell a renewal from the same certificate under another signature: ECDSA verifies (r, n - s) as well as (r, s).

    Such a copy needs no private key. Verified, it would stay trusted where the owner disables the one that they know.
    """
    return _identity(record) == _identity(other)


def _identity(record: CaRecord) -> tuple[object, ...]:
    return record.subject_digest, record.issuer, record.serial_number, record.not_before, record.not_after
