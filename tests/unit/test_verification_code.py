import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from device_ca import clock
from device_ca.certificates.uploaded_file import read_certificate_file
from device_ca.model.verification_code import generate_verification_code, has_form_of_code
from device_ca.registry.verification_commands import PROOF_PURPOSE, verification_commands
from device_ca.rules.possession import judge_verification_certificate
from tests.support.certificates import registered
from tests.support.programs import required_program

NOW = clock.utc_now().replace(microsecond=987_654)
WEEK = timedelta(days=7)


def _codes(count: int) -> list[str]:
    return [generate_verification_code(now=NOW, validity=WEEK).code for _ in range(count)]


def test_code_is_made_of_letters_that_survive_case_folding() -> None:
    codes = _codes(1000)
    assert {len(code) for code in codes} == {32}
    assert set("".join(codes)) == set("0123456789abcdef")


def test_no_two_codes_are_the_same() -> None:
    """Of 32 random bits, however they were spread over the code, some 18 pairs would be."""
    assert len(set(_codes(400_000))) == 400_000


def test_no_bit_of_a_code_follows_from_others() -> None:
    """The codes as vectors of bits span all 128 dimensions; bits that repeat or sum up others would span fewer."""
    basis: list[int] = []
    for code in _codes(400):
        vector = int(code, 16)
        for known in basis:
            vector = min(vector, vector ^ known)
        if vector:
            basis.append(vector)
    assert len(basis) == 128


def test_code_is_active_until_the_second_it_expires() -> None:
    code = generate_verification_code(now=NOW, validity=WEEK)
    assert code.expires_at == NOW.replace(microsecond=0) + WEEK
    assert code.is_active(code.expires_at - timedelta(seconds=1))
    assert not code.is_active(code.expires_at)


def test_commands_are_the_guides_with_the_code_in_place() -> None:
    genrsa, req, x509 = verification_commands("ab" * 32, "0a1b")["openssl"]
    assert genrsa == "openssl genrsa -out verificationCert.key 2048"
    assert req == 'openssl req -new -key verificationCert.key -out verificationCert.csr -subj "/CN=0a1b"'
    assert x509 == (
        "openssl x509 -req -in verificationCert.csr -CA rootCA.cer -CAkey rootCA.key -CAcreateserial"
        " -out verificationCert.crt -days 36500 -sha256"
    )


@pytest.mark.parametrize("text", ["0" * 31, "0" * 33, "g" * 32, "\uff10" * 32, "0" * 32 + "\n"])
def test_only_what_could_be_a_code_has_its_form(text: str) -> None:
    code = generate_verification_code(now=NOW, validity=WEEK).code
    assert has_form_of_code(code)
    assert has_form_of_code(code.upper())
    assert not has_form_of_code(text)


def run(folder: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """Run command lines as a person pastes them."""
    required_program("openssl")
    return subprocess.run(
        ["sh", "-euc", "\n".join(lines)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = run(
        tmp_path,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout rootCA.key -subj /CN=Root"
        " -out root.pem",
        "openssl x509 -in root.pem -outform DER -out rootCA.cer",
    )
    assert made.returncode == 0, made.stderr
    return tmp_path


@pytest.mark.parametrize("way", ["recommended", "openssl"])
def test_the_commands_prove_possession(root: Path, way: str) -> None:
    code = generate_verification_code(now=NOW, validity=WEEK).code
    ca = registered((root / "rootCA.cer").read_bytes())
    signed = run(root, *verification_commands(ca.id, code)[way])
    assert signed.returncode == 0, signed.stderr
    reading = read_certificate_file((root / "verificationCert.crt").read_bytes())
    assert judge_verification_certificate(reading, ca=ca, code=code, now=clock.utc_now()).accepted


def test_the_recommended_certificate_is_good_for_nothing_but_the_proof(root: Path) -> None:
    assert run(root, *verification_commands("ab" * 32, "0a1b")["recommended"]).returncode == 0
    certificate = x509.load_pem_x509_certificate((root / "verificationCert.crt").read_bytes())
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= WEEK
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert (constraints.critical, constraints.value.ca) == (True, False)
    assert (purposes.critical, [purpose.dotted_string for purpose in purposes.value]) == (True, [PROOF_PURPOSE])
    assert not (root / "verificationCert.key").exists()
    verify = "openssl verify -CAfile root.pem -purpose {} verificationCert.crt"
    assert run(root, verify.format("any")).returncode == 0
    for purpose in ("sslclient", "sslserver", "smimesign"):
        assert run(root, verify.format(purpose)).returncode != 0
