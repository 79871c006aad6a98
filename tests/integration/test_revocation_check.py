"""POST /device-certificates/check asks the revocation lists, and says what the openssl program says of them."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509

from device_ca import clock
from tests.support.authority import Authority
from tests.support.certificates import pem
from tests.support.programs import required_program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.caller import Caller

pytestmark = pytest.mark.usefixtures("stores")
DAY = timedelta(days=1)


@pytest.fixture
def trusted(acme: Caller) -> Authority:
    authority = Authority("Root")
    acme.trust(authority)
    return authority


def _serial(certificate: bytes) -> int:
    return x509.load_pem_x509_certificate(certificate).serial_number


def _found(acme: Caller, device: bytes, **query: str) -> tuple[bool, list[str], list[str]]:
    answer = acme.check(device, **query)
    assert answer.status == 200, answer.body
    told: dict[str, Any] = answer.json
    assert (told["caId"] is None) is not told["trusted"]
    return told["trusted"], *([found["rule"] for found in told[kind]] for kind in ("reasons", "warnings"))


def test_without_a_list_nobody_knows(acme: Caller, trusted: Authority) -> None:
    device = trusted.issue_leaf("device")
    assert _found(acme, device) == (True, [], ["crl_missing"])
    assert _found(acme, device, revocation="required") == (False, ["crl_missing"], [])


def test_a_revoked_device_is_out_with_time_and_reason(acme: Caller, trusted: Authority) -> None:
    lost, other = trusted.issue_leaf("lost"), trusted.issue_leaf("other")
    at = clock.utc_now().replace(microsecond=0) - timedelta(hours=1)
    assert acme.revoke(trusted, _serial(lost), this_update=at).status == 200
    for query in ({}, {"revocation": "required"}):
        assert _found(acme, lost, **query) == (False, ["revoked"], [])
        assert _found(acme, other, **query) == (True, [], [])
    (reason,) = acme.check(lost).json["reasons"]
    assert reason["parameters"]["revokedAt"] == f"{at:%Y-%m-%dT%H:%M:%SZ}"
    assert reason["parameters"]["revocationReason"] == "keyCompromise"


def test_a_list_that_is_out_of_date_still_revokes(
    acme: Caller, trusted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, other = trusted.issue_leaf("lost"), trusted.issue_leaf("other")
    acme.revoke(trusted, _serial(lost))
    later = clock.utc_now() + 31 * DAY
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    assert _found(acme, lost) == (False, ["revoked"], ["crl_expired"])
    assert _found(acme, other) == (True, [], ["crl_expired"])
    assert _found(acme, other, revocation="required") == (False, ["crl_expired"], [])


def test_each_issuer_of_a_path_is_asked(acme: Caller, trusted: Authority) -> None:
    intermediate = trusted.issue_ca("Intermediate")
    device = intermediate.issue_leaf("device")
    chain = device + intermediate.pem
    assert _found(acme, chain) == (True, [], ["crl_missing", "crl_missing"])
    acme.revoke(trusted)
    assert _found(acme, chain) == (True, [], ["crl_missing"])
    acme.trust(intermediate)
    # The path ends at the first CA that is trusted.
    assert _found(acme, chain) == (True, [], ["crl_missing"])
    acme.revoke(intermediate)
    assert _found(acme, chain) == (True, [], [])
    acme.update(intermediate.id, {"enabled": False})
    acme.revoke(trusted, intermediate.certificate.serial_number)
    assert _found(acme, chain) == (False, ["revoked"], [])
    acme.revoke(intermediate, _serial(device))
    assert _found(acme, chain) == (False, ["revoked", "revoked"], [])


def test_a_renewed_ca_has_the_list_of_its_key(acme: Caller, trusted: Authority) -> None:
    lost = trusted.issue_leaf("lost")
    acme.revoke(trusted, _serial(lost))
    renewed = trusted.renew()
    acme.register(renewed.pem)
    acme.update(trusted.id, {"enabled": False})
    acme.update(renewed.id, {"enabled": True})
    assert "revoked" in _found(acme, lost)[1]


def test_a_list_of_a_namesake_or_of_another_tenant_says_nothing(acme: Caller, trusted: Authority) -> None:
    globex = replace(acme, tenant="globex")
    device = trusted.issue_leaf("device")
    namesake = Authority("Root")
    acme.trust(namesake)
    acme.revoke(namesake, _serial(device))
    globex.trust(trusted)
    globex.revoke(trusted, _serial(device))
    assert _found(acme, device) == (True, [], ["crl_missing"])
    assert _found(globex, device) == (False, ["revoked"], [])


def test_what_keeps_a_device_out_otherwise_is_told_beside(acme: Caller, trusted: Authority) -> None:
    lost = trusted.issue_leaf("lost")
    acme.revoke(trusted, _serial(lost))
    acme.update(trusted.id, {"enabled": False})
    assert _found(acme, lost) == (False, ["ca_disabled", "revoked"], [])


@pytest.mark.parametrize("value", ["", "optional", "true", "Required"])
def test_400_for_another_wish(acme: Caller, trusted: Authority, value: str) -> None:
    answer = acme.check(trusted.issue_leaf("device"), revocation=value)
    assert (answer.status, answer.code) == (400, "malformed_request")


def test_the_program_says_the_same(acme: Caller, trusted: Authority, tmp_path: Path) -> None:
    """``openssl verify -crl_check`` with the list as the registry gives it back."""
    devices = [trusted.issue_leaf(f"device {number}") for number in range(4)]
    revoked = {_serial(device) for device in devices[::2]}
    assert acme.revoke(trusted, *revoked).status == 200
    (tmp_path / "ca.pem").write_bytes(trusted.pem)
    (tmp_path / "ca.crl").write_bytes(pem(acme.get_list(trusted.id).body, "X509 CRL"))
    for device in devices:
        (tmp_path / "device.pem").write_bytes(device)
        command = [required_program("openssl"), "verify", "-crl_check", "-CAfile", "ca.pem", "-CRLfile", "ca.crl"]
        run = subprocess.run([*command, "device.pem"], cwd=tmp_path, capture_output=True, check=False)
        assert (run.returncode == 0) is acme.check(device, revocation="required").json["trusted"]
        assert (run.returncode == 0) is (_serial(device) not in revoked)
