"""OpenSSL and GnuTLS take every certificate that we admit; Go all but the brainpool curves."""

from tests.support import admitted_certificates
from tests.support.programs import required_program
from tests.tools.second_opinions import refusals


def test_the_programs_take_what_we_admit() -> None:
    certificates = list(admitted_certificates.own())
    assert len(certificates) > 60
    opinions = refusals(certificates, required_program)
    assert opinions["OpenSSL"] == {}
    assert opinions["GnuTLS"] == {}
    assert set(opinions["Go"]) == {"x509: unsupported elliptic curve"}
