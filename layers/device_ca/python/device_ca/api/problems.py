"""How each error is answered: RFC 9457 problem details. The one place that maps errors to HTTP."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from device_ca import errors

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of the contract's error table."""

    status: HTTPStatus
    code: str
    title: str


PROBLEMS: dict[type[errors.RegistryError], Problem] = {
    errors.MalformedRequest: Problem(HTTPStatus.BAD_REQUEST, "malformed_request", "Malformed request"),
    errors.TenantMissing: Problem(HTTPStatus.UNAUTHORIZED, "unauthorized", "Unauthorized"),
    errors.RouteNotFound: Problem(HTTPStatus.NOT_FOUND, "route_not_found", "Route not found"),
    errors.CaCertificateNotFound: Problem(HTTPStatus.NOT_FOUND, "ca_certificate_not_found", "CA certificate not found"),
    errors.VerificationCodeNotFound: Problem(
        HTTPStatus.NOT_FOUND, "no_active_verification_code", "No active verification code"
    ),
    errors.VerificationCodeInactive: Problem(
        HTTPStatus.CONFLICT, "no_active_verification_code", "No active verification code"
    ),
    errors.CaCertificateAlreadyExists: Problem(
        HTTPStatus.CONFLICT, "ca_certificate_already_exists", "CA certificate already exists"
    ),
    errors.AlreadyVerified: Problem(HTTPStatus.CONFLICT, "already_verified", "Already verified"),
    errors.NotVerified: Problem(HTTPStatus.CONFLICT, "not_verified", "Not verified"),
    errors.TrustStoreTooLarge: Problem(HTTPStatus.CONFLICT, "trust_store_too_large", "Trust store too large"),
    errors.NotAcceptable: Problem(HTTPStatus.NOT_ACCEPTABLE, "not_acceptable", "Not acceptable"),
    errors.PreconditionFailed: Problem(HTTPStatus.PRECONDITION_FAILED, "precondition_failed", "Precondition failed"),
    errors.FileTooLarge: Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "file_too_large", "File too large"),
    errors.UnsupportedMediaType: Problem(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Unsupported media type"
    ),
    errors.CertificateRejected: Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "certificate_rejected", "CA certificate rejected"
    ),
    errors.VerificationRejected: Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "verification_rejected", "Verification rejected"
    ),
    errors.StoreUnavailable: Problem(HTTPStatus.SERVICE_UNAVAILABLE, "service_unavailable", "Service unavailable"),
}
UNFORESEEN = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "Internal error")
_RETRY_AFTER_SECONDS = "2"


def problem_of(error: Exception) -> Problem:
    """Return the row for an error; any error that the registry does not foresee gets ``UNFORESEEN``."""
    return PROBLEMS.get(type(error), UNFORESEEN) if isinstance(error, errors.RegistryError) else UNFORESEEN


def problem_document(error: Exception, request_id: str) -> dict[str, Any]:
    """Return the problem document; of an unforeseen error it says no more than the request's id."""
    problem = problem_of(error)
    document: dict[str, Any] = {
        "type": f"urn:problem:device-ca:{problem.code}",
        "title": problem.title,
        "status": problem.status.value,
        "detail": str(error),
        "code": problem.code,
        "requestId": request_id,
        "violations": [],
    }
    if problem is UNFORESEEN:
        document["detail"] = "Something failed that should not. Give the operator the requestId."
    if isinstance(error, errors.JudgementRefusal):
        document["violations"] = [
            {"rule": violation.rule, "message": violation.message, "hint": violation.hint}
            for violation in error.violations
        ]
    if isinstance(error, errors.CaCertificateAlreadyExists):
        document["id"] = error.certificate_id
    return document


def problem_headers(error: Exception) -> dict[str, str]:
    """Return the headers that belong to a problem document."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, errors.StoreUnavailable):
        headers["Retry-After"] = _RETRY_AFTER_SECONDS
    if isinstance(error, errors.PreconditionFailed):
        headers["ETag"] = error.entity_tag
    return headers
