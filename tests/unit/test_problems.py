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
    document = problem_document(error, "r-1")
    assert problem_of(error) is UNFORESEEN
    assert "secret" not in str(document)
    assert (document["status"], document["requestId"]) == (500, "r-1")


def test_a_refusal_lists_every_violation() -> None:
    violations = [Violation("expired", "found", "mend"), Violation("weak_key", "found", "mend")]
    document = problem_document(errors.CertificateRejected("no", violations), "r-1")
    assert document == {
        "type": "urn:problem:device-ca:certificate_rejected",
        "title": "CA certificate rejected",
        "status": 422,
        "detail": "no",
        "code": "certificate_rejected",
        "requestId": "r-1",
        "violations": [
            {"rule": "expired", "message": "found", "hint": "mend"},
            {"rule": "weak_key", "message": "found", "hint": "mend"},
        ],
    }


def test_an_unavailable_store_says_when_to_try_again() -> None:
    assert int(problem_headers(errors.StoreUnavailable("no"))["Retry-After"]) > 0
