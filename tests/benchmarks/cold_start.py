"""Cold starts: a new process that imports a handler as Lambda does, and builds what its first request needs.

And the memory of such a process once it has answered its first request.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.benchmarks.measurement import (
    FUNCTIONS,
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

_PROBE = """
import json, sys
import app
from device_ca.stores import aws_clients
built = [name.removesuffix("_client") for name, made in vars(aws_clients).items()
         if name.endswith("_client") and hasattr(made, "cache_info") and made.cache_info().currsize]
json.dump([built, "cryptography.x509" in sys.modules], sys.stdout)
"""
# Without pyOpenSSL's adapter, which nobody has who does not install pyOpenSSL.
_WITHOUT_PYOPENSSL = "import sys; sys.modules['urllib3.contrib.pyopenssl'] = None"
# What one writes who does not look at the clock, in one process for all handlers.
_USUAL_HAND = f"""{_WITHOUT_PYOPENSSL}
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
    return {{}}
"""
_BARE = "import boto3; boto3.client('dynamodb')"
_WHOLE_SDK = f"{_WITHOUT_PYOPENSSL}\n{_BARE}"


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
    """Measure every handler against its floor and against the usual hand."""
    floors = {function: _floor(function) for function in FUNCTIONS}
    programs = {f"floor {code}": Program(code, (layers(),)) for code in sorted({*floors.values(), _BARE})}
    whole = {"hand": _USUAL_HAND, "SDK": _WHOLE_SDK}
    programs |= {name: Program(code, (whole_packages(),)) for name, code in whole.items()}
    programs |= {function: Program("import app", (function_folder(function), layers())) for function in FUNCTIONS}
    taken = in_turns({name: _processor_time(program) for name, program in programs.items()})
    return [
        *(
            row(f"cold start of {function} against bare boto3, ms", taken[function], taken[f"floor {floor}"], 1.15)
            for function, floor in floors.items()
        ),
        *(
            row(f"cold start of {function} against the usual hand, ms", taken[function], taken["hand"], 0.7)
            for function in FUNCTIONS
        ),
        row(
            "bare boto3 in the layer against boto3 as it is installed, ms", taken[f"floor {_BARE}"], taken["SDK"], None
        ),
    ]


def memory_rows() -> list[Row]:
    """Measure the peak of every function's process after its first request, which ``warm_request_rows`` has kept."""
    programs = {
        function: Program(
            _FIRST_REQUEST + _PEAK,
            (function_folder(function), layers(), REPOSITORY),
            (str(first_request_of(function)),),
        )
        for function in FUNCTIONS
    }
    programs["bare"] = Program(_BARE + _PEAK, (layers(),))
    megabytes = in_turns({name: _peak(program) for name, program in programs.items()})
    return [
        row(f"peak memory of {function} against a bare boto3 process, MB", megabytes[function], megabytes["bare"], 1.3)
        for function in FUNCTIONS
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
