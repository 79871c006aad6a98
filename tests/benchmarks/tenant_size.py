"""One tenant with 10, 1,000 and 100,000 certificates: what four requests take of the table.

An emulator holds the table, in a process of its own, so its speed does not count.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
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
from tests.benchmarks.tenant_worker import CHECK, LIST, UPLOAD, VERIFY
from tests.support.authority import Authority
from tests.support.ca_records import ca_record
from tests.support.function_environment import FUNCTION_ENVIRONMENT
from tests.support.routes import TEMPLATE
from tests.tools.local_stack.emulator import Emulator
from tests.tools.local_stack.ports import free_port
from tests.tools.local_stack.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from device_ca.model.ca_record import CaRecord

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
        _against_the_smallest(measured, request, f"{what} of {request}")
        for request in (LIST, VERIFY, UPLOAD, CHECK)
        for what, measured in (("capacity units", capacity), ("processor time in us", times))
    ]


def _against_the_smallest(measured: dict[tuple[str, int], list[float]], request: str, what: str) -> Row:
    """Compare the largest tenant with the smallest, whose page has ten certificates: pages count by the certificate."""
    small, *_, large = SIZES
    shares = {
        size: [value / (min(size, PAGE) if request == LIST else 1) for value in measured[request, size]]
        for size in (small, large)
    }
    return row(f"{what}, at {large:,} certificates against {small:,}", shares[large], shares[small], 1.05)


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
        tenant, ca, root = f"tenant-{size}", Authority("Example Device CA"), Authority("Example Root CA")
        plant = root.issue_ca("Example Plant CA")
        device = plant.issue_leaf("device") + plant.pem
        proofs[size] = [tenant, ca.id, *(file.decode() for file in (ca.prove(CODE), plant.pem, device))]
        for items in batched(_items(tenant, size, ca, root), _BATCH, strict=False):
            requests = [{"PutRequest": {"Item": item}} for item in items]
            dynamodb.batch_write_item(RequestItems={FUNCTION_ENVIRONMENT["TABLE_NAME"]: requests})
    return proofs


def _items(tenant: str, size: int, newest: Authority, root: Authority) -> Iterator[dict[str, Any]]:
    """Make a tenant's certificates: all verified but the newest, which has a code; one of them is the root."""
    now = datetime.now(UTC)
    pending = to_item(tenant, ca_record(newest.der, status=PENDING, verified_at=None, uploaded_at=now))
    yield pending
    code = {"code": CODE, "generated_at": now.isoformat()}
    expires_at = int((now + timedelta(days=7)).timestamp())
    key = marshal({"pk": pending["pk"]["S"], "sk": f"CODE#{newest.id}"})
    yield key | marshal(code | {"expires_at": expires_at, "issued_codes": [code]})
    yield to_item(tenant, ca_record(root.der, uploaded_at=now - timedelta(days=1000)))
    for number in range(size - 2):
        uploaded_at = now - timedelta(minutes=number + 1)
        yield to_item(tenant, _another(ca_record(newest.der, uploaded_at=uploaded_at), number))


def _another(record: CaRecord, number: int) -> CaRecord:
    """Return a record of another certificate, name and key."""
    digest = hashlib.sha256(number.to_bytes(4)).hexdigest()
    return replace(record, id=digest, subject_digest=digest)
