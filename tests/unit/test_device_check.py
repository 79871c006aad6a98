"""Device certificates against trust anchors: which CA trusts them, and every reason why none does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device_ca.certificates.certificate import read_certificate
from device_ca.certificates.device_chain import LARGEST_CHAIN, LONGEST_CHAIN, read_certificate_chain
from device_ca.certificates.path_validation import PathInvalid, validate_path
from device_ca.clock import rfc3339
from device_ca.model.ca_record import PENDING, CaRecord
from device_ca.rules.device_check import MOST_ISSUERS, DeviceCheck, check_device_certificate, issuer_names
from tests.support.ca_records import ca_record
from tests.support.certificates import (
    BOOLEAN_TRUE,
    NOW,
    NULL,
    Signing,
    build_certificate,
    der,
    ec_spki,
    extension,
    integer,
    name,
    oid,
    pem,
    private_key_pem,
    sequence,
)
from tests.support.processor_time import least_processor_time
from tests.support.texts import check_texts

ROOT_NAME, INTERMEDIATE_NAME, DEVICE_NAME = (name(("CN", text)) for text in ("Root", "Intermediate", "device-1"))
NO_CA = {"basicConstraints": None, "keyUsage": None}
NO_POINT = ec_spki(oid("1.2.840.10045.3.1.7"), b"\x04" + bytes(63) + b"\x01")
SHA1_WITH_RSA = Signing(
    sequence(oid("1.2.840.113549.1.1.5"), NULL),
    lambda key, data: key.sign(data, PKCS1v15(), hashes.SHA1()),  # noqa: S303 - must be refused
)
SERVER_AUTH = extension("2.5.29.37", sequence(bytes.fromhex("06082b06010505070301")))
CLIENT_AUTH = extension("2.5.29.37", sequence(bytes.fromhex("06082b06010505070302")))


def basic_constraints(path_length: int) -> bytes:
    return extension("2.5.29.19", sequence(BOOLEAN_TRUE, integer(path_length)), critical=True)


def root(kind: str = "P-256", **deviations: Any) -> bytes:
    return build_certificate(**{"key": kind, "subject": ROOT_NAME, **deviations})


def intermediate(**deviations: Any) -> bytes:
    fields = {"key": "P-384", "issuer_key": "P-256", "subject": INTERMEDIATE_NAME, "issuer": ROOT_NAME}
    return build_certificate(**{**fields, **deviations})


def device(**deviations: Any) -> bytes:
    """Return a certificate of the root, version 3, that says nothing of its use."""
    fields = {"key": "P-521", "issuer_key": "P-256", "subject": DEVICE_NAME, "issuer": ROOT_NAME, "extensions": NO_CA}
    return build_certificate(**{**fields, **deviations})


def device_of_intermediate(**deviations: Any) -> bytes:
    return device(**{"issuer_key": "P-384", "issuer": INTERMEDIATE_NAME, **deviations})


def padded(number: int) -> bytes:
    """Return a certificate of some 51 kB."""
    padding = {"x": extension("1.3.6.1.4.1.55555.1", bytes(51_000))}
    return intermediate(serial_number=integer(number + 1), extensions=padding)


def check(*presented: bytes, cas: list[CaRecord]) -> DeviceCheck:
    """Judge what a PEM file holds against those of the CAs that the table would be asked for."""
    reading = read_certificate_chain(b"".join(map(pem, presented)))
    assert reading.violations == ()
    names = issuer_names(reading.certificates)
    asked_for = [ca for ca in cas if ca.subject_digest in names]
    return check_device_certificate(reading.certificates, asked_for, now=NOW)


def rules(judged: DeviceCheck) -> list[str]:
    assert judged.ca is None
    assert judged.representation("en")["trusted"] is False
    check_texts(judged.reasons)
    return [reason.rule for reason in judged.reasons]


@pytest.mark.parametrize(
    "kind", ["RSA-2048", "P-256", "P-384", "brainpoolP256r1", "Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65"]
)
def test_a_ca_of_every_kind_trusts_what_it_issued(kind: str) -> None:
    ca = ca_record(root(kind))
    judged = check(device(issuer_key=kind), cas=[ca])
    assert (judged.ca, judged.reasons) == (ca, ())


@pytest.mark.parametrize(
    "deviations",
    [
        pytest.param({"version": None, "no_extensions": True}, id="version 1, as openssl x509 -req makes it"),
        pytest.param({"no_extensions": True}, id="version 3 without extensions"),
        pytest.param({"extensions": NO_CA | {"eku": CLIENT_AUTH}}, id="for clients"),
        pytest.param({"not_after": NOW + timedelta(days=36500)}, id="outliving its CA"),
        pytest.param({"subject": sequence()}, id="without a subject"),
    ],
)
def test_what_devices_carry_is_trusted(deviations: dict[str, Any]) -> None:
    judged = check(device(**deviations), cas=[ca_record(root())])
    assert judged.reasons == ()
    assert judged.ca


def test_the_answer_shows_the_path() -> None:
    ca = ca_record(root())
    answer = check(device_of_intermediate(), intermediate(), cas=[ca]).representation("en")
    assert (answer["trusted"], answer["caId"], answer["reasons"]) == (True, ca.id, [])
    assert [(link["subject"], link["issuer"], link["caId"]) for link in answer["chain"]] == [
        ("CN=device-1", "CN=Intermediate", None),
        ("CN=Intermediate", "CN=Root", None),
        ("CN=Root", "CN=Root", ca.id),
    ]
    not_before = f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    assert answer["chain"][2] == {
        "subject": "CN=Root",
        "issuer": "CN=Root",
        "serialNumber": "1234567890abcdef",
        "notBefore": not_before,
        "notAfter": rfc3339(ca.not_after),
        "caId": ca.id,
    }


def test_a_verified_intermediate_ca_is_an_anchor_by_itself() -> None:
    ca = ca_record(intermediate())
    for presented in ([device_of_intermediate()], [device_of_intermediate(), intermediate()]):
        judged = check(*presented, cas=[ca])
        assert (judged.ca, len(judged.chain)) == (ca, 2)


@pytest.mark.parametrize("certificate", [root(), intermediate()], ids=["root", "intermediate"])
def test_a_trust_anchor_that_is_sent_as_a_device_stands_alone_in_its_path(certificate: bytes) -> None:
    ca = ca_record(certificate)
    answer = check(certificate, cas=[ca]).representation("en")
    assert [link["caId"] for link in answer["chain"]] == [ca.id]
    assert [reason["rule"] for reason in answer["reasons"]] == ["not_for_client_authentication"]


def test_what_only_openssl_finds_is_told_in_its_words() -> None:
    proxy = extension("1.3.6.1.5.5.7.1.14", sequence(sequence(oid("1.3.6.1.5.5.7.21.1"))))  # RFC 3820 3.8
    judged = check(device(extensions=NO_CA | {"proxyCertInfo": proxy}), cas=[ca_record(root())])
    assert rules(judged) == ["path_invalid"]
    assert judged.reasons[0].parameters["subject"] == "CN=device-1"


def test_a_path_leads_around_a_ca_that_is_not_trusted() -> None:
    """As brokers see it: who sends the intermediate along needs the root alone."""
    cas = [ca_record(intermediate(), enabled=False), trusted := ca_record(root())]
    assert check(device_of_intermediate(), intermediate(), cas=cas).ca == trusted
    assert rules(check(device_of_intermediate(), cas=cas)) == ["ca_disabled"]


def test_of_two_cas_of_a_name_the_one_that_signed_counts() -> None:
    namesake, ca = ca_record(root("RSA-2048")), ca_record(root())
    assert check(device(), cas=[namesake, ca]).ca == ca


def test_each_of_two_threads_validates_for_its_own_time() -> None:
    target, anchor = device(), root()
    too_late = read_certificate(target).not_after + timedelta(days=1)

    def is_valid(at: datetime) -> bool:
        try:
            validate_path(target, [], [anchor], at=at)
        except PathInvalid:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(is_valid, [NOW, too_late] * 500)) == [True, False] * 500


CA = ca_record(root())


@pytest.mark.parametrize(
    ("cas", "presented", "expected"),
    [
        pytest.param([], [device()], ["issuer_unknown"], id="no CA"),
        pytest.param([CA], [device_of_intermediate()], ["issuer_unknown"], id="the intermediate is missing"),
        pytest.param([], [device(), root()], ["issuer_unknown"], id="a root that is not registered"),
        pytest.param([ca_record(root(), status=PENDING)], [device()], ["ca_pending_verification"], id="pending"),
        pytest.param([ca_record(root(), enabled=False)], [device()], ["ca_disabled"], id="disabled"),
        pytest.param(
            [ca_record(root(not_after=NOW - timedelta(seconds=1)))], [device()], ["ca_expired"], id="CA expired"
        ),
        pytest.param([CA], [device(issuer_key="RSA-2048")], ["signature_invalid"], id="another key of that name"),
        pytest.param([CA], [device(signature=b"\x30\x00")], ["signature_invalid"], id="no signature at all"),
        pytest.param([CA], [device(not_after=NOW - timedelta(days=0.5))], ["expired"], id="expired"),
        pytest.param([CA], [device(not_before=NOW + timedelta(hours=1))], ["not_yet_valid"], id="not yet valid"),
        pytest.param([CA], [device(not_before=NOW + timedelta(minutes=1))], ["not_yet_valid"], id="by a minute"),
        pytest.param([CA], [device(key="RSA-1024")], ["weak_key"], id="weak key"),
        pytest.param(
            [ca_record(root("RSA-2048"))],
            [device(issuer_key="RSA-2048", signing=SHA1_WITH_RSA)],
            ["weak_signature_algorithm"],
            id="SHA-1",
        ),
        pytest.param(
            [CA],
            [device(extensions=NO_CA | {"x": extension("1.2.3.4", b"\x05\x00", critical=True)})],
            ["unknown_critical_extension"],
            id="unknown critical extension",
        ),
        pytest.param(
            [CA], [device(extensions=NO_CA | {"eku": SERVER_AUTH})], ["not_for_client_authentication"], id="server"
        ),
        pytest.param(
            [CA],
            [device(extensions=NO_CA | {"keyUsage": extension("2.5.29.15", b"\x03\x02\x05\x20")})],
            ["not_for_client_authentication"],
            id="a key that must not sign",
        ),
        pytest.param(
            [CA],
            [device_of_intermediate(), intermediate(extensions={"eku": SERVER_AUTH})],
            ["not_for_client_authentication"],
            id="a CA for servers",
        ),
        pytest.param(
            [CA], [device_of_intermediate(), intermediate(extensions=NO_CA)], ["not_a_ca"], id="issued by no CA"
        ),
        pytest.param(
            [CA],
            [
                device_of_intermediate(),
                intermediate(extensions={"keyUsage": extension("2.5.29.15", b"\x03\x02\x07\x80", critical=True)}),
            ],
            ["key_usage_forbids_signing"],
            id="issued by a key that must not sign certificates",
        ),
        pytest.param(
            [ca_record(root(extensions={"basicConstraints": basic_constraints(0)}))],
            [device_of_intermediate(), intermediate()],
            ["path_length_exceeded"],
            id="too long a path",
        ),
        pytest.param(
            [
                ca_record(
                    root(
                        extensions={
                            "nameConstraints": extension(
                                "2.5.29.30", sequence(der(0xA0, sequence(der(0x82, b"example.com")))), critical=True
                            )
                        }
                    ),
                    enabled=False,
                )
            ],
            [device(extensions=NO_CA | {"san": extension("2.5.29.17", sequence(der(0x82, b"device.test")))})],
            ["ca_disabled", "name_constraints_violated"],
            id="a name that the CA may not give, behind a CA that is disabled",
        ),
        pytest.param(
            [ca_record(root(), status=PENDING, enabled=False)],
            [device(not_after=NOW - timedelta(days=0.5), extensions=NO_CA | {"eku": SERVER_AUTH})],
            ["expired", "not_for_client_authentication", "ca_pending_verification", "ca_disabled"],
            id="everything at once",
        ),
    ],
)
def test_every_reason_is_told(cas: list[CaRecord], presented: list[bytes], expected: list[str]) -> None:
    judged = check(*presented, cas=cas)
    assert rules(judged) == expected
    assert all(reason["message"] and reason["hint"] for reason in judged.representation("en")["reasons"])
    assert judged.chain[0].subject == "CN=device-1"


def test_an_untrusted_chain_ends_at_the_ca_that_would_trust_it() -> None:
    ca = ca_record(root(), status=PENDING)
    for presented in ([device_of_intermediate(), intermediate()], [device_of_intermediate(), intermediate(), ca.der]):
        answer = check(*presented, cas=[ca]).representation("en")
        assert [link["caId"] for link in answer["chain"]] == [None, None, ca.id]
        assert answer["caId"] is None


def test_who_has_the_issuers_name_and_did_not_sign_is_not_in_the_path() -> None:
    """Names alone would make a path of any certificate that somebody sends along, and tell of what is wrong with it."""
    namesake = intermediate(key="P-521", not_after=NOW - timedelta(days=0.5))
    judged = check(device_of_intermediate(), namesake, cas=[CA])
    assert [link.subject for link in judged.chain] == ["CN=device-1"]
    assert rules(judged) == ["signature_invalid"]


def test_a_ca_of_the_name_alone_or_of_the_key_alone_is_not_in_the_path() -> None:
    assert len(check(device(issuer_key="RSA-2048"), cas=[CA]).chain) == 1
    reading = read_certificate_chain(device(issuer=INTERMEDIATE_NAME))
    judged = check_device_certificate(reading.certificates, [CA], now=NOW)
    assert (rules(judged), len(judged.chain)) == (["issuer_unknown"], 1)


def test_of_several_cas_that_would_trust_it_the_chain_shows_one() -> None:
    cas = [ca_record(root(serial_number=integer(number)), status=PENDING) for number in (1, 2)]
    judged = check(device(), cas=cas)
    assert rules(judged) == ["ca_pending_verification"] * 2
    assert [link.subject for link in judged.chain] == ["CN=device-1", "CN=Root"]


@pytest.mark.parametrize(
    ("root_allows", "intermediate_allows", "exceeded"),
    [
        (2, 1, []),
        (1, 0, [("CN=Root", 1, 2), ("CN=Intermediate", 0, 1)]),
        (2, 0, [("CN=Intermediate", 0, 1)]),
        (1, 1, [("CN=Root", 1, 2)]),
    ],
)
def test_the_intermediate_cas_below_each_ca_are_counted(
    root_allows: int, intermediate_allows: int, exceeded: list[tuple[str, int, int]]
) -> None:
    """By us, too: behind a CA that is pending, OpenSSL says no more than that it knows no issuer."""
    line = build_certificate(key="P-521", issuer_key="P-384", subject=name(("CN", "Line")), issuer=INTERMEDIATE_NAME)
    plant = intermediate(extensions={"basicConstraints": basic_constraints(intermediate_allows)})
    ca = ca_record(root(extensions={"basicConstraints": basic_constraints(root_allows)}), status=PENDING)
    judged = check(device(issuer=name(("CN", "Line")), issuer_key="P-521"), line, plant, cas=[ca])
    counted = [reason.parameters for reason in judged.reasons if reason.rule == "path_length_exceeded"]
    assert sorted((p["subject"], p["allowed"], p["count"]) for p in counted) == sorted(exceeded)


def test_a_ca_that_carries_on_its_own_name_is_not_counted() -> None:
    """RFC 5280 6.1.4 (l): self-issued certificates, as of a change of keys."""
    changed = build_certificate(key="P-384", issuer_key="P-256", subject=ROOT_NAME, issuer=ROOT_NAME)
    ca = ca_record(root(extensions={"basicConstraints": basic_constraints(0)}), status=PENDING)
    judged = check(device(issuer_key="P-384"), changed, cas=[ca])
    assert [link.subject for link in judged.chain] == ["CN=device-1", "CN=Root", "CN=Root"]
    assert "path_length_exceeded" not in rules(judged)


def test_the_certificate_that_openssl_blames_is_named() -> None:
    constrained = intermediate(extensions={"x": name_constraints(der(0x82, b"example.com"))})
    named = {"x": extension("2.5.29.17", sequence(der(0x82, b"example.com")))}
    (violation,) = check(device_of_intermediate(extensions=NO_CA | named), constrained, cas=[CA]).reasons
    assert (violation.rule, violation.parameters["subject"]) == ("name_constraints_violated", "CN=device-1")
    above = ca_record(root(extensions={"x": name_constraints(der(0x82, b"example.com"))}))
    (violation,) = check(device_of_intermediate(), intermediate(extensions=named), cas=[above]).reasons
    assert (violation.rule, violation.parameters["subject"]) == ("name_constraints_violated", "CN=Intermediate")


def test_a_devices_own_name_is_asked_for_only_where_it_is_a_ca() -> None:
    (plain,), (ca,) = (read_certificate_chain(file).certificates for file in (device(), root()))
    assert issuer_names([plain]) == {plain.issuer_digest}
    assert issuer_names([ca]) == {ca.subject_digest}


def test_an_issuer_whose_key_no_signature_can_be_checked_with_is_told_as_such() -> None:
    """Otherwise the device's owner would look for an issuer that they did send."""
    secp256k1 = ec_spki(oid("1.3.132.0.10"), b"\x04" + bytes(64))
    judged = check(device_of_intermediate(), intermediate(spki=secp256k1), cas=[CA])
    assert [link.subject for link in judged.chain] == ["CN=device-1", "CN=Intermediate", "CN=Root"]
    assert "weak_key" in rules(judged)
    assert "issuer_unknown" not in rules(judged)


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        (b"", "not_a_certificate"),
        (b"hello", "not_a_certificate"),
        (pem(device()) + private_key_pem("P-521"), "contains_private_key"),
        (pem(device()) + pem(b"\x30\x03\x02\x01"), "malformed"),
        (pem(device(spki=NO_POINT)), "malformed"),
        (pem(device()) + pem(intermediate(spki=NO_POINT)), "malformed"),
        (pem(device()) + b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "malformed"),
        (pem(device()) + b"-----BEGIN CERTIFICATE-----\n", "malformed"),
        (pem(device()) * (LONGEST_CHAIN + 1), "too_many_certificates"),
        # A server with OpenSSL ends the handshake of a device that sends more (SSL_MAX_CERT_LIST_DEFAULT).
        (b"".join(pem(padded(number)) for number in range(2)), "too_many_certificates"),
        (device() + root(), "several_certificates"),
    ],
)
def test_a_file_that_holds_no_chain_is_told_apart(file: bytes, rule: str) -> None:
    reading = read_certificate_chain(file)
    assert reading.certificates == ()
    assert rule in {violation.rule for violation in reading.violations}


def test_each_certificate_of_a_file_counts_once() -> None:
    assert len(read_certificate_chain(pem(device()) * 3 + pem(root())).certificates) == 2
    assert len(read_certificate_chain(device()).certificates) == 1


PEMS = [pem(certificate) for certificate in (device(), device_of_intermediate(), intermediate(), root())]


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_sent_there_is_a_verdict(data: st.DataObject) -> None:
    chain = data.draw(st.lists(st.sampled_from([*PEMS, b"", b"-----BEGIN CERTIFICATE-----"]), max_size=5).map(b"".join))
    position = data.draw(st.integers(0, max(len(chain) - 1, 0)))
    file = chain[:position] + data.draw(st.binary(max_size=3)) + chain[position + data.draw(st.integers(0, 3)) :]
    reading = read_certificate_chain(file)
    assert bool(reading.certificates) != bool(reading.violations)
    if reading.certificates:
        cas = [ca_record(root(), enabled=data.draw(st.booleans())), ca_record(intermediate(), status=PENDING)]
        judged = check_device_certificate(reading.certificates, cas, now=NOW)
        assert bool(judged.ca) != bool(judged.reasons)
        assert judged.representation("en")["chain"]


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(position=st.integers(0, len(device()) - 1), octet=st.integers(0, 255))
def test_a_certificate_with_one_octet_changed_is_not_trusted(position: int, octet: int) -> None:
    certificate = device()
    changed = certificate[:position] + bytes([octet]) + certificate[position + 1 :]
    reading = read_certificate_chain(changed)
    if changed != certificate and reading.certificates:
        assert check_device_certificate(reading.certificates, [CA], now=NOW).reasons


def test_a_path_has_so_many_possible_issuers_at_most() -> None:
    """A caller may have fifty CAs of each of ten names, and for each of them a signature has to be checked."""
    names = [name(("CN", f"CA {number}")) for number in range(3)]
    chain = [device(issuer=names[0]), *(intermediate(subject=names[n], issuer=names[n + 1]) for n in range(2))]
    cas = [ca_record(root(subject=names[n % 3], serial_number=integer(n + 1))) for n in range(MOST_ISSUERS + 1)]
    judged = check(*chain, cas=cas)
    assert rules(judged) == ["too_many_certificates"]
    assert [link.subject for link in judged.chain] == ["CN=device-1"]
    assert check(*chain, cas=cas[1:]).ca


def test_names_and_constraints_cost_less_than_a_second() -> None:
    """Each name is compared with each constraint above: with anchor after anchor, that was a minute for a request."""
    domain = b".example.com"
    addresses = [der(0x81, b"%d@a" % number + domain) for number in range(240)]
    constraints = [der(0x81, b"%d.b" % number + domain) for number in range(240)]
    excluded = {
        "x": extension("2.5.29.17", sequence(*addresses[1:])),
        "y": name_constraints(*constraints),
        "authorityKeyIdentifier": None,
    }
    subjects = [name(("CN", f"CA {number}")) for number in range(10)]
    chain = [
        device(
            issuer=subjects[0],
            issuer_key="P-256",
            extensions=NO_CA | {"x": extension("2.5.29.17", sequence(*addresses))},
        ),
        *(
            build_certificate(subject=subjects[n], issuer=subjects[n + 1], extensions=excluded)
            for n in range(LONGEST_CHAIN - 1)
        ),
    ]
    assert sum(map(len, chain)) > LARGEST_CHAIN * 0.8
    # The last comparison of all fails.
    last = {"y": name_constraints(*constraints, addresses[0])}
    cas = [ca_record(root(subject=subjects[9], serial_number=integer(n + 1), extensions=last)) for n in range(50)]
    assert rules(check(*chain, cas=cas)) == ["name_constraints_violated"]
    assert least_processor_time(lambda: check(*chain, cas=cas)) < 1


def name_constraints(*excluded: bytes) -> bytes:
    return extension("2.5.29.30", sequence(der(0xA1, b"".join(map(sequence, excluded)))), critical=True)


CODE_NAME = name(("C", "DE"), ("CN", "0A1B2C3D4E5F60718293A4B5C6D7E8F9"))


@pytest.mark.parametrize(
    "deviations",
    [
        pytest.param({"version": None, "no_extensions": True}, id="as the guide makes it"),
        pytest.param({}, id="version 3"),
    ],
)
def test_the_proof_of_possession_is_no_device(deviations: dict[str, Any]) -> None:
    judged = check(device(subject=CODE_NAME, **deviations), cas=[ca_record(root())])
    assert rules(judged) == ["is_a_verification_certificate"]


def test_a_device_may_have_the_form_of_a_code_as_its_name() -> None:
    judged = check(device(subject=CODE_NAME, extensions=NO_CA | {"eku": CLIENT_AUTH}), cas=[ca_record(root())])
    assert judged.reasons == ()
