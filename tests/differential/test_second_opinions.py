"""OpenSSL takes every certificate that we admit, GnuTLS those that we do not warn of, Go all but brainpool curves."""

from tests.support import admitted_certificates
from tests.support.certificates import NOW
from tests.support.other_readers import admitted, differences
from tests.support.programs import required_program
from tests.tools.second_opinions import WARNED_OF, refusals


def test_the_programs_take_what_we_admit() -> None:
    certificates = list(admitted_certificates.own())
    assert len(certificates) > 60
    opinions = refusals(certificates, required_program)
    assert opinions["OpenSSL"] == {}
    assert opinions["GnuTLS"] == {}
    assert opinions[WARNED_OF].total() == 1
    assert set(opinions["Go"]) == {"x509: unsupported elliptic curve", "x509: malformed extension OID field"}


def test_the_libraries_read_what_we_admit_in_the_same_way() -> None:
    found = [certificate for der in admitted_certificates.own() if (certificate := admitted(der, now=NOW))]
    assert {certificate.subject: wrong for certificate in found if (wrong := differences(certificate, now=NOW))} == {}
