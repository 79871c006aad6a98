"""Every real and adversarial certificate of the corpus, judged as other parsers judged it.

The corpus names broken rules more coarsely than the rule book, and knows none of the rules under `FURTHER_RULES` and of
the reasons under `STRICTER`. Two more differences are the rule book's own: it lists the algorithms that are accepted,
where the corpus knows only the broken digests, and it reads bare base64.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from device_ca.certificates.uploaded_file import MAX_FILE_SIZE, read_certificate_file
from device_ca.messages.en import ENGLISH
from device_ca.rules.admission import judge_ca_certificate
from device_ca.rules.possession import judge_verification_certificate
from device_ca.rules.weak_keys import weakness
from tests.support.admitted_certificates import CORPUS
from tests.support.certificates import registered

JUDGED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)

_UNREADABLE = frozenset({"not_pem_or_der", "no_certificate", "malformed"})
COARSE_NAMES = {
    "not_a_certificate": _UNREADABLE,
    "malformed": _UNREADABLE,
    "contains_private_key": _UNREADABLE,
    "several_certificates": frozenset({"several_certificates"}),
    "not_version_3": frozenset({"not_v3"}),
    "basic_constraints_missing": frozenset({"basic_constraints_missing"}),
    "not_a_ca": frozenset({"not_a_ca"}),
    "subject_key_identifier_missing": frozenset({"ski_missing"}),
    "authority_key_identifier_missing": frozenset({"aki_missing"}),
    "key_usage_forbids_signing": frozenset({"key_usage_no_cert_sign"}),
    "expired": frozenset({"expired"}),
    "not_yet_valid": frozenset({"not_yet_valid"}),
    "weak_key": frozenset({"weak_key"}),
    "weak_signature_algorithm": frozenset({"weak_signature"}),
}
FURTHER_RULES = {key.partition(".")[0] for key in ENGLISH.messages} - COARSE_NAMES.keys() | {"contains_private_key"}
STRICTER = {"undecodable_extension", "small_factor", "close_primes", "roca", "small_order"}
"""Reasons of ``malformed`` and ``weak_key`` that the corpus does not know: rule book and library are stricter."""
ALLOWED_DIGESTS = {"sha256", "sha384", "sha512", "sha512_256", "sha3-256", "sha3-384", "sha3-512", "ed25519", "ed448"}


def _lines(name: str) -> list[Any]:
    """Read an index of the corpus; a corpus that lacks it is an error, and no reason to skip."""
    return [json.loads(line) for line in (CORPUS / name).read_text().splitlines()] if CORPUS.is_dir() else []


NONE = pytest.param({}, id="no corpus")
FILES = _lines("index.jsonl")
PAIRS = _lines("pairs.jsonl")
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus is not beside this repository: ../shared/corpus"
)


@needs_corpus
def test_the_corpus_is_whole() -> None:
    named = {line["path"] for line in FILES} | {line[member] for line in PAIRS for member in ("ca", "child")}
    assert FILES
    assert PAIRS
    assert {path for path in named if not (CORPUS / path).is_file()} == set()


def _further_rules(line: dict[str, Any]) -> set[str]:
    """Return the rules that the corpus does not know, but the rule book does, for this file."""
    further = set(FURTHER_RULES)
    digest = line["digest"] or ""
    is_dsa = (line["key"] or "").startswith("dsa")
    if is_dsa or (digest not in ALLOWED_DIGESTS and not digest.startswith("ml-dsa")):
        further.add("weak_signature_algorithm")
    if "ec_explicit_parameters" in (line["policy"] or ()):
        further.add("weak_key")
    return further


def _is_bare_base64(content: bytes) -> bool:
    return content.startswith(b"MII")


@needs_corpus
@pytest.mark.parametrize("line", FILES or [NONE], ids=lambda line: line["path"])
def test_file(line: dict[str, Any]) -> None:
    content = (CORPUS / line["path"]).read_bytes()
    admission = judge_ca_certificate(read_certificate_file(content), file_name=None, now=JUDGED_AT)
    found = {violation.rule for violation in admission.violations}
    assert admission.accepted == (not found)
    if not line["verdict_sure"] or _is_bare_base64(content):
        return
    if line["rules"] == ["too_large"]:
        assert len(content) > MAX_FILE_SIZE
        return
    accepted_reasons = set(line["accept_reasons"])
    strict = {violation.rule for violation in admission.violations if violation.parameters.get("reason") in STRICTER}
    unexplained = {rule for rule in found - strict if not COARSE_NAMES.get(rule, frozenset()) & accepted_reasons}
    assert unexplained <= _further_rules(line)
    if line["verdict"] == "reject":
        assert found
    if admission.certificate is not None:
        named = set().union(*(COARSE_NAMES.get(rule, frozenset()) for rule in found))
        assert accepted_reasons - _UNREADABLE <= named


@needs_corpus
def test_bare_base64_is_read() -> None:
    bare = [line for line in FILES if _is_bare_base64((CORPUS / line["path"]).read_bytes()[:3])]
    assert bare
    for line in bare:
        content = (CORPUS / line["path"]).read_bytes()
        assert read_certificate_file(content).certificate is not None


@needs_corpus
@pytest.mark.parametrize("line", PAIRS or [NONE], ids=lambda line: f"{line['ca']} {line['child']}")
def test_pair(line: dict[str, Any]) -> None:
    ca_certificate = read_certificate_file((CORPUS / line["ca"]).read_bytes()).certificate
    child = read_certificate_file((CORPUS / line["child"]).read_bytes())
    if ca_certificate is None:
        assert line.get("ca_verdict") == "reject"
        return
    ca = registered(ca_certificate.der)
    code = line.get("code") or "no code"
    judgement = judge_verification_certificate(child, ca=ca, code=code, now=JUDGED_AT)
    if line["kind"] == "made":
        assert judgement.accepted == (line["expected"] == "accept") or line.get("ambiguous")
        return
    assert not judgement.accepted
    if child.certificate is None:
        return
    rules = {violation.rule for violation in judgement.violations}
    assert ("issuer_mismatch" not in rules) == line["names_match"]
    can_be_checked = weakness(ca_certificate.public_key) is None and "weak_signature_algorithm" not in rules
    if line["signature"] == "no":
        assert rules & {"signature_invalid", "issuer_mismatch", "weak_signature_algorithm"}
    elif line["signature"] == "yes" and can_be_checked:
        assert "signature_invalid" not in rules
