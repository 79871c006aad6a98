"""One tenant with 10, 1,000 and 100,000 certificates: what a page of the list and a verification take of the table.

An emulator holds the table, in a process of its own, so its speed does not count.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from device_ca.model.ca_record import PENDING
from device_ca.stores.ca_item import marshal, to_item
from tests.benchmarks.canned import CODE
from tests.benchmarks.measurement import FOLDER, REPOSITORY, Program, Row, row
from tests.benchmarks.packages import layers
from tests.benchmarks.tenant_worker import LIST, VERIFY
from tests.support.authority import Authority
from tests.support.ca_records import ca_record
from tests.support.function_environment import FUNCTION_ENVIRONMENT
from tests.support.routes import TEMPLATE
from tests.tools.local_stack.emulator import Emulator
from tests.tools.local_stack.ports import free_port
from tests.tools.local_stack.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (10, 1_000, 100_000)
PAGE = 25
_BATCH = 25


def tenant_size_rows() -> list[Row]:
    """Measure each size in turns with the others, and compare with the smallest."""
    path = layers(), REPOSITORY
    emulator = Emulator(free_port(), FOLDER)
    emulator.start()
    try:
        emulator.wait_until_ready(Progress())
        os.environ.update(FUNCTION_ENVIRONMENT)
        proofs = FOLDER / "proofs.json"
        proofs.write_text(json.dumps(_fill(emulator.endpoint_url)))
        code = "import sys; from tests.benchmarks.tenant_worker import main; main(sys.argv[1])"
        program = Program(code, path, (str(proofs),), environment={"AWS_ENDPOINT_URL": emulator.endpoint_url})
        used = json.loads(program.output())
    finally:
        emulator.stop()
    capacity = {(request, int(size)): [units] for request, size, units, _ in used}
    times = {(request, int(size)): microseconds for request, size, _, microseconds in used}
    return [
        compared
        for request, per in ((LIST, " a certificate"), (VERIFY, ""))
        for what, measured in ((f"capacity of {request}, units", capacity), (f"processor time of {request}, us", times))
        for compared in _rows(measured, request, what + per)
    ]


def _rows(measured: dict[tuple[str, int], list[float]], request: str, what: str) -> Iterator[Row]:
    """Compare with the smallest tenant, whose page has ten certificates: pages count by the certificate."""
    small, middle, large = SIZES
    shares = {
        size: [value / (min(size, PAGE) if request == LIST else 1) for value in measured[request, size]]
        for size in SIZES
    }
    for size, other in ((middle, small), (large, small), (large, middle)):
        yield row(f"{what}, at {size:,} certificates against {other:,}", shares[size], shares[other], 1.05)


def _fill(endpoint_url: str) -> dict[int, list[str]]:
    """Make the table, the bucket and a tenant of each size, and return what ``tenant_worker`` proves for it."""
    config = Config(parameter_validation=False)
    dynamodb: Any = boto3.client("dynamodb", endpoint_url=endpoint_url, config=config)
    properties = dict(TEMPLATE["Resources"]["CertificateTable"]["Properties"])
    kept = ("AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes", "GlobalSecondaryIndexes", "BillingMode")
    parameters = {name: properties[name] for name in kept if name in properties}
    dynamodb.create_table(TableName=FUNCTION_ENVIRONMENT["TABLE_NAME"], **json.loads(json.dumps(parameters)))
    s3 = boto3.client("s3", endpoint_url=endpoint_url)
    s3.create_bucket(Bucket=FUNCTION_ENVIRONMENT["BUCKET_NAME"])
    s3.put_bucket_versioning(Bucket=FUNCTION_ENVIRONMENT["BUCKET_NAME"], VersioningConfiguration={"Status": "Enabled"})
    proofs = {}
    for size in SIZES:
        tenant, ca = f"tenant-{size}", Authority("Example Device CA")
        proofs[size] = [tenant, ca.id, ca.prove(CODE).decode()]
        for items in batched(_items(tenant, size, ca), _BATCH, strict=False):
            requests = [{"PutRequest": {"Item": item}} for item in items]
            dynamodb.batch_write_item(RequestItems={FUNCTION_ENVIRONMENT["TABLE_NAME"]: requests})
    return proofs


def _items(tenant: str, size: int, newest: Authority) -> Iterator[dict[str, Any]]:
    """Make a tenant's certificates, all verified but the newest, which has a code."""
    now = datetime.now(UTC)
    pending = to_item(tenant, ca_record(newest.der, status=PENDING, verified_at=None, uploaded_at=now))
    yield pending
    code = {"code": CODE, "generated_at": now.isoformat()}
    expires_at = int((now + timedelta(days=7)).timestamp())
    key = marshal({"pk": pending["pk"]["S"], "sk": f"CODE#{newest.id}"})
    yield key | marshal(code | {"expires_at": expires_at, "issued_codes": [code]})
    older = ca_record(Authority("Example Device CA").der)
    item = to_item(tenant, older)
    for number in range(size - 1):
        identifier = hashlib.sha256(number.to_bytes(4)).hexdigest()
        uploaded = f"{(now - timedelta(minutes=number + 1)).isoformat(timespec='microseconds')}#{identifier}"
        yield item | marshal(
            {"sk": f"CA#{identifier}", "upload_key": uploaded, "status_upload_key": f"verified#{uploaded}"}
        )
