"""Every rule of a proof, each broken alone: verification certificates, and bare signatures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from device_ca.certificates.uploaded_file import read_certificate_file
from device_ca.clock import rfc3339
from device_ca.model.registered_ca import RegisteredCa
from device_ca.model.verification_code import ReplacedCode, possession_statement
from device_ca.rules.possession import (
    ProofJudgement,
    judge_signature_proof,
    judge_verification_certificate,
)
from tests.support import certificates as make
from tests.support.certificates import (
    CODE,
    NOW,
    SIGNINGS,
    attribute,
    build_certificate,
    build_verification_certificate,
    der,
)
from tests.support.texts import check_texts

CA_CERTIFICATE = build_certificate()
CA = make.registered(CA_CERTIFICATE)
NAMESAKE = make.registered(build_certificate(key="P-384"))
OTHER_NAME = make.name(("CN", "Other CA"))
OTHER = make.registered(build_certificate(key="P-384", subject=OTHER_NAME))


def judge(
    file: bytes,
    *,
    ca: RegisteredCa = CA,
    code: str = CODE,
    replaced_codes: Sequence[ReplacedCode] = (),
    other_cas: Sequence[RegisteredCa] = (),
) -> ProofJudgement:
    return judge_verification_certificate(
        read_certificate_file(file), ca=ca, code=code, replaced_codes=replaced_codes, other_cas=other_cas, now=NOW
    )


def rules(judgement: ProofJudgement) -> list[str]:
    check_texts(judgement.violations)
    return [violation.rule for violation in judgement.violations]


def subject(*common_names: str, tag: int = 0x0C) -> bytes:
    return make.name(("C", "DE"), ("O", "Example"), *(("CN", name) for name in common_names), tag=tag)


ACCEPTED = {
    "the guide's version 1": build_verification_certificate(),
    "version 3 with extensions": build_verification_certificate(
        version=2, no_extensions=False, extensions={"basicConstraints": None}
    ),
    "version 2": build_verification_certificate(version=1),
    "country and organisation beside it": build_verification_certificate(subject=subject(CODE)),
    "upper case": build_verification_certificate(CODE.upper()),
    "blanks around": build_verification_certificate(f" {CODE}\t"),
    "PrintableString": build_verification_certificate(subject=subject(CODE, tag=0x13)),
    "BMPString": build_verification_certificate(
        subject=make.sequence(der(0x31, attribute("CN", CODE.encode("utf-16-be"), 0x1E)))
    ),
    "multi-valued name": build_verification_certificate(
        subject=make.sequence(der(0x31, attribute("O", "x"), attribute("CN", CODE)))
    ),
    "issuer in another string type and case": build_verification_certificate(
        issuer=make.name(("O", "EXAMPLE"), ("CN", "example  device ca"), tag=0x13)
    ),
    "until 9999": build_verification_certificate(not_after=der(0x18, b"99991231235959Z")),
    "an RSA-512 key": build_verification_certificate(spki=make.rsa_spki((1 << 511) + 1, 3)),
    "a key of an unknown kind": build_verification_certificate(
        spki=make.sequence(make.sequence(make.oid("1.2.3.4")), make.bit_string(b"key"))
    ),
    "an unknown critical extension": build_verification_certificate(
        version=2, no_extensions=False, extensions={"x": make.extension("1.2.3", make.NULL, critical=True)}
    ),
    "an authority key identifier of another key": build_verification_certificate(
        version=2,
        no_extensions=False,
        extensions={"authorityKeyIdentifier": make.extension("2.5.29.35", make.sequence(der(0x80, b"other")))},
    ),
    "valid in five minutes": build_verification_certificate(not_before=NOW + timedelta(minutes=5)),
    "valid until now": build_verification_certificate(not_after=NOW),
    "PEM": make.pem(build_verification_certificate()),
}


@pytest.mark.parametrize("form", ACCEPTED)
def test_a_proof_is_accepted(form: str) -> None:
    judgement = judge(ACCEPTED[form])
    assert judgement.violations == ()
    assert judgement.accepted


REFUSED = {
    "no file": (["not_a_certificate"], b""),
    "truncated": (["malformed"], build_verification_certificate()[:-1]),
    "with the CA certificate": (
        ["several_certificates"],
        make.pem(build_verification_certificate()) + make.pem(CA_CERTIFICATE),
    ),
    "with its key": (
        ["contains_private_key"],
        make.pem(build_verification_certificate()) + make.private_key_pem("RSA-2048"),
    ),
    "the key alone": (["contains_private_key", "not_a_certificate"], make.private_key_pem("RSA-2048")),
    "the CA certificate": (["is_the_ca_certificate", "common_name_mismatch"], CA_CERTIFICATE),
    "no Common Name": (["common_name_missing"], build_verification_certificate(subject=make.name(("O", CODE)))),
    "empty subject": (["common_name_missing"], build_verification_certificate(subject=make.sequence())),
    "two Common Names": (["several_common_names"], build_verification_certificate(subject=subject(CODE, CODE))),
    "another name": (["common_name_mismatch"], build_verification_certificate("device-1")),
    "the code cut short": (["common_name_mismatch"], build_verification_certificate(CODE[:-1])),
    "the code and NUL": (["common_name_mismatch"], build_verification_certificate(f"{CODE}\x00")),
    "the code in look-alikes": (["common_name_mismatch"], build_verification_certificate(CODE.replace("0", "٠"))),  # noqa: RUF001
    "another issuer": (
        ["issuer_mismatch"],
        build_verification_certificate(ca_key="P-384", ca_subject=OTHER_NAME),
    ),
    "self-signed": (
        ["issuer_mismatch"],
        build_verification_certificate(key="P-256", ca_key="P-256", ca_subject=make.name(("CN", CODE))),
    ),
    "another key under the CA's name": (["signature_invalid"], build_verification_certificate(ca_key="P-384")),
    "a signature of nothing": (["signature_invalid"], build_verification_certificate(signature=b"")),
    "a signature of ones": (["signature_invalid"], build_verification_certificate(signature=b"\x01")),
    "RSA under an EC CA": (["signature_invalid"], build_verification_certificate(ca_key="RSA-2048")),
    "two algorithms": (
        ["signature_invalid"],
        build_verification_certificate(inner_algorithm=SIGNINGS["ecdsa-with-SHA384"].algorithm),
    ),
    "SHA-1": (["weak_signature_algorithm"], build_verification_certificate(signing=make.unsigned("1.2.840.10045.4.1"))),
    "expired": (["expired"], build_verification_certificate(not_after=NOW - timedelta(seconds=1))),
    "valid a second after the five minutes": (
        ["not_yet_valid"],
        build_verification_certificate(not_before=NOW + timedelta(minutes=5, seconds=1)),
    ),
    "nothing right": (
        ["common_name_mismatch", "issuer_mismatch", "expired"],
        build_verification_certificate(
            "x", ca_key="P-384", ca_subject=OTHER_NAME, not_after=NOW - timedelta(seconds=1)
        ),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_proof_is_refused(case: str) -> None:
    expected, file = REFUSED[case]
    assert rules(judge(file)) == expected


def test_the_ca_has_expired_since() -> None:
    expired = replace(CA, not_after=NOW - timedelta(seconds=1))
    assert rules(judge(build_verification_certificate(), ca=expired)) == ["ca_expired"]
    assert judge(build_verification_certificate(), ca=replace(CA, not_after=NOW)).accepted


def test_an_earlier_code_is_recognised() -> None:
    replaced = ReplacedCode("feedc0de", NOW - timedelta(hours=3))
    judgement = judge(build_verification_certificate("FEEDC0DE"), replaced_codes=[replaced])
    assert rules(judgement) == ["common_name_mismatch"]
    assert judgement.violations[0].parameters["reason"] == "earlier_code"
    assert judgement.violations[0].parameters["replacedAt"] == rfc3339(replaced.replaced_at)


def test_the_ca_that_did_sign_is_named() -> None:
    file = build_verification_certificate(ca_key="P-384", ca_subject=OTHER_NAME)
    judgement = judge(file, other_cas=[NAMESAKE, OTHER])
    assert rules(judgement) == ["issuer_mismatch"]
    assert judgement.violations[0].parameters["otherCaId"] == OTHER.id


def test_the_namesake_that_did_sign_is_named() -> None:
    judgement = judge(build_verification_certificate(ca_key="P-384"), other_cas=[OTHER, CA, NAMESAKE])
    assert rules(judgement) == ["signature_invalid"]
    assert judgement.violations[0].parameters["otherCaId"] == NAMESAKE.id


def test_a_request_is_told_that_it_must_be_signed() -> None:
    request = make.sequence(
        make.sequence(make.integer(0), subject(CODE), make.spki_of("P-256"), der(0xA0)),
        SIGNINGS["ecdsa-with-SHA256"].algorithm,
        make.bit_string(b""),
    )
    judgement = judge(request)
    assert rules(judgement) == ["not_a_certificate"]
    assert judgement.violations[0].parameters["remedy"] == "sign_request"


@pytest.mark.parametrize("key", ["RSA-2048", "P-256", "P-384", "P-521", "Ed25519", "Ed448"])
@pytest.mark.parametrize("level", [44, 65, 87])
def test_ml_dsa_verifies_nobody_else(key: str, level: int) -> None:
    ca = make.registered(build_certificate(key=f"ML-DSA-{level}"))
    assert judge(build_verification_certificate(ca_key=f"ML-DSA-{level}"), ca=ca).accepted
    assert rules(judge(build_verification_certificate(ca_key=key), ca=ca)) == ["signature_invalid"]


def test_an_unreadable_key_in_the_registry_is_a_verdict_too() -> None:
    assert rules(judge(build_verification_certificate(), ca=replace(CA, spki=b""))) == ["signature_invalid"]


KEYS = {
    kind: make.registered(build_certificate(key=kind))
    for kind in (
        "RSA-2048",
        "P-256",
        "P-521",
        "brainpoolP256r1",
        "Ed25519",
        "Ed448",
        "ML-DSA-44",
        "ML-DSA-65",
        "ML-DSA-87",
    )
}


def statement(kind: str) -> bytes:
    return possession_statement(KEYS[kind].id, CODE).encode()


def prove(kind: str, signature: bytes, algorithm: str) -> list[str]:
    return rules(judge_signature_proof(signature, algorithm, ca=KEYS[kind], code=CODE, now=NOW))


@pytest.mark.parametrize("kind", KEYS)
def test_a_signature_over_the_statement_proves_possession(kind: str) -> None:
    key = make.private_key(kind)
    if kind == "RSA-2048":
        signatures = {
            f"sha{digest.digest_size * 8}WithRSAEncryption": key.sign(statement(kind), padding.PKCS1v15(), digest)
            for digest in (hashes.SHA256(), hashes.SHA384(), hashes.SHA512())
        }
    elif kind.startswith(("P-", "b")):
        signatures = {
            f"ecdsa-with-{digest.name.upper()}": key.sign(statement(kind), ec.ECDSA(digest))
            for digest in (hashes.SHA256(), hashes.SHA384(), hashes.SHA512())
        }
    else:
        signatures = {kind: key.sign(statement(kind))}
    for algorithm, signature in signatures.items():
        assert prove(kind, signature, algorithm) == []
        assert prove(kind, signature, f" {algorithm.upper()}") == []
        assert prove(kind, signature[:-1], algorithm) == ["signature_invalid"]
        assert prove(kind, b"", algorithm) == ["signature_invalid"]


@pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()], ids=lambda digest: digest.name)
@pytest.mark.parametrize("salt_length", [0, 20, 32, 190])
def test_rsa_pss_with_any_salt(digest: hashes.HashAlgorithm, salt_length: int) -> None:
    scheme = padding.PSS(padding.MGF1(digest), salt_length)
    signature = make.private_key("RSA-2048").sign(statement("RSA-2048"), scheme, digest)
    assert prove("RSA-2048", signature, "rsassaPss") == []
    assert prove("RSA-2048", signature, f"RSASSA_PSS_SHA_{digest.digest_size * 8}") == []
    assert prove("RSA-2048", signature, "sha256WithRSAEncryption") == ["signature_invalid"]


def test_the_names_of_aws_kms() -> None:
    signature = make.private_key("P-256").sign(statement("P-256"), ec.ECDSA(hashes.SHA256()))
    assert prove("P-256", signature, "ECDSA_SHA_256") == []
    assert prove("ML-DSA-65", make.private_key("ML-DSA-65").sign(statement("ML-DSA-65")), "ML_DSA_SHAKE_256") == []
    assert prove("Ed25519", make.private_key("Ed25519").sign(statement("Ed25519")), "ED25519_SHA_512") == []


@pytest.mark.parametrize("algorithm", ["", "RS256", "sha1WithRSAEncryption", "md5", "none", "x" * 10_000])
def test_an_unknown_algorithm_is_named(algorithm: str) -> None:
    assert prove("RSA-2048", b"", algorithm) == ["unknown_signature_algorithm"]


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [("RSA-2048", "ed25519"), ("P-256", "sha256WithRSAEncryption"), ("Ed25519", "ed448"), ("ML-DSA-65", "ML-DSA-44")],
)
def test_an_algorithm_that_does_not_fit_the_key(kind: str, algorithm: str) -> None:
    assert prove(kind, b"", algorithm) == ["signature_algorithm_mismatch"]


@pytest.mark.parametrize("text", ["", CODE, "device-ca-possession:", "{statement}\n", "x{statement}"])
def test_a_signature_over_another_text_proves_nothing(text: str) -> None:
    signed = text.format(statement=statement("Ed25519").decode()).encode()
    assert prove("Ed25519", make.private_key("Ed25519").sign(signed), "ed25519") == ["signature_invalid"]


def test_a_signature_with_a_context_proves_nothing() -> None:
    signature = make.private_key("ML-DSA-65").sign(statement("ML-DSA-65"), b"context")
    assert prove("ML-DSA-65", signature, "ML-DSA-65") == ["signature_invalid"]


def test_a_signature_for_another_ca_or_code_proves_nothing() -> None:
    signature = make.private_key("Ed25519").sign(statement("Ed25519"))
    ca = KEYS["Ed25519"]
    assert rules(judge_signature_proof(signature, "ed25519", ca=ca, code="other", now=NOW)) == ["signature_invalid"]
    another = replace(ca, id="0" * 64)
    assert rules(judge_signature_proof(signature, "ed25519", ca=another, code=CODE, now=NOW)) == ["signature_invalid"]


def test_a_signature_for_an_expired_ca() -> None:
    expired = replace(KEYS["Ed25519"], not_after=NOW - timedelta(seconds=1))
    signature = make.private_key("Ed25519").sign(statement("Ed25519"))
    assert rules(judge_signature_proof(signature, "ed25519", ca=expired, code=CODE, now=NOW)) == ["ca_expired"]
    assert rules(judge_signature_proof(b"", "?", ca=expired, code=CODE, now=NOW)) == [
        "unknown_signature_algorithm",
        "ca_expired",
    ]


def test_an_unreadable_key_in_the_registry_fits_no_algorithm() -> None:
    broken = replace(CA, spki=b"")
    assert rules(judge_signature_proof(b"", "ed25519", ca=broken, code=CODE, now=NOW)) == [
        "signature_algorithm_mismatch"
    ]


PSS_ALONE = make.rsa_spki(
    make.private_key("RSA-2048").public_key().public_numbers().n,
    65537,
    make.sequence(make.oid("1.2.840.113549.1.1.10")),
)
OF_ECDSA = ["ecdsa-with-SHA256", "ecdsa-with-SHA384", "ecdsa-with-SHA512"]
OF_PKCS1 = ["sha256WithRSAEncryption", "sha384WithRSAEncryption", "sha512WithRSAEncryption"]


@pytest.mark.parametrize(
    ("ca", "algorithm", "accepted", "remedy"),
    [
        (KEYS["P-256"], "ed25519", OF_ECDSA, "sign_statement"),
        (KEYS["RSA-2048"], "ed25519", ["rsassaPss", *OF_PKCS1], "sign_statement"),
        (replace(CA, spki=PSS_ALONE), "ed25519", ["rsassaPss"], "sign_statement_pss"),
        (KEYS["Ed25519"], "ed448", ["ed25519"], "sign_statement_without_digest"),
        (KEYS["ML-DSA-65"], "ed25519", ["ML-DSA-65"], "sign_statement_without_digest"),
    ],
    ids=["EC", "RSA", "RSA-PSS alone", "Ed25519", "ML-DSA"],
)
def test_who_took_another_algorithm_is_told_those_of_the_key_and_its_command(
    ca: RegisteredCa, algorithm: str, accepted: list[str], remedy: str
) -> None:
    (violation,) = judge_signature_proof(b"", algorithm, ca=ca, code=CODE, now=NOW).violations
    told = violation.parameters["accepted"]
    assert isinstance(told, list)
    assert (sorted(map(str, told)), violation.parameters["remedy"]) == (sorted(accepted), remedy)


def test_who_took_an_unknown_algorithm_is_told_the_names_of_all_by_their_oids() -> None:
    (violation,) = judge_signature_proof(b"", "x", ca=CA, code=CODE, now=NOW).violations
    assert violation.parameters["accepted"] == [
        "rsassaPss",
        "ed25519",
        "ed448",
        "ML-DSA-44",
        "ML-DSA-65",
        "ML-DSA-87",
        *(name for names in zip(OF_PKCS1, OF_ECDSA, strict=True) for name in names),
    ]


def test_hints_about_the_file_are_for_a_proof_and_name_it() -> None:
    """Who sent a key along is to send the proof alone, and not to issue a CA again."""
    proof = build_verification_certificate()
    for file, remedy in (
        (make.pem(proof) + make.private_key_pem("RSA-2048"), "upload_proof_alone"),
        (make.pem(proof) + make.pem(CA_CERTIFICATE), "upload_proof_alone"),
        (b"hello", None),
    ):
        judgement = judge_verification_certificate(
            read_certificate_file(file), ca=CA, code=CODE, file_name="proof.pem", now=NOW
        )
        assert {violation.parameters.get("remedy") for violation in judgement.violations} == {remedy}
        assert {violation.parameters["fileName"] for violation in judgement.violations} == {"proof.pem"}


def test_blanks_around_a_code_are_blanks() -> None:
    """Python strips control characters as well, which no reader of the name would see."""
    assert rules(judge(build_verification_certificate(f"\x1c{CODE}"))) == ["common_name_mismatch"]


def test_a_key_for_rsa_pss_alone_signs_no_pkcs1() -> None:
    ca = replace(CA, spki=PSS_ALONE)
    for name in ("sha256WithRSAEncryption", "rsassaPss"):
        signature = make.private_key("RSA-2048").sign(
            possession_statement(ca.id, CODE).encode(), padding.PKCS1v15(), hashes.SHA256()
        )
        expected = "signature_invalid" if name == "rsassaPss" else "signature_algorithm_mismatch"
        assert rules(judge_signature_proof(signature, name, ca=ca, code=CODE, now=NOW)) == [expected]
