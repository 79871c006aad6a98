"""The verifiers of the world on what we admit: the programs openssl and certtool (GnuTLS), and Go's crypto/x509."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from device_ca.certificates.certificate import read_certificate
from tests.support.certificates import pem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

type Refusals = Counter[str]

WARNED_OF = "GnuTLS, of those that the upload is warned of (object_identifier_out_of_range)"
_GO_PROGRAM = Path(__file__).parent / "parse.go"


def refusals(certificates: Sequence[bytes], program: Callable[[str], str]) -> dict[str, Refusals]:
    """Return how many of these certificates each verifier refuses, by its reason.

    Args:
        certificates: Their DER.
        program: Finds a program, such as ``required_program``.
    """
    openssl = [program("openssl"), "x509", "-inform", "DER", "-noout", "-text"]
    gnutls = [program("certtool"), "--certificate-info", "--inder"]
    return {
        "OpenSSL": _one_by_one(openssl, certificates, _key_is_not_read),
        "GnuTLS": _one_by_one(gnutls, [der for der in certificates if not _is_warned_of(der)]),
        WARNED_OF: _one_by_one(gnutls, [der for der in certificates if _is_warned_of(der)]),
        "Go": _by_go(program("go"), certificates),
    }


def table(opinions: dict[str, Refusals], count: int) -> str:
    """Write what was refused as a Markdown table."""
    lines = ["| verifier | refuses | reason |", "| --- | --- | --- |"]
    for verifier, found in opinions.items():
        lines += [f"| {verifier} | {number} of {count} | {reason} |" for reason, number in found.most_common()] or [
            f"| {verifier} | 0 of {count} | |"
        ]
    return "\n".join(lines)


def _one_by_one(
    arguments: list[str], certificates: Sequence[bytes], is_refused: Callable[[str], bool] = lambda _: False
) -> Refusals:
    found: Refusals = Counter()
    for certificate in certificates:
        run = subprocess.run(arguments, input=certificate, capture_output=True, check=False)
        if run.returncode or is_refused(run.stdout.decode(errors="replace")):
            found[_reason(run.stderr.decode(errors="replace"))] += 1
    return found


def _key_is_not_read(text: str) -> bool:
    """Say whether OpenSSL knows a key's algorithm, by its name, and still does not read the key.

    Before 3.5, it knows no ML-DSA. What it makes of those certificates is seen by the library in the tests.
    """
    return "Unable to load Public Key" in text and not re.search(r"Public Key Algorithm: [\d.]+$", text, re.MULTILINE)


def _by_go(go: str, certificates: Sequence[bytes]) -> Refusals:
    file = b"".join(map(pem, certificates))
    run = subprocess.run([go, "run", str(_GO_PROGRAM)], input=file, capture_output=True, check=True)
    answers = run.stdout.decode().splitlines()
    assert len(answers) == len(certificates)
    return Counter(_reason(answer) for answer in answers if answer != "ok")


def _is_warned_of(certificate: bytes) -> bool:
    return read_certificate(certificate).extensions.long_identifiers > 0


def _reason(text: str) -> str:
    """Return the last line of a message, without what differs from one certificate to the next."""
    last = next((line for line in reversed(text.splitlines()) if line.strip()), "no reason")
    return re.sub(r"^[0-9A-F]{8,}:|\d{4}-\d\d-\d\d\S*", "", last)
