"""A cold start imports what the first request needs and no more: modules can be counted, whatever else is running."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.function_environment import FUNCTION_ENVIRONMENT

REPOSITORY = Path(__file__).parents[2]
FUNCTIONS = sorted(path.parent.name for path in REPOSITORY.glob("functions/*/app.py"))
JUDGING = {"check_device_certificate", "upload_certificate", "verify_certificate"}
# cryptography's X.509 part takes as long to import as a client to build; judgements load single keys instead.
USING_X509 = {"check_device_certificate", "get_signing_request"}
USING_FILES = {
    "delete_certificate",
    "download_certificate",
    "publish_truststore",
    "sweep_files",
    "upload_certificate",
    "verify_certificate",
}
PROBE = """
import gc, json, sys
sys.modules["urllib3.contrib.pyopenssl"] = None  # layers/dependencies/Makefile leaves it out
import app
from device_ca import aws_clients
built = [name for name, made in vars(aws_clients).items() if hasattr(made, "cache_info") and made.cache_info().currsize]
garbage = {"collects": gc.isenabled(), "frozen": gc.get_freeze_count()}
json.dump({"modules": sorted(sys.modules), "built": built, **garbage}, sys.stdout)
"""


@cache
def _cold_start(function: str) -> dict[str, Any]:
    """Start a process that imports a handler as Lambda does.

    Returns:
        Its modules, the clients that it built, whether it collects garbage, and how many objects it does not look at.
    """
    path = os.pathsep.join([str(REPOSITORY / "functions" / function), str(REPOSITORY / "layers/device_ca/python")])
    environment = {**os.environ, **FUNCTION_ENVIRONMENT, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", PROBE], env=environment, check=True, capture_output=True, text=True)
    started: dict[str, Any] = json.loads(done.stdout)
    return started


def _imports(function: str, package: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for name in _cold_start(function)["modules"])


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    "package",
    [
        "aws_lambda_powertools.event_handler",
        "aws_lambda_powertools.utilities.data_classes",
        "boto3",
        "multipart",
        "s3transfer",
    ],
)
def test_no_function_imports(function: str, package: str) -> None:
    assert not _imports(function, package)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("package", "users"),
    [
        ("cryptography.x509", USING_X509),
        ("cryptography.hazmat.backends.openssl.backend", {"upload_certificate", "verify_certificate"}),
        ("device_ca.certificate_file", JUDGING),
        ("device_ca.proof_of_possession", {"verify_certificate"}),
        ("device_ca.admission", {"upload_certificate"}),
    ],
)
def test_only_those_who_use_it_import(function: str, package: str, users: set[str]) -> None:
    assert _imports(function, package) is (function in users)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_builds_the_clients_that_it_uses(function: str) -> None:
    assert ("s3_client" in _cold_start(function)["built"]) is (function in USING_FILES)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_garbage_is_collected_again_after_init_but_not_among_what_stays(function: str) -> None:
    started = _cold_start(function)
    assert started["collects"]
    assert started["frozen"] > len(started["modules"])
