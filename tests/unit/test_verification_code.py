from datetime import timedelta

from device_ca import clock
from device_ca.model.verification_code import generate_verification_code
from device_ca.registry.verification_commands import verification_commands

NOW = clock.utc_now().replace(microsecond=987_654)
WEEK = timedelta(days=7)


def test_code_has_128_bits_in_letters_that_survive_case_folding() -> None:
    codes = {generate_verification_code(now=NOW, validity=WEEK).code for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code) for code in codes} == {32}
    assert set("".join(codes)) == set("0123456789abcdef")


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
