import pytest

from device_ca import errors
from device_ca.api.problems import PROBLEMS, UNFORESEEN, problem_document, problem_headers, problem_of
from device_ca.violation import Violation


def _leaves(error: type[errors.RegistryError]) -> set[type[errors.RegistryError]]:
    children = error.__subclasses__()
    return set().union(*map(_leaves, children)) if children else {error}


def test_every_error_has_its_row() -> None:
    assert set(PROBLEMS) == _leaves(errors.RegistryError)


@pytest.mark.parametrize("error", [KeyError("secret"), errors.RegistryError("secret")])
def test_an_unforeseen_failure_says_no_more_than_the_requests_id(error: Exception) -> None:
    document = problem_document(error, "r-1", "en")
    assert problem_of(error) is UNFORESEEN
    assert "secret" not in str(document)
    assert (document["status"], document["requestId"]) == (500, "r-1")


def test_a_refusal_lists_every_violation() -> None:
    violations = [Violation("empty_subject", {"remedy": "issue_root_again"}), Violation("public_root_ca")]
    document = problem_document(errors.CertificateRejected(violations), "r-1", "en")
    assert list(document) == ["type", "title", "status", "detail", "code", "requestId", "violations"]
    assert document["type"] == "urn:problem:device-ca:certificate_rejected"
    assert (document["status"], document["code"]) == (422, "certificate_rejected")
    assert [set(violation) for violation in document["violations"]] == [{"rule", "message", "hint", "parameters"}] * 2
    assert [violation["rule"] for violation in document["violations"]] == ["empty_subject", "public_root_ca"]


def test_an_unavailable_store_says_when_to_try_again_and_nothing_of_the_operators_words() -> None:
    error = errors.StoreUnavailable("secret")
    assert int(problem_headers(error, "en")["Retry-After"]) > 0
    assert "secret" not in str(problem_document(error, "r-1", "en"))


def test_an_answer_says_in_which_language_it_is() -> None:
    error = errors.MalformedRequest("id")
    assert problem_headers(error, "zh-CN")["Content-Language"] == "zh-CN"
    english, chinese = (problem_document(error, "r-1", language) for language in ("en", "zh-CN"))
    assert english["title"] != chinese["title"]
    assert english["detail"] != chinese["detail"]
    assert english["code"] == chinese["code"]
