"""Judging one certificate, on one core: against the libraries used bare, and against other judges."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as asn1_x509
from cryptography.x509 import load_der_x509_certificate
from pkilint import loader
from pkilint.pkix import certificate as pkix_certificate
from pkilint.pkix import extension
from pkilint.pkix import name as pkix_name
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from device_ca.certificates.device_chain import read_certificate_chain
from device_ca.certificates.uploaded_file import read_certificate_file
from device_ca.rules.admission import judge_ca_certificate
from device_ca.rules.device_check import check_device_certificate
from tests.benchmarks import bare
from tests.benchmarks.measurement import FOLDER, Row, call_by_call, in_turns, processor_milliseconds, repeated, row
from tests.support.ca_records import ca_record
from tests.support.certificates import NOW, build_certificate, name, pem, registered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from device_ca.model.ca_record import CaRecord
    from device_ca.model.registered_ca import RegisteredCa

_KEYS = ("RSA-2048", "RSA-4096", "P-256", "P-384", "Ed25519", "ML-DSA-65")
# What the guide's commands make; the peers are not asked about others.
_USUAL_KEY = "RSA-2048"
_ROOT, _PLANT, _DEVICE = (name(("CN", text)) for text in ("Root", "Plant", "device-1"))
_NO_CA = {"basicConstraints": None, "keyUsage": None}


def judgement_rows() -> list[Row]:
    """Measure in microseconds of processor time."""
    rows = [_against_bare(f"a CA certificate ({key})", build_certificate(key=key)) for key in _KEYS]
    rows.append(_against_bare(f"a CA certificate ({_USUAL_KEY}, PEM)", pem(build_certificate(key=_USUAL_KEY))))
    for key, issuer_key in (("RSA-2048", "RSA-2048"), ("P-256", "P-256"), ("P-256", "RSA-2048")):
        root = build_certificate(key=issuer_key, subject=_ROOT)
        plant = build_certificate(key=key, issuer_key=issuer_key, subject=_PLANT, issuer=_ROOT)
        rows.append(_against_bare(f"an intermediate ({key}) of a registered root ({issuer_key})", plant, root))
    return [*rows, *_against_peers(build_certificate(key=_USUAL_KEY)), *_device_rows()]


def _against_bare(what: str, file: bytes, issuer: bytes | None = None) -> Row:
    superior_cas = [registered(issuer)] if issuer else []
    loaded_issuer = load_der_x509_certificate(issuer) if issuer else None
    judge, floor = lambda: _judge(file, superior_cas), lambda: bare.judge_ca(file, loaded_issuer)
    times = call_by_call({"ours": judge, "bare": floor})
    return row(f"judging {what} against bare cryptography, us", times["ours"], times["bare"], 1.5)


def _judge(file: bytes, superior_cas: Sequence[RegisteredCa] = ()) -> None:
    reading = read_certificate_file(file)
    admission = judge_ca_certificate(reading, file_name="rootCA.cer", now=NOW, superior_cas=superior_cas)
    if not admission.accepted or bool(admission.superior_ca) is not bool(superior_cas):
        raise RuntimeError(admission.violations)


def _against_peers(der: bytes) -> Iterator[Row]:
    works = {
        "ours": repeated(lambda: _judge(der)),
        "the process openssl x509": _openssl(der),
        "asn1crypto with pyhanko-certvalidator": repeated(_pyhanko(der)),
        "pkilint": repeated(_pkilint(der)),
    }
    times = in_turns(works)
    ours = times.pop("ours")
    for peer, theirs in times.items():
        yield row(f"judging a CA certificate ({_USUAL_KEY}) against {peer}, us", ours, theirs, 1.0)


def _openssl(der: bytes) -> Callable[[], float]:
    openssl = shutil.which("openssl")
    if openssl is None:
        sys.exit("openssl is not on the path.")
    file = FOLDER / "rootCA.cer"
    file.write_bytes(der)
    command = [openssl, "x509", "-inform", "DER", "-in", str(file), "-noout", "-text"]
    return lambda: processor_milliseconds(command, os.environ) * 1000


def _pyhanko(der: bytes) -> Callable[[], object]:
    async def judge() -> None:
        certificate = asn1_x509.Certificate.load(der)
        context = ValidationContext(trust_roots=[certificate], allow_fetching=False, moment=NOW)
        validator: Any = CertificateValidator(certificate, validation_context=context)
        await validator.async_validate_usage({"key_cert_sign"})

    loop = asyncio.new_event_loop()
    return lambda: loop.run_until_complete(judge())


def _pkilint(der: bytes) -> Callable[[], object]:
    validator = pkix_certificate.create_pkix_certificate_validator_container(
        pkix_certificate.create_decoding_validators(pkix_name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
        [
            pkix_certificate.create_issuer_validator_container([]),
            pkix_certificate.create_validity_validator_container(),
            pkix_certificate.create_subject_validator_container([]),
            pkix_certificate.create_extensions_validator_container([]),
            pkix_certificate.create_spki_validator_container([]),
        ],
    )

    def judge() -> Any:
        document = loader.RFC5280CertificateDocumentLoader().load_der_document(der, "certificate")
        return validator.validate(document.root)

    return judge


def _device_rows() -> Iterator[Row]:
    """Measure what trying a device certificate takes beside its read of the table."""
    for key in (_USUAL_KEY, "P-256"):
        root = build_certificate(key=key, subject=_ROOT)
        plant = build_certificate(key="P-384", issuer_key=key, subject=_PLANT, issuer=_ROOT)
        direct = build_certificate(issuer_key=key, subject=_DEVICE, issuer=_ROOT, extensions=_NO_CA)
        below = build_certificate(issuer_key="P-384", subject=_DEVICE, issuer=_PLANT, extensions=_NO_CA)
        for below_what, presented in (("", [direct]), (", a P-384 intermediate", [below, plant])):
            yield _device_row(f"{key} root{below_what}", presented, ca_record(root))


def _device_row(path: str, presented: list[bytes], root: CaRecord) -> Row:
    file = b"".join(map(pem, presented))

    def check() -> None:
        answer = check_device_certificate(read_certificate_chain(file).certificates, [root], now=NOW)
        if not answer.representation("en")["trusted"]:
            raise RuntimeError(answer)

    times = call_by_call({"ours": check, "bare": lambda: bare.validate_path(file, root.der, NOW)})
    return row(f"checking a device certificate ({path}) against bare OpenSSL, us", times["ours"], times["bare"], 1.5)
