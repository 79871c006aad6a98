"""Certificates that are admitted: of every algorithm and of the usual shapes, and those of the corpus."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.support import certificates as make
from tests.support.certificates import NOW, SIGNINGS, build_certificate, der, integer, sequence
from tests.support.changed_certificates import INTERMEDIATES, ROOTS
from tests.support.other_readers import admitted
from tests.tools.local_stack.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = ROOT.parent / "shared" / "corpus"
_CORPUS_IS_OF = datetime(2026, 11, 23, 12, tzinfo=UTC)
_ALGORITHMS = {
    "RSA-2048": [algorithm for algorithm in SIGNINGS if "RSA" in algorithm.upper()],
    "RSA-4096": ["sha256WithRSAEncryption"],
    **{
        curve: [algorithm for algorithm in SIGNINGS if "ecdsa" in algorithm]
        for curve in ("P-256", "P-384", "P-521", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1")
    },
    "Ed25519": ["ed25519"],
    "Ed448": ["ed448"],
    "ML-DSA-44": ["ML-DSA-44"],
    "ML-DSA-65": ["ML-DSA-65"],
    "ML-DSA-87": ["ML-DSA-87"],
}
_SHAPES = [
    {"subject": make.name(("C", "DE"), ("O", "Plant"), ("CN", "Line 7"), tag=0x13)},
    {"subject": make.name(("CN", "\u5149\u5b66")), "serial_number": integer(1)},
    {"subject": make.name(("CN", "Key of its own"), ("2.5.4.5", "4711"))},
    {"not_before": datetime(1999, 12, 31, tzinfo=UTC), "not_after": datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)},
    {"extensions": {"keyUsage": None}},
    {"extensions": {"basicConstraints": make.extension("2.5.29.19", sequence(make.BOOLEAN_TRUE, integer(0)))}},
    {"extensions": {"x": make.extension("1.3.6.1.4.1.55555.1", make.NULL)}},
    # An extension that goes by a UUID (X.667).
    {"extensions": {"x": make.extension("2.25.329800735698586629295641978511506172918", make.NULL)}},
    {"extensions": {"x": sequence(make.oid("1.3.6.1.4.1.55555.1"), make.BOOLEAN_FALSE, der(0x04, make.NULL))}},
    {"extensions": {"issuerAltName": make.extension("2.5.29.18", sequence(der(0x81, b"ca@example.com")))}},
]


def own() -> Iterator[bytes]:
    """Yield the DER of the suite's certificates that are admitted."""
    certificates = [seed.der for seed in (*ROOTS, *INTERMEDIATES)]
    for key, algorithms in _ALGORITHMS.items():
        certificates += [build_certificate(key=key, signing=SIGNINGS[algorithm]) for algorithm in algorithms]
    certificates += [build_certificate(**shape) for shape in _SHAPES]  # type: ignore[arg-type]
    return (certificate.der for file in certificates if (certificate := admitted(file, now=NOW)))


def of_corpus() -> Iterator[bytes]:
    """Yield the DER of the corpus's certificates that are admitted; nothing where it is not beside the checkout."""
    if not CORPUS.is_dir():
        return
    for line in (CORPUS / "index.jsonl").read_text(encoding="utf-8").splitlines():
        certificate = admitted((CORPUS / json.loads(line)["path"]).read_bytes(), now=_CORPUS_IS_OF)
        if certificate:
            yield certificate.der
