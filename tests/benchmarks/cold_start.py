"""Cold starts: a new process that imports a handler as Lambda does, and builds what its first request needs.

And the memory of such a process once it has answered its first request.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.benchmarks.measurement import (
    REPOSITORY,
    Program,
    Row,
    in_turns,
    processor_milliseconds,
    row,
)
from tests.benchmarks.packages import function_folder, layers, whole_packages
from tests.benchmarks.warm_request import first_request_of

if TYPE_CHECKING:
    from collections.abc import Callable

# One of each kind: it reads, it judges, it proves, it signs, it serves files.
HANDLERS = ("get_certificate", "upload_certificate", "verify_certificate", "get_receipt", "console")
_PROBE = """
import json, sys
import app
from device_ca.stores import aws_clients
built = [name.removesuffix("_client") for name, made in vars(aws_clients).items()
         if name.endswith("_client") and hasattr(made, "cache_info") and made.cache_info().currsize]
json.dump([built, "cryptography.x509" in sys.modules], sys.stdout)
"""
# What one writes who does not look at the clock, in one process for all handlers.
_USUAL_HAND = """
import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types
from aws_lambda_powertools.utilities.parser import BaseModel, parse
from aws_lambda_powertools.utilities.validation import validate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

class Body(BaseModel):
    certificate: str
    fileName: str | None = None

logger, metrics, app = Logger(), Metrics(namespace="registry"), APIGatewayRestResolver(enable_validation=True)
table = boto3.resource("dynamodb").Table("table")
bucket = boto3.resource("s3").Bucket("bucket")
clients = [boto3.client(name) for name in ("dynamodb", "s3", "ssm", "kms", "events")]

@app.get("/ca-certificates/<id>")
def get(id: str) -> dict[str, str]:
    return {}
"""
_BARE = "import boto3; boto3.client('dynamodb')"


# Not getrusage's ru_maxrss, which a new process begins with at the peak of the one that started it.
_PEAK = """
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
_FIRST_REQUEST = """
import app, sys
from tests.benchmarks.replay import answer_first_request
answer_first_request(app, sys.argv[1])
"""


def cold_start_rows() -> list[Row]:
    """Measure a handler of each kind against boto3 as it is installed, and against the usual hand."""
    floors = {function: _floor(function) for function in HANDLERS}
    programs = {f"floor {code}": Program(code, (whole_packages(),)) for code in sorted(set(floors.values()))}
    programs["hand"] = Program(_USUAL_HAND, (whole_packages(),))
    programs |= {function: Program("import app", (function_folder(function), layers())) for function in HANDLERS}
    taken = in_turns({name: _processor_time(program) for name, program in programs.items()})
    return [
        compared
        for function, floor in floors.items()
        for compared in (
            row(
                f"cold start of {function} against boto3, ms",
                taken[function],
                taken[f"floor {floor}"],
                1.2,
            ),
            row(f"cold start of {function} against the usual hand, ms", taken[function], taken["hand"], 0.65),
        )
    ]


def memory_rows() -> list[Row]:
    """Measure the peak of a process after its first request, which ``warm_request_rows`` has kept."""
    programs = {
        function: Program(
            _FIRST_REQUEST + _PEAK,
            (function_folder(function), layers(), REPOSITORY),
            (str(first_request_of(function)),),
        )
        for function in ("upload_certificate",)
    }
    bare = Program(_BARE + _PEAK, (whole_packages(),))
    megabytes = in_turns({name: _peak(program) for name, program in {**programs, "bare": bare}.items()})
    return [
        row(f"peak memory of {function} against a bare boto3 process, MB", megabytes[function], megabytes["bare"], 1.6)
        for function in programs
    ]


def _processor_time(program: Program) -> Callable[[], float]:
    return lambda: processor_milliseconds(program.command, program.whole_environment)


def _peak(program: Program) -> Callable[[], float]:
    # The functions' logs come before it.
    return lambda: int(program.output().split()[-1]) / 1024


def _floor(function: str) -> str:
    """Return the code that imports boto3, builds a handler's clients, and imports cryptography.x509 only if it does."""
    clients, uses_x509 = json.loads(Program(_PROBE, (function_folder(function), layers())).output())
    lines = ["import boto3", *(f"boto3.client({client!r})" for client in sorted(clients))]
    return "\n".join([*lines, "import cryptography.x509"] if uses_x509 else lines)
