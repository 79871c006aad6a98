"""What we take as a revocation list the openssl program uses, and it finds the same certificates revoked by it."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from device_ca.certificates.revocation_list import find_revocation
from device_ca.certificates.uploaded_list import read_revocation_list_file
from device_ca.rules.any_certificate import CLOCK_DIFFERENCE
from device_ca.rules.revocation_list_rules import judge_revocation_list
from tests.support import certificates as make
from tests.support.ca_records import ca_record
from tests.support.certificates import CA_NAME, NOW, build_certificate, der, extension, integer, pem
from tests.support.changed_certificates import one_element_changed, one_octet_changed
from tests.support.programs import required_program
from tests.support.revocation_lists import HOLD, build_revocation_list, entry, reason, scope

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from device_ca.certificates.uploaded_list import RevocationListReading

# `make fuzz` asks for more.
EXAMPLES = int(os.environ.get("EXAMPLES", "200"))
thorough = settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
SERIALS = {"listed": 5, "negative": -3, "long": 2**158, "not listed": 99}
CA = build_certificate()
CA_RECORD = ca_record(CA)
AUTHORITY_KEY = extension("2.5.29.35", make.sequence(der(0x80, make.key_identifier(make.spki_of("P-256")))))
SIGNING = make.usual_signing("P-256")
SEEDS = [
    build_revocation_list(
        entry(5, reason(1)), entry(-3), entry(2**158, reason(HOLD)), number=integer(7), extensions=[AUTHORITY_KEY]
    ),
    build_revocation_list(entry(5), extensions=[extension("1.3.6.1.4.1.55555.7", make.NULL)]),
]
# Where OpenSSL uses a list that we do not take: RFC 5280 forbids it, or programs would differ in what it says.
STRICTER = {
    # The library reads DER alone, and what RFC 5280 declares.
    "malformed_revocation_list",
    "not_a_revocation_list",
    # RFC 5280 5.1.2.1, 5.1.2.5, 5.2.3: OpenSSL does without.
    "crl_not_version_2",
    "crl_number_missing",
    "crl_number_too_long",
    "crl_next_update_missing",
    # RFC 5280 5.3.3: OpenSSL takes an entry that names another issuer for the CA's own, where it is not critical.
    "indirect_crl",
    # RFC 5280 5.1.2.6, 5.3.1: OpenSSL takes one of two entries, and an entry "removed" for none.
    "crl_entry_repeated",
    "crl_entry_removed",
    "field_too_long",
    # What begins like a private key is one that has leaked, wherever it stands.
    "contains_private_key",
}
_ERROR = re.compile(r"^error (\d+) at 0 depth lookup:.*\nerror (.*)\.pem: verification failed", re.MULTILINE)
_REVOKED = 23


def _device(serial: int) -> bytes:
    return build_certificate(
        key="P-384",
        issuer_key="P-256",
        subject=make.name(("CN", "device")),
        issuer=CA_NAME,
        serial_number=integer(serial),
        extensions={"basicConstraints": None, "keyUsage": None},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the CA and its devices, in which the program runs."""
    folder = tmp_path_factory.mktemp("lists")
    files = {"ca": CA} | {name: _device(serial) for name, serial in SERIALS.items()}
    for name, certificate in files.items():
        (folder / f"{name}.pem").write_bytes(pem(certificate))
    return folder


def _verdicts(folder: Path, crl: bytes, at: datetime) -> dict[str, int]:
    """Return the program's error for each device at a time, 0 where it lets it in."""
    (folder / "ca.crl").write_bytes(pem(crl, "X509 CRL"))
    command = [required_program("openssl"), "verify", "-crl_check", "-CAfile", "ca.pem", "-CRLfile", "ca.crl"]
    devices = [f"{name}.pem" for name in SERIALS]
    run = subprocess.run(
        [*command, "-attime", str(int(at.timestamp())), *devices],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    errors = {name: int(number) for number, name in _ERROR.findall(run.stderr)}
    # Of a file that it cannot read it says no more than that.
    let_in = run.stdout.splitlines()
    return {name: 0 if f"{name}.pem: OK" in let_in else errors.get(name, -1) for name in SERIALS}


def _check(folder: Path, crl: bytes) -> str:
    """Compare the verdicts; return whose they are."""
    reading = read_revocation_list_file(crl)
    rules = {violation.rule for violation in judge_revocation_list(reading, CA_RECORD, now=NOW)}
    theirs = _verdicts(folder, crl, _usable_at(reading))
    if not rules:
        ours = {name: _REVOKED if find_revocation(crl, serial) else 0 for name, serial in SERIALS.items()}
        assert theirs == ours
        return "taken by both"
    if set(theirs.values()) <= {0, _REVOKED}:
        assert rules & STRICTER, rules
        return f"used by OpenSSL alone: {sorted(rules)}"
    return "taken by neither"


def _usable_at(reading: RevocationListReading) -> datetime:
    """Return when a list that is taken is used: OpenSSL waits for a thisUpdate that is a little ahead."""
    if reading.revocation_list is None or reading.revocation_list.this_update > NOW + CLOCK_DIFFERENCE:
        return NOW
    return max(NOW, reading.revocation_list.this_update)


def _signed_anew(tbs_cert_list: bytes) -> bytes:
    signature = SIGNING.sign(make.private_key("P-256"), tbs_cert_list)
    return make.sequence(tbs_cert_list, SIGNING.algorithm, make.bit_string(signature))


def _tbs_cert_list(crl: bytes) -> bytes:
    revocation_list = read_revocation_list_file(crl).revocation_list
    assert revocation_list
    return revocation_list.tbs_cert_list


PARTS = [_tbs_cert_list(seed) for seed in SEEDS]


@pytest.mark.parametrize("crl", SEEDS, ids=["every kind of entry", "one entry"])
def test_what_is_not_changed(folder: Path, crl: bytes) -> None:
    assert judge_revocation_list(read_revocation_list_file(crl), CA_RECORD, now=NOW) == ()
    assert _check(folder, crl) == "taken by both"


def _named(organization: bytes, tag: int, common_name: bytes = b"Example Device CA") -> bytes:
    """Return the CA's name with its first part in another encoding, or in other letters."""
    parts = (make.attribute("O", organization, tag=tag), make.attribute("CN", common_name))
    return make.sequence(*(der(0x31, part) for part in parts))


def _authority(*parts: bytes, critical: bool = False) -> bytes:
    return extension("2.5.29.35", make.sequence(*parts), critical=critical)


def _by_number(name: bytes, serial: bytes) -> tuple[bytes, bytes]:
    """Return how an Authority Key Identifier names the CA's certificate by its issuer and serial number."""
    return der(0xA1, der(0xA4, name)), der(0x82, serial)


LISTED = entry(5)
_AUTHORITY_0 = extension("2.5.29.35", make.sequence(der(0xA1, der(0xA4, CA_NAME)), der(0x82, b"\x00")))
_LIKE_A_KEY = make.sequence(integer(0), integer(2**255))
_IN_DAYS = (NOW + timedelta(days=3)).strftime("%Y%m%d%H%M%SZ").encode()
ODD: dict[str, tuple[str, bytes]] = {
    "version 1": ("['crl_not_version_2']", build_revocation_list(LISTED, version=b"")),
    "version 1, named": ("['malformed_revocation_list']", build_revocation_list(LISTED, version=integer(0))),
    "entries in no order": ("both", build_revocation_list(entry(7), LISTED, entry(6))),
    "entries that are none": ("both", build_revocation_list(b"")),
    "the year 9999": ("both", build_revocation_list(LISTED, next_update=der(0x18, b"99991231235959Z"))),
    "the year 1": ("both", build_revocation_list(LISTED, this_update=der(0x18, b"00010101000000Z"))),
    # RFC 5280 5.1.2.5 has UTCTime until 2049; nobody insists.
    "GeneralizedTime before 2050": ("both", build_revocation_list(LISTED, next_update=der(0x18, _IN_DAYS))),
    "half a second": ("neither", build_revocation_list(LISTED, next_update=der(0x18, b"20991231000000.5Z"))),
    "another time zone": ("neither", build_revocation_list(LISTED, next_update=der(0x17, b"491231000000+0100"))),
    # To OpenSSL it is over in the second in which the next list is due.
    "due in a second": ("both", build_revocation_list(LISTED, next_update=NOW + timedelta(seconds=1))),
    "four minutes ahead": ("both", build_revocation_list(LISTED, this_update=NOW + timedelta(minutes=4))),
    # The library warns of it. To OpenSSL it is the list of another certificate than the CA's.
    "the authority's serial number is 0": ("neither", build_revocation_list(LISTED, extensions=[_AUTHORITY_0])),
    "what begins like a key": (
        "['contains_private_key']",
        build_revocation_list(LISTED, extensions=[extension("1.3.6.1.4.1.55555.7", _LIKE_A_KEY)]),
    ),
    "PrintableString": ("both", build_revocation_list(LISTED, issuer=_named(b"Example", 0x13))),
    "BMPString": ("both", build_revocation_list(LISTED, issuer=_named("Example".encode("utf-16-be"), 0x1E))),
    "TeletexString": ("both", build_revocation_list(LISTED, issuer=_named(b"Example", 0x14))),
    "other letters and blanks": (
        "both",
        build_revocation_list(LISTED, issuer=_named(b"EXAMPLE", 0x13, b"  example DEVICE  ca ")),
    ),
    "another name": ("neither", build_revocation_list(LISTED, issuer=_named(b"Example Inc", 0x13))),
    "another key": ("neither", build_revocation_list(LISTED, extensions=[_authority(der(0x80, b"x" * 20))])),
    "another certificate": (
        "neither",
        build_revocation_list(LISTED, extensions=[_authority(*_by_number(CA_NAME, b"\x05"))]),
    ),
    "the certificate": (
        "both",
        build_revocation_list(LISTED, extensions=[_authority(*_by_number(CA_NAME, bytes.fromhex("1234567890abcdef")))]),
    ),
    "critical authority key": (
        "both",
        build_revocation_list(
            LISTED,
            extensions=[_authority(der(0x80, make.key_identifier(make.spki_of("P-256"))), critical=True)],
        ),
    ),
    "an entry of another, not critical": (
        "['indirect_crl']",
        build_revocation_list(entry(5, extension("2.5.29.29", make.sequence(der(0xA4, make.name(("CN", "B"))))))),
    ),
    "a scope that says nothing": ("['malformed_revocation_list']", build_revocation_list(LISTED, extensions=[scope()])),
    "a serial number with a zero before it": ("neither", build_revocation_list(entry(der(0x02, b"\x00\x05")))),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd(folder: Path, name: str) -> None:
    expected, crl = ODD[name]
    assert _check(folder, crl).endswith(expected)


@given(st.sampled_from(PARTS).flatmap(one_octet_changed))
@thorough
def test_an_octet_changed_and_signed_anew(folder: Path, tbs_cert_list: bytes) -> None:
    event(_check(folder, _signed_anew(tbs_cert_list)))


@given(st.sampled_from(PARTS).flatmap(one_element_changed))
@thorough
def test_a_field_changed_and_signed_anew(folder: Path, tbs_cert_list: bytes) -> None:
    event(_check(folder, _signed_anew(tbs_cert_list)))


@given(st.sampled_from(SEEDS).flatmap(one_octet_changed))
@thorough
def test_an_octet_changed_and_not_signed_anew(folder: Path, crl: bytes) -> None:
    event(_check(folder, crl))
