"""Judging one certificate, on one core, against the same calls of the libraries written bare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.x509 import load_der_x509_certificate

from device_ca.certificates.device_chain import read_certificate_chain
from device_ca.certificates.uploaded_file import read_certificate_file
from device_ca.certificates.uploaded_list import read_revocation_list_file
from device_ca.rules.admission import judge_ca_certificate
from device_ca.rules.device_check import check_device_certificate
from device_ca.rules.revocation_list_rules import judge_revocation_list
from tests.benchmarks import bare
from tests.benchmarks.measurement import Row, call_by_call, row
from tests.support.ca_records import ca_record
from tests.support.certificates import NOW, build_certificate, name, pem, registered
from tests.support.revocation_lists import build_revocation_list, entry, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from device_ca.model.ca_record import CaRecord
    from device_ca.model.registered_ca import RegisteredCa

_KEYS = ("RSA-2048", "P-256", "Ed25519")
_ROOT, _PLANT, _DEVICE = (name(("CN", text)) for text in ("Root", "Plant", "device-1"))
_ENTRIES = 10_000
_NO_CA = {"basicConstraints": None, "keyUsage": None}


def judgement_rows() -> list[Row]:
    """Measure in microseconds of processor time."""
    rows = [_against_bare(f"a CA certificate ({key})", build_certificate(key=key)) for key in _KEYS]
    root = build_certificate(key="RSA-2048", subject=_ROOT)
    plant = build_certificate(key="P-256", issuer_key="RSA-2048", subject=_PLANT, issuer=_ROOT)
    rows.append(_against_bare("an intermediate (P-256) of a registered root (RSA-2048)", plant, root))
    return [*rows, *_device_rows(), _list_row()]


def _against_bare(what: str, file: bytes, issuer: bytes | None = None) -> Row:
    superior_cas = [registered(issuer)] if issuer else []
    loaded_issuer = load_der_x509_certificate(issuer) if issuer else None
    judge, floor = lambda: _judge(file, superior_cas), lambda: bare.judge_ca(file, loaded_issuer)
    times = call_by_call({"ours": judge, "bare": floor})
    return row(f"judging {what} against the same library calls, us", times["ours"], times["bare"], 1.5)


def _judge(file: bytes, superior_cas: Sequence[RegisteredCa] = ()) -> None:
    reading = read_certificate_file(file)
    admission = judge_ca_certificate(reading, file_name="rootCA.cer", now=NOW, superior_cas=superior_cas)
    if not admission.accepted or bool(admission.superior_ca) is not bool(superior_cas):
        raise RuntimeError(admission.violations)


def _list_row() -> Row:
    """Measure what an entry of a long revocation list costs, where it is uploaded."""
    ca = ca_record(build_certificate())
    crl = build_revocation_list(*(entry(number << 96 | 1 << 120, reason(1)) for number in range(_ENTRIES)))

    def judge() -> None:
        violations = judge_revocation_list(read_revocation_list_file(crl), ca, now=NOW)
        if violations:
            raise RuntimeError(violations)

    times = call_by_call({"ours": judge, "bare": lambda: bare.judge_list(crl, ca.der)})
    ours, floor = ([time / _ENTRIES for time in times[name]] for name in ("ours", "bare"))
    return row(f"judging a revocation list of {_ENTRIES:,} entries, us an entry", ours, floor, 3)


def _device_rows() -> Iterator[Row]:
    """Measure what trying a device certificate takes beside its read of the table."""
    root = build_certificate(key="P-256", subject=_ROOT)
    plant = build_certificate(key="P-256", issuer_key="P-256", subject=_PLANT, issuer=_ROOT)
    direct = build_certificate(issuer_key="P-256", subject=_DEVICE, issuer=_ROOT, extensions=_NO_CA)
    below = build_certificate(issuer_key="P-256", subject=_DEVICE, issuer=_PLANT, extensions=_NO_CA)
    yield _device_row("P-256 root", [direct], ca_record(root))
    yield _device_row("P-256 root, an intermediate", [below, plant], ca_record(root))


def _device_row(path: str, presented: list[bytes], root: CaRecord) -> Row:
    file = b"".join(map(pem, presented))

    def check() -> None:
        answer = check_device_certificate(read_certificate_chain(file).certificates, [root], now=NOW)
        if not answer.representation("en")["trusted"]:
            raise RuntimeError(answer)

    times = call_by_call({"ours": check, "bare": lambda: bare.validate_path(file, root.der, NOW)})
    return row(f"checking a device certificate ({path}) against bare OpenSSL, us", times["ours"], times["bare"], 1.5)
