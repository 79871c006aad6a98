"""How each error is answered: RFC 9457 problem details. The one place that maps errors to HTTP."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from device_ca import errors
from device_ca.messages.rendering import Language, problem_detail, problem_title, render

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of the contract's error table."""

    status: HTTPStatus
    code: str


PROBLEMS: dict[type[errors.RegistryError], Problem] = {
    errors.MalformedRequest: Problem(HTTPStatus.BAD_REQUEST, "malformed_request"),
    errors.TenantMissing: Problem(HTTPStatus.UNAUTHORIZED, "unauthorized"),
    errors.SubscriptionTokenInvalid: Problem(HTTPStatus.UNAUTHORIZED, "unauthorized"),
    errors.Forbidden: Problem(HTTPStatus.FORBIDDEN, "forbidden"),
    errors.RouteNotFound: Problem(HTTPStatus.NOT_FOUND, "route_not_found"),
    errors.CaCertificateNotFound: Problem(HTTPStatus.NOT_FOUND, "ca_certificate_not_found"),
    errors.SubscriptionNotFound: Problem(HTTPStatus.NOT_FOUND, "subscription_not_found"),
    errors.RevocationListNotFound: Problem(HTTPStatus.NOT_FOUND, "revocation_list_not_found"),
    errors.UploadNotFound: Problem(HTTPStatus.NOT_FOUND, "upload_not_found"),
    errors.VerificationCodeNotFound: Problem(HTTPStatus.NOT_FOUND, "no_active_verification_code"),
    errors.VerificationCodeInactive: Problem(HTTPStatus.CONFLICT, "no_active_verification_code"),
    errors.CaCertificateAlreadyExists: Problem(HTTPStatus.CONFLICT, "ca_certificate_already_exists"),
    errors.QuotaExceeded: Problem(HTTPStatus.CONFLICT, "quota_exceeded"),
    errors.AlreadyVerified: Problem(HTTPStatus.CONFLICT, "already_verified"),
    errors.NotVerified: Problem(HTTPStatus.CONFLICT, "not_verified"),
    errors.TrustStoreTooLarge: Problem(HTTPStatus.CONFLICT, "trust_store_too_large"),
    errors.NotAcceptable: Problem(HTTPStatus.NOT_ACCEPTABLE, "not_acceptable"),
    errors.PreconditionFailed: Problem(HTTPStatus.PRECONDITION_FAILED, "precondition_failed"),
    errors.FileTooLarge: Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "file_too_large"),
    errors.UnsupportedMediaType: Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
    errors.CertificateRejected: Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "certificate_rejected"),
    errors.VerificationRejected: Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "verification_rejected"),
    errors.RevocationListRejected: Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "revocation_list_rejected"),
    errors.StoreUnavailable: Problem(HTTPStatus.SERVICE_UNAVAILABLE, "service_unavailable"),
}
UNFORESEEN = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error")
_RETRY_AFTER_SECONDS = "2"


def problem_of(error: Exception) -> Problem:
    """Return the row for an error; any error that the registry does not foresee gets ``UNFORESEEN``."""
    return PROBLEMS.get(type(error), UNFORESEEN) if isinstance(error, errors.RegistryError) else UNFORESEEN


def problem_document(error: Exception, request_id: str, language: Language) -> dict[str, Any]:
    """Return the problem document; of an unforeseen error it says no more than the request's id."""
    problem = problem_of(error)
    reason, parameters = (error.reason, error.parameters) if isinstance(error, errors.RegistryError) else ("", {})
    document: dict[str, Any] = {
        "type": f"urn:problem:device-ca:{problem.code}",
        "title": problem_title(problem.code, language),
        "status": problem.status.value,
        "detail": problem_detail(problem.code, reason, parameters, language),
        "code": problem.code,
        "requestId": request_id,
        "violations": render(error.violations, language) if isinstance(error, errors.JudgementRefusal) else [],
    }
    if isinstance(error, errors.CaCertificateAlreadyExists):
        document["id"] = error.certificate_id
    return document


def problem_headers(error: Exception, language: Language) -> dict[str, str]:
    """Return the headers that belong to a problem document."""
    headers = {"Cache-Control": "no-store", "Content-Language": language}
    if problem_of(error).status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.StoreUnavailable):
        headers["Retry-After"] = _RETRY_AFTER_SECONDS
    if isinstance(error, errors.PreconditionFailed):
        headers["ETag"] = error.entity_tag
    return headers
