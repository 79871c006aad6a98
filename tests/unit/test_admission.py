"""Every rule and warning of an admission, each broken alone."""

import shlex
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path

import certifi
import pytest
from cryptography.hazmat.primitives import hashes

from device_ca.certificates.uploaded_file import read_certificate_file
from device_ca.messages.rendering import render
from device_ca.model.registered_ca import RegisteredCa
from device_ca.rules.admission import FILE_EXTENSIONS, Admission, judge_ca_certificate
from device_ca.rules.admission_rules import LONGEST_FIELDS
from device_ca.rules.public_roots import PUBLIC_ROOT_KEYS
from tests.support import certificates as make
from tests.support.certificates import NOW, SIGNINGS, build_certificate, der, integer, oid, sequence
from tests.support.programs import required_program
from tests.support.texts import check_texts

SUPERIOR_NAME = make.name(("CN", "Superior CA"))


def judge(file: bytes, *, file_name: str | None = "ca.pem", superior_cas: tuple[RegisteredCa, ...] = ()) -> Admission:
    return judge_ca_certificate(read_certificate_file(file), file_name=file_name, now=NOW, superior_cas=superior_cas)


def rules(admission: Admission) -> list[str]:
    check_texts(admission.violations)
    return [violation.rule for violation in admission.violations]


def warnings(admission: Admission) -> list[str]:
    check_texts(admission.warnings)
    return [warning.rule for warning in admission.warnings]


def basic_constraints(*parts: bytes, critical: bool = True) -> dict[str, bytes]:
    return {"basicConstraints": make.extension("2.5.29.19", sequence(*parts), critical=critical)}


def test_a_good_certificate_enters_without_a_word() -> None:
    admission = judge(build_certificate())
    assert admission.accepted
    assert admission.violations == ()
    assert admission.warnings == (), "let ca_extensions of tests/support/certificates.py make a better certificate"
    assert admission.certificate is not None
    assert admission.certificate.self_signed


AKI_EMPTY = make.extension("2.5.29.35", sequence())
BROKEN: dict[str, tuple[list[str], Callable[[], bytes]]] = {
    "version 1": (["not_version_3"], lambda: build_certificate(version=None)),
    "version 2": (["not_version_3"], lambda: build_certificate(version=1)),
    "version of many digits": (["not_version_3"], lambda: build_certificate(version=1 << 300_000)),
    "version below zero": (["not_version_3"], lambda: build_certificate(version=-7)),
    "no basicConstraints": (
        ["basic_constraints_missing"],
        lambda: build_certificate(extensions={"basicConstraints": None}),
    ),
    "cA left out": (["not_a_ca"], lambda: build_certificate(extensions=basic_constraints())),
    "cA FALSE written out": (["not_a_ca"], lambda: build_certificate(extensions=basic_constraints(b"\x01\x01\x00"))),
    "path length without cA": (["not_a_ca"], lambda: build_certificate(extensions=basic_constraints(integer(3)))),
    "no subjectKeyIdentifier": (
        ["subject_key_identifier_missing"],
        lambda: build_certificate(extensions={"subjectKeyIdentifier": None, "authorityKeyIdentifier": AKI_EMPTY}),
    ),
    "no authorityKeyIdentifier": (
        ["authority_key_identifier_missing"],
        lambda: build_certificate(extensions={"authorityKeyIdentifier": None}),
    ),
    "no extensions at all": (
        ["basic_constraints_missing", "subject_key_identifier_missing", "authority_key_identifier_missing"],
        lambda: build_certificate(no_extensions=True),
    ),
    "keyUsage without keyCertSign": (
        ["key_usage_forbids_signing"],
        lambda: build_certificate(extensions={"keyUsage": make.extension("2.5.29.15", b"\x03\x02\x07\x80")}),
    ),
    "empty keyUsage": (
        ["key_usage_forbids_signing"],
        lambda: build_certificate(extensions={"keyUsage": make.extension("2.5.29.15", b"\x03\x01\x00")}),
    ),
    "self-issued, wrong signature": (["issuer_signature_invalid"], lambda: build_certificate(signature=bytes(70))),
    "self-issued, empty signature": (["issuer_signature_invalid"], lambda: build_certificate(signature=b"")),
    "two signature algorithms": (
        ["issuer_signature_invalid"],
        lambda: build_certificate(inner_algorithm=SIGNINGS["ecdsa-with-SHA384"].algorithm),
    ),
    "AKI is not SKI": (
        ["key_identifier_mismatch"],
        lambda: build_certificate(
            extensions={"authorityKeyIdentifier": make.extension("2.5.29.35", sequence(der(0x80, b"other")))}
        ),
    ),
    "expired a second ago": (["expired"], lambda: build_certificate(not_after=NOW - timedelta(seconds=1))),
    "valid in six minutes": (["not_yet_valid"], lambda: build_certificate(not_before=NOW + timedelta(minutes=6))),
    "empty subject": (["empty_subject"], lambda: build_certificate(subject=sequence())),
    "unknown critical extension": (
        ["unknown_critical_extension"],
        lambda: build_certificate(extensions={"x": make.extension("1.2.3.4", make.NULL, critical=True)}),
    ),
    "long value": (["field_too_long"], lambda: build_certificate(subject=make.name(("CN", "x" * 513)))),
    "long subject": (["field_too_long"], lambda: build_certificate(subject=make.name(*[("CN", "x" * 400)] * 10))),
    "long issuer": (
        ["field_too_long"],
        lambda: build_certificate(issuer=make.name(*[("CN", "x" * 400)] * 10), issuer_key="P-384"),
    ),
    "long certificate": (
        ["certificate_too_large"],
        lambda: build_certificate(extensions={"x": make.extension("1.2.3", bytes(65_536))}),
    ),
    "a name in VisibleString, which OpenSSL does not load": (
        ["refused_by_openssl"],
        lambda: build_certificate(subject=make.name(("CN", "Example"), tag=0x1A)),
    ),
    "a critical extension that RFC 5280 knows and OpenSSL does not": (
        ["refused_by_openssl"],
        lambda: build_certificate(extensions={"x": make.extension("2.5.29.9", sequence(), critical=True)}),
    ),
    "the direction of writing turned": (
        ["unprintable_name"],
        lambda: build_certificate(subject=make.name(("CN", "Example\u202eAC"))),
    ),
    "a line end": (["unprintable_name"], lambda: build_certificate(subject=make.name(("CN", "Example\n")))),
    "a character that shows nothing": (
        ["unprintable_name"],
        lambda: build_certificate(issuer=make.name(("CN", "\u3164")), issuer_key="P-384"),
    ),
    "a blank among hieroglyphs, which excerpts show as an escape": (
        ["unprintable_name"],
        lambda: build_certificate(subject=make.name(("CN", "Example\U00013441"))),
    ),
    "a character of private use": (
        ["unprintable_name"],
        lambda: build_certificate(subject=make.name(("CN", "Example\ue000"))),
    ),
    "long serial number": (
        ["field_too_long"],
        lambda: build_certificate(serial_number=integer(1 << 4 * LONGEST_FIELDS)),
    ),
    "long key identifiers": (
        ["key_identifier_mismatch", "field_too_long"],
        lambda: build_certificate(
            extensions={"subjectKeyIdentifier": make.extension("2.5.29.14", der(0x04, bytes(LONGEST_FIELDS // 2)))}
        ),
    ),
    "several at once": (
        ["not_version_3", "basic_constraints_missing", "expired"],
        lambda: build_certificate(version=0, extensions={"basicConstraints": None}, not_after=NOW - timedelta(days=1)),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_reported(case: str) -> None:
    expected, build = BROKEN[case]
    assert rules(judge(build())) == expected


@pytest.mark.parametrize(
    ("deviation", "expected"),
    [
        ({"extensions": basic_constraints(make.BOOLEAN_TRUE, critical=False)}, "basic_constraints_not_critical"),
        ({"extensions": {"keyUsage": None}}, "key_usage_missing"),
        ({"serial_number": integer(0)}, "serial_number_out_of_range"),
        ({"serial_number": integer(-5)}, "serial_number_out_of_range"),
        ({"serial_number": integer(1 << 160)}, "serial_number_out_of_range"),
        ({"extensions": {"x": make.extension("1.3.6.1.4.1.2147483648", make.NULL)}}, "object_identifier_out_of_range"),
        ({"extensions": {"x": make.extension(f"2.25.{2**127}", make.NULL)}}, "object_identifier_out_of_range"),
        ({"not_after": NOW + timedelta(days=90)}, "expires_soon"),
        ({"issuer": SUPERIOR_NAME, "issuer_key": "P-384"}, "superior_ca_unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else ", ".join(value),
)
def test_a_finding_keeps_nothing_out(deviation: dict[str, bytes], expected: str) -> None:
    admission = judge(build_certificate(**deviation))  # type: ignore[arg-type]
    assert admission.accepted
    assert warnings(admission) == [expected]


@pytest.mark.parametrize("extension", FILE_EXTENSIONS)
def test_file_extensions_of_the_guide(extension: str) -> None:
    assert judge(build_certificate(), file_name=f"root.CA{extension.upper()}").accepted


@pytest.mark.parametrize("file_name", ["ca.p7b", "ca", "", "ca.pem.txt", "pem"])
def test_other_file_extensions(file_name: str) -> None:
    assert rules(judge(build_certificate(), file_name=file_name)) == ["unsupported_file_extension"]


def test_no_file_name_is_no_fault() -> None:
    assert judge(build_certificate(), file_name=None).accepted


def test_a_superior_ca_of_another_name_or_key_identifier_is_not_asked() -> None:
    """Its key made no signature here, and would be told as the one that did not."""
    certificate = build_certificate(issuer=SUPERIOR_NAME, issuer_key="P-384")
    superior = make.registered(build_certificate(key="P-384", subject=SUPERIOR_NAME))
    assert judge(certificate, superior_cas=(superior,)).superior_ca == superior
    other_key = build_certificate(key="P-521", subject=SUPERIOR_NAME)
    for other in (make.registered(build_certificate(key="P-521")), make.registered(other_key)):
        assert warnings(judge(certificate, superior_cas=(other,))) == ["superior_ca_unknown"]
        assert judge(certificate, superior_cas=(other, superior)).superior_ca == superior


def test_a_superior_ca_is_asked_where_one_of_the_key_identifiers_is_missing() -> None:
    superior = make.registered(build_certificate(key="P-384", subject=SUPERIOR_NAME))
    nameless = build_certificate(
        issuer=SUPERIOR_NAME, issuer_key="P-384", extensions={"authorityKeyIdentifier": AKI_EMPTY}
    )
    assert judge(nameless, superior_cas=(superior,)).superior_ca == superior
    without = replace(superior, subject_key_identifier=None)
    named = build_certificate(issuer=SUPERIOR_NAME, issuer_key="P-384")
    assert judge(named, superior_cas=(without,)).superior_ca == without


@pytest.mark.parametrize(("version", "reason"), [(None, None), (98, None), (99, "unheard_of"), (-1, "unheard_of")])
def test_a_version_is_told_where_somebody_may_have_heard_of_it(version: int | None, reason: str | None) -> None:
    """The number in DER is one less; 0 is that of version 1, which DER leaves out."""
    (violation,) = judge(build_certificate(version=version)).violations
    assert violation.parameters.get("reason") == reason


def test_the_smallest_serial_number_the_longest_identifier_and_the_last_second_are_in_range() -> None:
    assert warnings(judge(build_certificate(serial_number=integer(1)))) == []
    longest_identifier = make.extension("1.3.6.1.4.1.2147483647", make.NULL)
    assert warnings(judge(build_certificate(extensions={"x": longest_identifier}))) == []
    assert warnings(judge(build_certificate(serial_number=integer(0)))) == ["serial_number_out_of_range"]
    assert warnings(judge(build_certificate(not_after=NOW))) == ["expires_soon"]


def test_the_fields_together_have_room_in_a_record_and_the_longest_is_named() -> None:
    """Each comma is two characters of RFC 4514's text. An issuer that is the subject takes no room of its own."""

    def of_commas(last: str, count: int = 8) -> bytes:
        return make.name(*[("O", "," * 480)] * count, ("CN", last))

    assert judge(build_certificate(subject=of_commas("Root"))).accepted
    for subject, issuer, longest in (
        (of_commas("Plant"), of_commas("Superior", 7), "subject"),
        (of_commas("Plant", 7), of_commas("Superior"), "issuer"),
    ):
        (violation,) = judge(build_certificate(subject=subject, issuer=issuer, issuer_key="P-384")).violations
        assert (violation.rule, violation.parameters["field"]) == ("field_too_long", longest)
        assert violation.parameters["most"] == LONGEST_FIELDS


@pytest.mark.parametrize("field", ["subject", "issuer"])
def test_the_name_that_misleads_is_named(field: str) -> None:
    names = {"subject": SUPERIOR_NAME, "issuer": make.name(("CN", "Other"))} | {field: make.name(("CN", "a\u202eb"))}
    certificate = build_certificate(subject=names["subject"], issuer=names["issuer"], issuer_key="P-384")
    (violation,) = judge(certificate).violations
    assert (violation.rule, violation.parameters["field"]) == ("unprintable_name", field)
    assert violation.parameters["character"] == "U+202E"


def test_the_hint_for_a_file_names_it() -> None:
    expired = build_certificate(not_after=NOW - timedelta(seconds=1))
    (violation,) = judge(expired, file_name="old.pem").violations
    assert violation.parameters["fileName"] == "old.pem"


def test_times_are_inclusive_and_five_minutes_are_granted() -> None:
    assert judge(build_certificate(not_after=NOW)).accepted
    assert judge(build_certificate(not_before=NOW + timedelta(minutes=5))).accepted
    assert rules(judge(build_certificate(not_before=NOW + timedelta(minutes=5, seconds=1)))) == ["not_yet_valid"]
    late = judge_ca_certificate(
        read_certificate_file(build_certificate(not_after=NOW)),
        file_name=None,
        now=NOW + timedelta(microseconds=999_999),
    )
    assert late.accepted


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        *(("RSA-2048", name) for name in SIGNINGS if "rsa" in name.lower()),
        *((curve, "ecdsa-with-SHA256") for curve in ("P-256", "P-384", "P-521")),
        *((f"brainpoolP{bits}r1", "ecdsa-with-SHA512") for bits in (256, 384, 512)),
        *(("P-256", name) for name in SIGNINGS if "ecdsa" in name),
        ("Ed25519", "ed25519"),
        ("Ed448", "ed448"),
        *((f"ML-DSA-{level}", f"ML-DSA-{level}") for level in (44, 65, 87)),
    ],
)
def test_every_algorithm_of_the_allowlist_enters(key: str, algorithm: str) -> None:
    admission = judge(build_certificate(key=key, signing=SIGNINGS[algorithm]))
    assert admission.accepted
    assert admission.certificate is not None
    assert admission.certificate.signature_algorithm == algorithm
    expected_key = {"P": f"EC-{key}", "b": f"EC-{key}"}.get(key[0], key)
    assert admission.certificate.key_algorithm == expected_key


@pytest.mark.parametrize(
    "signing",
    [
        make.pss(hashes.SHA256()),
        make.pss(hashes.SHA384(), salt_length=0),
        make.pss(hashes.SHA512(), hashes.SHA256(), 64),
        make.pss(hashes.SHA3_256()),
        make.pss(hashes.SHA256(), salt_length=222),
    ],
)
def test_rsa_pss_enters(signing: make.Signing) -> None:
    admission = judge(build_certificate(key="RSA-2048", signing=signing))
    assert admission.accepted
    assert admission.certificate is not None
    assert admission.certificate.signature_algorithm == "rsassaPss"


def pss_spki(*parameters: bytes) -> bytes:
    numbers = make.private_key("RSA-2048").public_key().public_numbers()
    algorithm = sequence(oid("1.2.840.113549.1.1.10"), *parameters)
    return make.rsa_spki(numbers.n, numbers.e, algorithm)


def test_a_key_for_rsa_pss_alone_is_held_to_it() -> None:
    sha256 = "2.16.840.1.101.3.4.2.1"
    restricted = pss_spki(make.pss_parameters(sha256, sha256, 32))
    good = build_certificate(key="RSA-2048", spki=restricted, signing=make.pss(hashes.SHA256()))
    assert judge(good).accepted
    unrestricted = build_certificate(key="RSA-2048", spki=pss_spki(), signing=make.pss(hashes.SHA384()))
    assert judge(unrestricted).accepted
    for signing in (
        SIGNINGS["sha256WithRSAEncryption"],
        make.pss(hashes.SHA384()),
        make.pss(hashes.SHA256(), hashes.SHA384()),
        make.pss(hashes.SHA256(), salt_length=31),
    ):
        bad = build_certificate(key="RSA-2048", spki=restricted, signing=signing)
        assert rules(judge(bad)) == ["issuer_signature_invalid"]


ODD_MODULUS = (1 << 2047) + 12345
WEAK_KEYS = {
    "RSA-1024": make.rsa_spki((1 << 1023) + 1, 65537),
    "RSA-2047": make.rsa_spki((1 << 2046) + 1, 65537),
    "RSA-8193": make.rsa_spki((1 << 8192) + 1, 65537),
    "RSA of a hundred thousand bits": make.rsa_spki((1 << 100_000) + 1, (1 << 99_999) + 1),
    "RSA with exponent 1": make.rsa_spki(ODD_MODULUS, 1),
    "RSA with exponent 2": make.rsa_spki(ODD_MODULUS, 2),
    "RSA with exponent 65536": make.rsa_spki(ODD_MODULUS, 65536),
    "RSA with a negative exponent": make.rsa_spki(ODD_MODULUS, -3),
    "RSA with a huge exponent": make.rsa_spki(ODD_MODULUS, ODD_MODULUS + 2),
    "RSA with an even modulus": make.rsa_spki(ODD_MODULUS + 1, 3),
    "RSA with a negative modulus": make.rsa_spki(-ODD_MODULUS, 3),
    "RSA-4096 with a long exponent": make.rsa_spki((1 << 4095) + 1, (1 << 64) + 1),
    "RSA-PSS bound to SHA-1": pss_spki(sequence()),
    "P-192": make.ec_spki(oid("1.2.840.10045.3.1.1"), bytes(49)),
    "P-224": make.ec_spki(oid("1.3.132.0.33"), bytes(57)),
    "secp256k1": make.ec_spki(oid("1.3.132.0.10"), bytes(65)),
    "brainpoolP256t1": make.ec_spki(oid("1.3.36.3.3.2.8.1.1.8"), bytes(65)),
    "SM2": make.ec_spki(oid("1.2.156.10197.1.301"), bytes(65)),
    "a curve unheard of": make.ec_spki(oid("1.2.3.4"), bytes(65)),
    "explicit EC parameters": make.ec_spki(sequence(integer(1)), bytes(65)),
    "inherited EC parameters": make.ec_spki(make.NULL, bytes(65)),
    "no EC parameters": make.ec_spki(b"", bytes(65)),
    "X25519": sequence(sequence(oid("1.3.101.110")), make.bit_string(bytes(32))),
    "DSA": sequence(sequence(oid("1.2.840.10040.4.1")), make.bit_string(integer(5))),
    "an algorithm unheard of": sequence(sequence(oid("1.2.3.4.5")), make.bit_string(b"key")),
}


@pytest.mark.parametrize("key", WEAK_KEYS)
def test_every_other_key_is_refused(key: str) -> None:
    certificate = build_certificate(spki=WEAK_KEYS[key], issuer=SUPERIOR_NAME, issuer_key="P-384")
    assert rules(judge(certificate)) == ["weak_key"]


@pytest.mark.parametrize(("bits", "exponent"), [(2048, 3), (8192, 3), (3072, (1 << 256) + 1), (4096, (1 << 63) + 1)])
def test_rsa_keys_at_the_edge_enter(bits: int, exponent: int) -> None:
    """Most odd numbers have a small factor; the first one that has none is taken."""
    found = (
        judge(build_certificate(spki=spki, issuer=SUPERIOR_NAME, issuer_key="P-384"))
        for modulus in range((1 << bits - 1) + 1, 1 << bits, 2)
        for spki in [make.rsa_spki(modulus, exponent)]
    )
    tried = list(takewhile(lambda admission: not admission.accepted, islice(found, 200)))
    assert len(tried) < 200
    assert all(admission.violations[0].parameters["reason"] == "small_factor" for admission in tried)


def test_an_ec_point_may_be_compressed_or_hybrid() -> None:
    spki = make.spki_of("P-256")
    point = spki[-65:]
    last = point[-1] & 1
    for other in (bytes([2 + last]) + point[1:33], bytes([6 + last]) + point[1:]):
        encoded = make.ec_spki(oid("1.2.840.10045.3.1.7"), other)
        assert judge(build_certificate(spki=encoded)).accepted


@pytest.mark.parametrize(
    "signing",
    [
        make.unsigned("1.2.840.113549.1.1.2"),
        make.unsigned("1.2.840.113549.1.1.4"),
        make.unsigned("1.2.840.113549.1.1.5"),
        make.unsigned("1.2.840.113549.1.1.14"),
        make.unsigned("1.2.840.10045.4.1"),
        make.unsigned("1.2.840.10045.4.3.1"),
        make.unsigned("2.16.840.1.101.3.4.3.2"),
        make.unsigned("2.16.840.1.101.3.4.3.9"),
        make.unsigned("1.2.156.10197.1.501"),
        make.unsigned("1.2.3.4"),
        make.unsigned("1.2.840.113549.1.1.10"),
        make.pss(hashes.SHA1()),  # noqa: S303 - must be refused
        make.pss(hashes.SHA256(), hashes.SHA1()),  # noqa: S303 - must be refused
        make.Signing(sequence(oid("1.2.840.113549.1.1.10")), lambda _key, _data: bytes(256)),
        make.Signing(
            sequence(
                oid("1.2.840.113549.1.1.10"),
                make.pss_parameters("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.1", 1 << 100),
            ),
            lambda _key, _data: bytes(256),
        ),
    ],
    ids=lambda signing: signing.algorithm.hex(),
)
def test_every_other_signature_algorithm_is_refused(signing: make.Signing) -> None:
    found = rules(judge(build_certificate(key="RSA-2048", signing=signing)))
    assert found in (["weak_signature_algorithm"], ["malformed"])
    if signing.algorithm != make.unsigned("1.2.840.113549.1.1.10").algorithm:
        assert found == ["weak_signature_algorithm"]


@pytest.mark.parametrize("key", ["RSA-2048", "P-256", "Ed25519", "ML-DSA-65"])
def test_a_key_does_not_verify_with_another_kind_of_algorithm(key: str) -> None:
    for name, signing in SIGNINGS.items():
        if signing.algorithm != make.usual_signing(key).algorithm and not (
            (key == "RSA-2048" and "rsa" in name.lower()) or (key == "P-256" and "ecdsa" in name)
        ):
            forged = build_certificate(key=key, signing=make.Signing(signing.algorithm, make.usual_signing(key).sign))
            assert rules(judge(forged)) == ["issuer_signature_invalid"]


def test_a_public_root_is_refused() -> None:
    roots = certifi.contents().encode().split(b"-----END CERTIFICATE-----")[:-1]
    assert len(roots) > 100
    for root in roots[:5]:
        assert "public_root_ca" in rules(judge(root + b"-----END CERTIFICATE-----\n"))


def test_the_list_of_public_roots_is_that_of_certifi() -> None:
    from tests.tools.public_root_keys import as_published, render  # noqa: PLC0415 - needs certifi

    header, *keys = PUBLIC_ROOT_KEYS.read_text(encoding="ascii").splitlines()
    installed_header, *installed_keys = render().splitlines()
    assert header == installed_header
    assert set(keys) <= set(installed_keys)
    if as_published():
        assert keys == installed_keys


def run_openssl(command: str, folder: Path) -> None:
    """Run one command line as it is shown to users."""
    required_program("openssl")
    subprocess.run(shlex.split(command), cwd=folder, check=True, capture_output=True)


def first_hint(admission: Admission) -> str:
    return str(render(admission.violations, "en")[0]["hint"])


def commands_of(hint: str) -> list[str]:
    return [f"openssl {part.strip(' ,.;:')}" for part in hint.split("openssl ")[1:]]


def test_the_hint_for_a_root_makes_one_that_enters(tmp_path: Path) -> None:
    hint = first_hint(judge(build_certificate(no_extensions=True)))
    run_openssl("openssl genrsa -out rootCA.key 2048", tmp_path)
    run_openssl(commands_of(hint)[0], tmp_path)
    admission = judge_at_once((tmp_path / "rootCA.pem").read_bytes())
    assert admission.accepted
    assert admission.warnings == ()


def test_the_hint_for_an_intermediate_makes_one_that_enters(tmp_path: Path) -> None:
    for key in ("superior", "ca"):
        run_openssl(f"openssl genrsa -out {key}.key 2048", tmp_path)
    run_openssl("openssl req -x509 -new -key superior.key -subj /CN=Superior -out superior.pem", tmp_path)
    run_openssl("openssl req -new -key ca.key -subj /CN=Intermediate -out ca.csr", tmp_path)
    bare = build_certificate(no_extensions=True, issuer=SUPERIOR_NAME, issuer_key="P-384")
    hint = first_hint(judge(bare))
    lines = hint.partition("the lines ")[2].partition(" into a file")[0].split(" and ")
    (tmp_path / "ca.ext").write_text("\n".join(lines))
    run_openssl(commands_of(hint)[0], tmp_path)
    admission = judge_at_once((tmp_path / "ca.pem").read_bytes())
    assert admission.accepted
    assert warnings(admission) == ["superior_ca_unknown"]


def judge_at_once(file: bytes) -> Admission:
    """Judges a certificate that was made just now, by the machine's clock."""
    return judge_ca_certificate(read_certificate_file(file), file_name=None, now=datetime.now(UTC))


class TestSuperiorCa:
    superior = build_certificate(key="P-384", subject=SUPERIOR_NAME)

    def intermediate(self, **deviations: object) -> bytes:
        return build_certificate(
            **{"issuer": SUPERIOR_NAME, "issuer_key": "P-384", **deviations}  # type: ignore[arg-type]
        )

    def test_the_superior_ca_is_found_by_its_signature(self) -> None:
        superior = make.registered(self.superior)
        unrelated = make.registered(build_certificate())
        admission = judge(self.intermediate(), superior_cas=(unrelated, superior))
        assert admission.accepted
        assert admission.warnings == ()
        assert admission.superior_ca == superior

    def test_a_wrong_signature_refuses(self) -> None:
        signature_of_another = self.intermediate(
            signing=make.Signing(
                SIGNINGS["ecdsa-with-SHA256"].algorithm,
                lambda _key, data: SIGNINGS["ecdsa-with-SHA256"].sign(make.private_key("P-521"), data),
            )
        )
        admission = judge(signature_of_another, superior_cas=(make.registered(self.superior),))
        assert rules(admission) == ["issuer_signature_invalid"]
        assert admission.superior_ca is None

    def test_a_registered_key_that_cannot_be_read_made_no_signature(self) -> None:
        unreadable = replace(make.registered(self.superior), spki=b"\x30\x00")
        assert rules(judge(self.intermediate(), superior_cas=(unreadable,))) == ["issuer_signature_invalid"]

    def test_a_ca_of_the_same_name_and_another_key_is_not_the_superior(self) -> None:
        namesake = make.registered(build_certificate(key="P-521", subject=SUPERIOR_NAME))
        admission = judge(self.intermediate(), superior_cas=(namesake,))
        assert admission.accepted
        assert warnings(admission) == ["superior_ca_unknown"]
        both = judge(self.intermediate(), superior_cas=(namesake, make.registered(self.superior)))
        assert both.superior_ca == make.registered(self.superior)

    def test_names_are_compared_as_rfc_5280_says(self) -> None:
        spelt = make.name(("CN", "  superior   ca "), tag=0x13)
        admission = judge(self.intermediate(issuer=spelt), superior_cas=(make.registered(self.superior),))
        assert admission.superior_ca == make.registered(self.superior)

    def test_a_change_of_key_under_one_name_is_not_a_broken_self_signature(self) -> None:
        changed = build_certificate(subject=SUPERIOR_NAME, issuer_key="P-384")
        known = judge(changed, superior_cas=(make.registered(self.superior),))
        assert known.accepted
        assert known.superior_ca == make.registered(self.superior)
        assert known.warnings == ()
        assert known.certificate is not None
        assert not known.certificate.self_signed

    @pytest.mark.parametrize("identifier", [b"other", None])
    def test_a_self_issued_certificate_that_nobody_known_signed_is_refused(self, identifier: bytes | None) -> None:
        named = make.extension("2.5.29.35", sequence(der(0x80, identifier))) if identifier else AKI_EMPTY
        junk = build_certificate(
            subject=SUPERIOR_NAME, extensions={"authorityKeyIdentifier": named}, signature=bytes(70)
        )
        assert rules(judge(junk)) == ["issuer_signature_invalid"]
        assert rules(judge(build_certificate(subject=SUPERIOR_NAME, issuer_key="P-384"))) == [
            "issuer_signature_invalid"
        ]
