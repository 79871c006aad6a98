"""List the CA certificates of a table that are verified through another's proof and would not be so today.

Possession of a key once carried over to any certificate of it, signed or not. Run it once after upgrading from such a
release, with credentials that may scan the table: make check-renewals TABLE=<its name>.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import boto3

from device_ca.model.ca_record import CaRecord
from device_ca.rules.carry_over import judge_carry_over
from device_ca.stores.ca_item import from_item, tenant_of_key, unmarshal

WHAT_TO_DO = """\
For each of these, ask its owner whether they made it. If not, or if nobody knows: disable it at once
(PATCH /ca-certificates/{id} with {"enabled": false}), see in its audit trail who uploaded it, and delete it. If it is
genuine: delete it, upload it again and prove possession of its key for it. Then read the trust store anew."""


def read_records(table_name: str) -> dict[str, list[CaRecord]]:
    """Return every CA certificate of a table, by tenant."""
    pages = (
        boto3.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=table_name,
            FilterExpression="begins_with(sk, :ca)",
            ExpressionAttributeValues={":ca": {"S": "CA#"}},
            ConsistentRead=True,
        )
    )
    found: defaultdict[str, list[CaRecord]] = defaultdict(list)
    for page in pages:
        for item in page["Items"]:
            found[tenant_of_key(unmarshal(item)["pk"])].append(from_item(item))
    return found


def doubtful_renewals(records: Sequence[CaRecord]) -> Iterator[tuple[CaRecord, list[str]]]:
    """Return a tenant's renewals that should have entered as pending, with what would have kept them from more.

    Of certificates that have been deleted, disabled or verified since their upload the present state counts.
    """
    by_id = {record.id: record for record in records}
    same_key: defaultdict[str, list[CaRecord]] = defaultdict(list)
    for record in records:
        same_key[record.key_digest].append(record)
    doubtful: set[str] = set()
    for record in sorted(records, key=lambda record: record.uploaded_at):
        if not record.possession_carried_from:
            continue
        others = [other for other in same_key[record.key_digest] if other.id != record.id]
        sources = [other for other in others if other.id not in doubtful and other.uploaded_at <= record.uploaded_at]
        judgement = judge_carry_over(
            record, same_key=sources, superior_ca=by_id.get(record.superior_ca_id or ""), now=record.uploaded_at
        )
        if judgement.source is None:
            doubtful.add(record.id)
            reasons = [str(obstacle.parameters["reason"]) for obstacle in judgement.obstacles]
            yield record, reasons or ["carried_from_nothing"]


def main(arguments: Iterable[str] | None = None) -> int:
    """Print the list; return how many it has, at most 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", help="the name of the table, as the functions have it in TABLE_NAME")
    table_name = parser.parse_args(list(arguments) if arguments is not None else None).table
    found = 0
    for tenant, records in read_records(table_name).items():
        for record, obstacles in doubtful_renewals(records):
            found += 1
            told: Mapping[str, Any] = {
                "tenant": tenant,
                "id": record.id,
                "subject": record.subject,
                "uploaded": record.uploaded_at.isoformat(),
                "carried from": record.possession_carried_from,
                "because": ", ".join(obstacles),
            }
            print("\n".join(f"{name + ':':14}{value}" for name, value in told.items()), end="\n\n")
    print(f"{found} of the table's renewals are doubtful." + (f"\n\n{WHAT_TO_DO}" if found else ""))
    return min(found, 1)


if __name__ == "__main__":
    raise SystemExit(main())
