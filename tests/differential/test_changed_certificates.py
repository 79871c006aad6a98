"""What we admit, OpenSSL and pyca/cryptography read, read in the same way, and take as a trust anchor."""

import os

import pytest
from hypothesis import HealthCheck, event, given, settings

from tests.support import changed_certificates as changed
from tests.support.certificates import NOW
from tests.support.changed_certificates import INTERMEDIATES, ROOTS, Seed
from tests.support.openssl_program import differences_of_program
from tests.support.other_readers import admitted, differences

# `make fuzz` asks for more.
EXAMPLES = int(os.environ.get("EXAMPLES", "600"))
thorough = settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("seed", [*ROOTS, *INTERMEDIATES], ids=str)
def test_what_is_not_changed(seed: Seed) -> None:
    certificate = admitted(seed.der, now=NOW)
    assert certificate is not None
    assert differences(certificate, now=NOW) == []
    assert differences_of_program(certificate) == []


@given(changed.changed_octets())
@thorough
def test_an_octet_changed_and_signed_anew(file: bytes) -> None:
    _check(file)


@given(changed.changed_fields())
@thorough
def test_a_field_changed_and_signed_anew(file: bytes) -> None:
    _check(file)


def _check(file: bytes) -> None:
    certificate = admitted(file, now=NOW)
    event("refused" if certificate is None else "admitted")
    if certificate is not None:
        assert differences(certificate, now=NOW) == []
        assert differences_of_program(certificate) == []


@pytest.mark.parametrize("change", [0x01, 0x20, 0x80])
@pytest.mark.parametrize("seed", INTERMEDIATES, ids=str)
def test_every_octet_of_an_intermediate_changed(seed: Seed, change: int) -> None:
    certificates = [found for file in changed.octet_by_octet(seed, change) if (found := admitted(file, now=NOW))]
    # Its issuer is not registered, so nothing verifies its signature.
    assert len(certificates) > 64
    wrong = {found.der.hex(): different for found in certificates if (different := differences(found, now=NOW))}
    assert wrong == {}


@pytest.mark.parametrize("seed", ROOTS, ids=str)
def test_a_root_that_is_changed_is_no_root(seed: Seed) -> None:
    """Where its subject or issuer is changed, it is an intermediate, whose signature nobody here can verify."""
    certificates = [found for file in changed.octet_by_octet(seed, 0x01) if (found := admitted(file, now=NOW))]
    assert [found for found in certificates if found.self_issued] == []
    wrong = {found.der.hex(): different for found in certificates if (different := differences(found, now=NOW))}
    assert wrong == {}
