"""Every rule about revocation lists, each broken alone, and the openssl program's word beside ours."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from device_ca.certificates.pem import pem_block
from device_ca.certificates.revocation_list import find_revocation
from device_ca.certificates.uploaded_list import read_revocation_list_file
from device_ca.model.ca_record import CaRecord
from device_ca.model.revocation_list import RevocationListRecord
from device_ca.rules.revocation_list_rules import judge_revocation_list
from tests.support import certificates as make
from tests.support.ca_records import ca_record
from tests.support.certificates import NOW, SIGNINGS, build_certificate, der, extension, integer, pem
from tests.support.programs import required_program
from tests.support.revocation_lists import HOLD, REMOVED, build_revocation_list, entry, reason, scope
from tests.support.texts import check_texts

CA = ca_record(build_certificate())
LAST = RevocationListRecord(
    number=1,
    this_update=NOW - timedelta(days=1),
    next_update=NOW + timedelta(days=1),
    entries=0,
    sha256="0" * 64,
    size=100,
    version="1",
)
ISSUER = extension("2.5.29.29", make.sequence(der(0xA4, make.name(("CN", "Another")))), critical=True)
AUTHORITY_KEY = extension("2.5.29.35", make.sequence(der(0x80, make.key_identifier(make.spki_of("P-256")))))
UNKNOWN = "1.3.6.1.4.1.55555.7"


def judge(file: bytes, ca: CaRecord = CA) -> list[str]:
    violations = judge_revocation_list(read_revocation_list_file(file), ca, now=NOW)
    check_texts(violations)
    return [violation.rule for violation in violations]


@pytest.mark.parametrize(
    "file",
    [
        build_revocation_list(),
        build_revocation_list(entry(5), entry(6, reason(HOLD)), entry(2**159 - 1), entry(0), entry(-3)),
        pem(build_revocation_list(), "X509 CRL"),
        pem(build_revocation_list(), "CRL", "\r\n"),
        b"\xef\xbb\xbfCertificate Revocation List (CRL):\n" + pem(build_revocation_list(), "X509 CRL"),
        pem(build_revocation_list(), "X509 CRL").split(b"-----")[2],
        build_revocation_list(this_update=NOW + timedelta(minutes=5)),
        build_revocation_list(next_update=NOW),
        build_revocation_list(number=integer(2**159 - 1)),
        build_revocation_list(extensions=[extension(UNKNOWN, b"\x05\x00")]),
        build_revocation_list(extensions=[AUTHORITY_KEY]),
        build_revocation_list(entry(1)),
        pem(build_certificate()) + pem(build_revocation_list(), "X509 CRL"),
    ],
    ids=[
        "DER",
        "entries",
        "PEM",
        "CRLF",
        "text around",
        "bare base64",
        "ahead",
        "due",
        "number",
        "unknown",
        "AKI",
        "1",
        "certificate beside",
    ],
)
def test_a_good_list_is_taken(file: bytes) -> None:
    assert judge(file) == []
    assert judge(file, replace(CA, crl=LAST)) == []


BROKEN: dict[str, tuple[list[str], Callable[[], bytes]]] = {
    "another issuer": (
        ["crl_issuer_mismatch"],
        lambda: build_revocation_list(issuer=make.name(("CN", "Another"))),
    ),
    "another key": (["crl_signature_invalid"], lambda: build_revocation_list(key="RSA-2048")),
    "another signature": (["crl_signature_invalid"], lambda: build_revocation_list(signature=b"x")),
 "key identifier of another": (
        ["refused_by_openssl"],
        lambda: build_revocation_list(extensions=[extension("2.5.29.35", make.sequence(der(0x80, b"x")))]),
    ),
    "algorithms disagree": (
        ["malformed_revocation_list"],
        lambda: build_revocation_list(inner_algorithm=SIGNINGS["ecdsa-with-SHA384"].algorithm),
    ),
    "SHA-1": (
        ["weak_signature_algorithm"],
        lambda: build_revocation_list(signing=make.unsigned("1.2.840.10045.4.1")),
    ),
    "no number": (["crl_number_missing"], lambda: build_revocation_list(number=None)),
    "version 1": (["crl_not_version_2"], lambda: build_revocation_list(version=b"")),
    "version 1 without extensions": (
        ["crl_not_version_2", "crl_number_missing"],
        lambda: build_revocation_list(number=None, version=b""),
    ),
    "number of 21 octets": (["crl_number_too_long"], lambda: build_revocation_list(number=integer(2**159))),
    "number of many digits": (["crl_number_too_long"], lambda: build_revocation_list(number=integer(1 << 100_000))),
    "valid later": (
        ["crl_not_yet_valid"],
        lambda: build_revocation_list(this_update=NOW + timedelta(minutes=5, seconds=1)),
    ),
    "no nextUpdate": (["crl_next_update_missing"], lambda: build_revocation_list(next_update=None)),
    "out of date": (["crl_expired"], lambda: build_revocation_list(next_update=NOW - timedelta(seconds=1))),
    "delta": (
        ["delta_crl"],
        lambda: build_revocation_list(extensions=[extension("2.5.29.27", integer(1), critical=True)]),
    ),
    "indirect": (["indirect_crl"], lambda: build_revocation_list(extensions=[scope(der(0x84, b"\xff"))])),
    "entry of another": (["indirect_crl"], lambda: build_revocation_list(entry(5, ISSUER))),
    "users alone": (["partial_crl"], lambda: build_revocation_list(extensions=[scope(der(0x81, b"\xff"))])),
    "CAs alone": (["partial_crl"], lambda: build_revocation_list(extensions=[scope(der(0x82, b"\xff"))])),
    "some reasons": (["partial_crl"], lambda: build_revocation_list(extensions=[scope(der(0x83, b"\x06\x40"))])),
    "a distribution point": (
        ["partial_crl"],
        lambda: build_revocation_list(extensions=[scope(der(0xA0, der(0xA0, der(0x86, b"http://crl"))))]),
    ),
    "unknown critical": (
        ["unknown_critical_extension"],
        lambda: build_revocation_list(extensions=[extension(UNKNOWN, b"\x05\x00", critical=True)]),
    ),
    "critical number": (
        ["unknown_critical_extension"],
        lambda: build_revocation_list(
            number=None, extensions=[extension("2.5.29.20", integer(2), critical=True)]
        ),
    ),
    "unknown critical of an entry": (
        ["unknown_critical_extension"],
        lambda: build_revocation_list(entry(5, extension(UNKNOWN, b"\x05\x00", critical=True))),
    ),
    "critical reason": (
        ["unknown_critical_extension"],
        lambda: build_revocation_list(entry(5, reason(1, critical=True))),
    ),
    "entry twice": (["crl_entry_repeated"], lambda: build_revocation_list(entry(5), entry(6), entry(5, reason(HOLD)))),
    "entry removed": (["crl_entry_removed"], lambda: build_revocation_list(entry(5, reason(REMOVED)))),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_is_broken_alone(name: str) -> None:
    expected, build = BROKEN[name]
    assert judge(build()) == expected


def test_every_broken_rule_is_reported() -> None:
    file = build_revocation_list(
        entry(5), entry(5, reason(REMOVED)), number=None, next_update=NOW - timedelta(days=1), key="RSA-2048"
    )
    assert judge(file) == [
        "crl_signature_invalid",
        "crl_number_missing",
        "crl_expired",
        "crl_entry_repeated",
        "crl_entry_removed",
    ]


@pytest.mark.parametrize(
    ("number", "expected"), [(2, []), (1, ["crl_number_not_higher"]), (0, ["crl_number_not_higher"])]
)
def test_the_number_goes_up(number: int, expected: list[str]) -> None:
    assert judge(build_revocation_list(number=integer(number)), replace(CA, crl=LAST)) == expected


def test_numbers_are_compared_as_numbers() -> None:
    nine, ten = build_revocation_list(number=integer(9)), build_revocation_list(number=integer(0x10))
    assert judge(ten, replace(CA, crl=replace(LAST, number=9))) == []
    assert judge(nine, replace(CA, crl=replace(LAST, number=0x10))) == ["crl_number_not_higher"]


def test_a_ca_without_crl_sign_signs_no_lists() -> None:
    key_usage = extension("2.5.29.15", b"\x03\x02\x02\x04", critical=True)
    ca = ca_record(build_certificate(extensions={"keyUsage": key_usage}))
    assert judge(build_revocation_list(), ca) == ["key_usage_forbids_crl_signing"]
    assert judge(build_revocation_list(), ca_record(build_certificate(extensions={"keyUsage": None}))) == []


def test_a_namesake_s_list_is_not_this_cas() -> None:
    """The same name, and the same key identifier, which is nothing but a claim."""
    identifier = extension("2.5.29.14", der(0x04, b"the same"))
    theirs = ca_record(build_certificate(key="RSA-2048", extensions={"subjectKeyIdentifier": identifier}))
    claim = extension("2.5.29.35", make.sequence(der(0x80, b"the same")))
    file = build_revocation_list(extensions=[claim])
    assert judge(file, theirs) == ["crl_signature_invalid"]


def test_a_ca_that_openssl_does_not_load_has_no_list() -> None:
    assert judge(build_revocation_list(), replace(CA, der=b"")) == ["refused_by_openssl"]


GOOD = build_revocation_list(entry(5))
FILES: dict[str, tuple[str, bytes]] = {
    "empty": ("not_a_revocation_list", b""),
    "text": ("not_a_revocation_list", b"hello"),
    "certificate": ("not_a_revocation_list", build_certificate()),
    "certificate in PEM": ("not_a_revocation_list", pem(build_certificate())),
    "UTF-16": ("not_a_revocation_list", pem(GOOD, "X509 CRL").decode().encode("utf-16")),
    "zip": ("not_a_revocation_list", b"PK\x03\x04"),
    "another block": ("not_a_revocation_list", pem(GOOD, "STRANGE")),
    "a certificate's block": ("not_a_revocation_list", pem(GOOD, "CERTIFICATE")),
    "trust settings": ("not_a_revocation_list", pem(GOOD, "TRUSTED CERTIFICATE")),
    "a certificate in a list's block": ("not_a_revocation_list", pem(build_certificate(), "X509 CRL")),
    "small letters": ("not_a_revocation_list", pem(GOOD, "x509 crl")),
    "hexadecimal": ("not_a_revocation_list", GOOD.hex().encode()),
    "two under two labels": ("several_revocation_lists", pem(GOOD, "X509 CRL") + pem(GOOD, "CRL")),
    "two in one block": ("malformed_revocation_list", pem(2 * GOOD, "X509 CRL")),
    "encrypted": (
        "malformed_revocation_list",
        pem(GOOD, "X509 CRL").replace(b"-----\n", b"-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x,y\n\n", 1),
    ),
    "two": ("several_revocation_lists", 2 * pem(GOOD, "X509 CRL")),
    "two in DER": ("malformed_revocation_list", 2 * GOOD),
    "truncated": ("malformed_revocation_list", GOOD[:-1]),
    "trailing": ("malformed_revocation_list", GOOD + b"\x00"),
    "no END": ("malformed_revocation_list", pem(GOOD, "X509 CRL")[:-10]),
    "no base64": ("malformed_revocation_list", pem(GOOD, "X509 CRL").replace(b"M", b"*")),
    "version 3": ("malformed_revocation_list", build_revocation_list(version=integer(2))),
    "number below zero": ("malformed_revocation_list", build_revocation_list(number=integer(-1))),
    "number of another type": ("malformed_revocation_list", build_revocation_list(number=der(0x04, b"1"))),
    "no date": ("malformed_revocation_list", build_revocation_list(this_update=der(0x17, b"991332000000Z"))),
    "the year 0": ("malformed_revocation_list", build_revocation_list(this_update=der(0x18, b"00000101000000Z"))),
    "no date of an entry": (
        "malformed_revocation_list",
        build_revocation_list(entry(5, at=der(0x18, b"00000101000000Z"))),
    ),
    "entry of another type": ("malformed_revocation_list", build_revocation_list(integer(5))),
    "unheard-of reason": ("malformed_revocation_list", build_revocation_list(entry(5, reason(99)))),
    "extension twice": (
        "malformed_revocation_list",
        build_revocation_list(extensions=2 * [extension(UNKNOWN, b"\x05\x00")]),
    ),
    "extension of an entry twice": (
        "malformed_revocation_list",
        build_revocation_list(entry(5, extension(UNKNOWN, b"\x05\x00"), extension(UNKNOWN, b"\x05\x00"))),
    ),
    "a name without end": (
        "field_too_long",
        build_revocation_list(issuer=make.name(*(("CN", "x" * 500) for _ in range(20)))),
    ),
    # An ECDSA signature is two integers, and another length each time.
    "padding bits": ("malformed_revocation_list", re.sub(rb"(?<=\x03[\x40-\x49])\x00(?=\x30)", b"\x01", GOOD)),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_list(name: str) -> None:
    rule, file = FILES[name]
    assert file != GOOD
    assert judge(file) == [rule]


@pytest.mark.parametrize("key", [make.private_key_pem("P-256"), make.private_key_pem("RSA-2048")])
def test_a_private_key_beside_a_list_is_found(key: bytes) -> None:
    crl = pem(GOOD, "X509 CRL")
    for file in (crl + key, key + crl):
        assert judge(file) == ["contains_private_key"]


@pytest.mark.parametrize("kind", ["RSA-2048", "P-384", "Ed25519", "Ed448", "ML-DSA-65"])
def test_lists_of_every_kind_of_key(kind: str) -> None:
    ca = ca_record(build_certificate(key=kind))
    assert judge(build_revocation_list(entry(5), key=kind), ca) == []
    assert judge(build_revocation_list(entry(5), key=kind, signature=b"x"), ca) == ["crl_signature_invalid"]


@pytest.mark.parametrize("serial", [0, 5, 2**159 - 1, -3, 2**300])
def test_what_a_list_says_of_a_certificate(serial: int) -> None:
    at = NOW - timedelta(hours=1)
    crl = build_revocation_list(entry(7), entry(serial, reason(1), at=at), entry(8))
    found = find_revocation(crl, serial)
    assert found
    assert (found.at, found.reason) == (at, "keyCompromise")
    plain = find_revocation(crl, 8)
    assert plain
    assert plain.reason == "unspecified"
    assert find_revocation(crl, 9) is None
    assert find_revocation(crl, -9) is None


def _verified_by_program(crl: bytes, ca: bytes, folder: Path) -> bool:
    (folder / "ca.pem").write_bytes(pem(ca))
    (folder / "ca.crl").write_bytes(pem_block(crl, "X509 CRL"))
    command = [required_program("openssl"), "crl", "-in", "ca.crl", "-noout", "-verify", "-CAfile", "ca.pem"]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return b"verify OK" in run.stderr


def test_the_program_verifies_what_we_take_and_not_what_we_refuse(tmp_path: Path) -> None:
    ca = build_certificate()
    assert _verified_by_program(GOOD, ca, tmp_path)
    for crl in (build_revocation_list(key="RSA-2048"), build_revocation_list(signature=b"x")):
        assert judge(crl) == ["crl_signature_invalid"]
        assert not _verified_by_program(crl, ca, tmp_path)


def test_the_program_makes_lists_that_are_taken(tmp_path: Path) -> None:
    """The commands of the hints: ``openssl ca -gencrl`` with the guide's CA, and a second list with a higher number."""
    openssl = required_program("openssl")
    (tmp_path / "ca.cnf").write_text(
        "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n"
        "certificate=ca.pem\nprivate_key=ca.key\ndefault_crl_days=30\ncrl_extensions=list\n"
        "[list]\nauthorityKeyIdentifier=keyid:always\n"
    )
    (tmp_path / "index.txt").touch()
    (tmp_path / "crlnumber").write_text("1000\n")
    (tmp_path / "ca.pem").write_bytes(pem(build_certificate()))
    (tmp_path / "ca.key").write_bytes(make.private_key_pem("P-256"))
    ca = CA
    for number in (0x1000, 0x1001):
        command = [openssl, "ca", "-config", "ca.cnf", "-gencrl", "-out", "ca.crl"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        reading = read_revocation_list_file((tmp_path / "ca.crl").read_bytes())
        assert judge_revocation_list(reading, ca, now=NOW + timedelta(minutes=30)) == ()
        assert reading.revocation_list
        assert reading.revocation_list.number == number
        ca = replace(CA, crl=replace(LAST, number=number))


@pytest.mark.parametrize("form", ["DER", "PEM"])
def test_a_list_in_pkcs7_is_none(tmp_path: Path, form: str) -> None:
    (tmp_path / "ca.crl").write_bytes(pem(GOOD, "X509 CRL"))
    command = [required_program("openssl"), "crl2pkcs7", "-in", "ca.crl", "-outform", form]
    file = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True).stdout
    assert judge(file) == ["not_a_revocation_list"]


def test_gnutls_reads_the_same_list(tmp_path: Path) -> None:
    (tmp_path / "ca.crl").write_bytes(pem(build_revocation_list(entry(5), entry(0x1234)), "X509 CRL"))
    command = [required_program("certtool"), "--crl-info", "--infile", "ca.crl"]
    text = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "Revoked certificates (2)" in text
    assert "1234" in text
