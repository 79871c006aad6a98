"""Write trust stores of several sizes from the table's answers, in turns, and print what each took."""

from __future__ import annotations

import json
import os
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING

from device_ca.registry.trust_store import write_trust_store
from device_ca.stores.ca_item import to_item
from device_ca.stores.trust_anchors import trust_anchors
from tests.benchmarks.canned import TENANT, json_form
from tests.benchmarks.measurement import in_turns, repeated
from tests.benchmarks.replay import answer_sdk
from tests.support.authority import Authority
from tests.support.ca_records import ca_record

if TYPE_CHECKING:
    from collections.abc import Sequence

# DynamoDB answers with 1 MB at a time.
_PAGE = 300


def main(rounds: int, *sizes: int) -> None:
    """Print for each size the microseconds of processor time in each round."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        works = {size: partial(_write, size, _pages(size)) for size in sizes}
        times = in_turns({size: repeated(work) for size, work in works.items()}, rounds)
    json.dump(times, sys.stdout)


def _write(size: int, pages: Sequence[bytes]) -> None:
    answers = iter(pages)
    answer_sdk(lambda _: next(answers))
    written = write_trust_store(BytesIO(), trust_anchors().verified_certificates(TENANT), now=datetime.now(UTC))
    if written.certificates != size:
        raise RuntimeError(written)


def _pages(size: int) -> list[bytes]:
    """Return the table's answers to a query that finds so many CAs, each with a certificate of its own."""
    ca = Authority("Example Device CA")
    items = [json_form(to_item(TENANT, ca_record(ca.renew().der))) for _ in range(size)]
    pages = [{"Items": list(page)} for page in batched(items, _PAGE, strict=False)]
    for page in pages[:-1]:
        page["LastEvaluatedKey"] = page["Items"][-1]
    return [json.dumps(page).encode() for page in pages]
