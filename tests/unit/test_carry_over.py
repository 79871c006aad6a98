"""When possession carries over: each obstacle alone, and all at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from device_ca.model.ca_record import PENDING, CaRecord
from device_ca.rules.carry_over import CarryOver, judge_carry_over
from tests.support.ca_records import ca_record
from tests.support.certificates import NOW, build_certificate
from tests.support.texts import check_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

VERIFIED_CA = ca_record(build_certificate())
RENEWAL = replace(VERIFIED_CA, id="1" * 64, status=PENDING, serial_number="2")
ISSUED = replace(RENEWAL, self_signed=False)
SUPERIOR = replace(VERIFIED_CA, id="3" * 64)


def expired(ca: CaRecord) -> CaRecord:
    return replace(ca, not_after=NOW - timedelta(seconds=1))


def judge(record: CaRecord = RENEWAL, *same_key: CaRecord, superior_ca: CaRecord | None = None) -> CarryOver:
    return judge_carry_over(record, same_key=same_key, superior_ca=superior_ca, now=NOW)


def obstacles(judgement: CarryOver) -> Sequence[Any]:
    assert (judgement.source is None) is bool(judgement.obstacles)
    check_texts(judgement.obstacles)
    assert {obstacle.rule for obstacle in judgement.obstacles} <= {"possession_not_carried_over"}
    return [obstacle.parameters["reason"] for obstacle in judgement.obstacles]


def test_a_renewal_carries_from_the_verified_certificate() -> None:
    assert judge(RENEWAL, VERIFIED_CA) == CarryOver(VERIFIED_CA)
    assert judge(ISSUED, VERIFIED_CA, superior_ca=SUPERIOR) == CarryOver(VERIFIED_CA)


@pytest.mark.parametrize("same_key", [(), (replace(VERIFIED_CA, status=PENDING),)])
def test_what_nobody_proved_does_not_carry_and_is_no_surprise(same_key: tuple[CaRecord, ...]) -> None:
    assert judge(RENEWAL, *same_key) == CarryOver()


@pytest.mark.parametrize(
    ("record", "superior_ca", "obstacle"),
    [
        (ISSUED, None, "signature_not_verified"),
        (ISSUED, replace(SUPERIOR, status=PENDING), "superior_ca_not_trusted"),
        (ISSUED, replace(SUPERIOR, enabled=False), "superior_ca_not_trusted"),
        (ISSUED, expired(SUPERIOR), "superior_ca_not_trusted"),
        (replace(RENEWAL, subject_digest="0" * 64), None, "subject_changed"),
        (replace(VERIFIED_CA, id="1" * 64), None, "copy_of_a_certificate"),
    ],
)
def test_obstacles_of_the_certificate(record: CaRecord, superior_ca: CaRecord | None, obstacle: str) -> None:
    assert obstacles(judge(record, VERIFIED_CA, superior_ca=superior_ca)) == [obstacle]


@pytest.mark.parametrize(
    ("others", "obstacle"),
    [
        ([replace(VERIFIED_CA, enabled=False)], "key_disabled"),
        ([VERIFIED_CA, replace(SUPERIOR, status=PENDING, enabled=False, serial_number="3")], "key_disabled"),
        ([expired(VERIFIED_CA)], "carrying_ca_expired"),
        ([expired(VERIFIED_CA), replace(SUPERIOR, subject_digest="0" * 64)], "subject_changed"),
    ],
)
def test_obstacles_of_the_key(others: list[CaRecord], obstacle: str) -> None:
    assert obstacles(judge(RENEWAL, *others)) == [obstacle]


def test_one_good_certificate_of_the_key_is_enough() -> None:
    renamed = replace(SUPERIOR, subject_digest="0" * 64)
    assert judge(RENEWAL, expired(VERIFIED_CA), renamed, replace(VERIFIED_CA, id="4" * 64)).source is not None


def test_of_several_that_it_could_carry_from_it_is_always_the_same() -> None:
    """The transaction names it: one that is tried again must not name another."""
    sources = [replace(VERIFIED_CA, id=digit * 64, serial_number=digit) for digit in "536"]
    assert judge(RENEWAL, *sources).source == judge(RENEWAL, *reversed(sources)).source == sources[1]


def test_the_last_valid_second_counts() -> None:
    assert judge(RENEWAL, replace(VERIFIED_CA, not_after=NOW)).source is not None


def test_every_obstacle_is_told() -> None:
    forged = replace(ISSUED, subject_digest="0" * 64)
    assert obstacles(judge(forged, replace(VERIFIED_CA, enabled=False))) == [
        "signature_not_verified",
        "key_disabled",
        "subject_changed",
    ]
