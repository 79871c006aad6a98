"""What each route takes and answers, by the name of its function."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from device_ca import errors
from device_ca.api.uploads import RAW_CONTENT_TYPES, REVOCATION_LIST_CONTENT_TYPES
from tests.tools.openapi.schemas import Schema, reference

JSON = "application/json"
_BINARY: Schema = {"type": "string", "format": "binary"}
_ETAG = {"description": "Names this state, for If-Match and If-None-Match.", "schema": {"type": "string"}}


@dataclass(frozen=True)
class Operation:
    """A route as its caller sees it.

    Attributes:
        summary: What it does.
        status: Of success.
        answers: The schema of each media type that success may have.
        problems: The errors that are particular to it, beside those that any route may answer.
        parameters: In query and headers; the path's are known from the route.
        body: The schema of each media type that it takes.
        headers: What a success carries beside its content.
        others: Further answers without problems, by status.
    """

    summary: str
    status: int
    answers: Mapping[str, Schema]
    problems: Sequence[type[errors.RegistryError]] = ()
    parameters: Sequence[Schema] = ()
    body: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[int, str] = field(default_factory=dict)
    other_answers: Mapping[int, Schema] = field(default_factory=dict)


def _query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _header(name: str, description: str) -> Schema:
    return {"name": name, "in": "header", "schema": {"type": "string"}, "description": description}


_PAGE = (
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 25}, "How many at most."),
    _query("cursor", {"type": "string"}, "The nextCursor of the page before."),
)
_FILE_NAME = _query("fileName", {"type": "string", "maxLength": 255}, "The name of a file that is sent as raw bytes.")
_IF_MATCH = _header("If-Match", "Only if the CA certificate is in the state that one of these tags names.")
_IF_NONE_MATCH = _header("If-None-Match", "Only if the state is none that these tags name.")
_NOT_MODIFIED = {304: "The caller has this state."}
_LARGE = {303: "It is large: Location gives it without a token, for five minutes."}
_CA_CERTIFICATE = {JSON: reference("CaCertificate")}
_CODE = {JSON: reference("VerificationCode")}
_UNREADABLE = (errors.MalformedRequest, errors.FileTooLarge, errors.UnsupportedMediaType)
_UNKNOWN = (errors.MalformedRequest, errors.CaCertificateNotFound)


def _file(*json_schemas: Schema, content_types: Sequence[str] = RAW_CONTENT_TYPES) -> dict[str, Schema]:
    """Describe the forms in which a file comes."""
    form = {"type": "object", "properties": {"file": _BINARY}, "required": ["file"]}
    forms: dict[str, Schema] = dict.fromkeys(content_types, _BINARY)
    return forms | {
        "multipart/form-data": form,
        JSON: json_schemas[0] if len(json_schemas) == 1 else {"anyOf": list(json_schemas)},
    }


OPERATIONS: dict[str, Operation] = {
    "upload_certificate": Operation(
        "Upload a CA certificate",
        201,
        _CA_CERTIFICATE,
        (*_UNREADABLE, errors.CaCertificateAlreadyExists, errors.QuotaExceeded, errors.CertificateRejected),
        (
            _FILE_NAME,
            _query(
                "dryRun",
                {"type": "boolean", "default": False},
                "Foretell what would become of the file, and store nothing.",
            ),
        ),
        _file(reference("CertificateUpload")),
        {"ETag": _ETAG, "Location": {"description": "Its path.", "schema": {"type": "string"}}},
        {200: "What a dry run foretells."},
        {200: reference("DryRun")},
    ),
    "list_certificates": Operation(
        "List the CA certificates, newest first",
        200,
        {JSON: reference("CaCertificatePage")},
        (errors.MalformedRequest,),
        (
            _query("status", {"enum": ["pending_verification", "verified"]}, "Only those in this state."),
            *_PAGE,
        ),
    ),
    "get_certificate": Operation(
        "Describe a CA certificate",
        200,
        _CA_CERTIFICATE,
        _UNKNOWN,
        (_IF_NONE_MATCH,),
        headers={"ETag": _ETAG},
        others=_NOT_MODIFIED,
    ),
    "update_certificate": Operation(
        "Enable, disable or name a CA certificate",
        200,
        _CA_CERTIFICATE,
        (*_UNKNOWN, errors.PreconditionFailed, errors.QuotaExceeded, errors.UnsupportedMediaType, errors.FileTooLarge),
        (_IF_MATCH,),
        {JSON: reference("Change"), "application/merge-patch+json": reference("Change")},
        {"ETag": _ETAG},
    ),
    "download_certificate": Operation(
        "Download a CA certificate: its DER where that was uploaded, else one PEM block",
        200,
        {"application/pkix-cert": _BINARY, "application/x-pem-file": _BINARY},
        _UNKNOWN,
        headers={"Content-Disposition": {"description": "Its file name.", "schema": {"type": "string"}}},
    ),
    "delete_certificate": Operation(
        "Delete a CA certificate, its code and its files",
        204,
        {},
        (*_UNKNOWN, errors.PreconditionFailed),
        (_IF_MATCH,),
    ),
    "put_revocation_list": Operation(
        "Take a newer revocation list of a verified CA",
        200,
        _CA_CERTIFICATE,
        (
            *_UNREADABLE,
            errors.CaCertificateNotFound,
            errors.UploadNotFound,
            errors.NotVerified,
            errors.PreconditionFailed,
            errors.RevocationListRejected,
        ),
        (_IF_MATCH,),
        _file(
            reference("RevocationListUpload"),
            reference("UploadReference"),
            content_types=REVOCATION_LIST_CONTENT_TYPES,
        ),
        {"ETag": _ETAG},
    ),
    "create_revocation_list_upload": Operation(
        "Get a URL that takes the file of a large revocation list, by PUT and without a token",
        201,
        {JSON: reference("OfferedUpload")},
        (*_UNREADABLE, errors.CaCertificateNotFound, errors.NotVerified),
        body={JSON: reference("UploadSize")},
    ),
    "get_revocation_list": Operation(
        "Download the revocation list of a CA in DER",
        200,
        {"application/pkix-crl": _BINARY},
        (*_UNKNOWN, errors.RevocationListNotFound),
        (_IF_NONE_MATCH,),
        headers={
            "ETag": _ETAG,
            "Content-Disposition": {"description": "Its file name.", "schema": {"type": "string"}},
        },
        others=_NOT_MODIFIED | _LARGE,
    ),
    "delete_revocation_list": Operation(
        "Delete the revocation list of a CA",
        204,
        {},
        (*_UNKNOWN, errors.RevocationListNotFound, errors.PreconditionFailed, errors.QuotaExceeded),
        (_IF_MATCH,),
    ),
    "generate_verification_code": Operation(
        "Generate a verification code; the one before it stops working",
        201,
        _CODE,
        (*_UNKNOWN, errors.AlreadyVerified, errors.QuotaExceeded),
    ),
    "get_verification_code": Operation(
        "Show the active verification code", 200, _CODE, (*_UNKNOWN, errors.VerificationCodeNotFound)
    ),
    "get_signing_request": Operation(
        "Make a certificate signing request for the active verification code",
        200,
        {"application/pkcs10": _BINARY},
        (*_UNKNOWN, errors.VerificationCodeNotFound),
    ),
    "verify_certificate": Operation(
        "Prove possession of the CA's private key, by a verification certificate or a signature",
        200,
        _CA_CERTIFICATE,
        (
            *_UNREADABLE,
            errors.CaCertificateNotFound,
            errors.AlreadyVerified,
            errors.QuotaExceeded,
            errors.VerificationCodeInactive,
            errors.VerificationRejected,
        ),
        (_FILE_NAME,),
        _file(reference("CertificateUpload"), reference("SignatureProof")),
        {"ETag": _ETAG},
    ),
    "list_certificate_events": Operation(
        "List what happened to a CA certificate, newest first, deleted or not",
        200,
        {JSON: reference("AuditEventPage")},
        _UNKNOWN,
        _PAGE,
    ),
    "list_events": Operation(
        "List what happened to all CA certificates, newest first, deleted ones included",
        200,
        {JSON: reference("AuditEventPage")},
        (errors.MalformedRequest,),
        _PAGE,
    ),
    "get_receipt": Operation(
        "Get a signed receipt of the proof of possession",
        200,
        {"application/jose": {"type": "string"}},
        (*_UNKNOWN, errors.NotVerified),
    ),
    "get_truststore": Operation(
        "Get the CAs that are trusted now",
        200,
        {"application/pem-certificate-chain": {"type": "string"}, JSON: reference("TrustStore")},
        (errors.NotAcceptable, errors.TrustStoreTooLarge),
        (_IF_NONE_MATCH,),
        headers={"ETag": _ETAG},
        others=_NOT_MODIFIED,
    ),
    "create_subscription": Operation(
        "Subscribe to the trust store; the answer alone has the token",
        201,
        {JSON: reference("NewSubscription")},
        (errors.MalformedRequest, errors.UnsupportedMediaType, errors.QuotaExceeded),
        body={JSON: reference("SubscriptionRequest")},
        headers={"Location": {"description": "Its path.", "schema": {"type": "string"}}},
    ),
    "list_subscriptions": Operation(
        "List the subscriptions to the trust store, newest first", 200, {JSON: reference("SubscriptionList")}
    ),
    "delete_subscription": Operation(
        "End a subscription to the trust store at once",
        204,
        {},
        (errors.MalformedRequest, errors.SubscriptionNotFound),
    ),
    "get_subscribed_truststore": Operation(
        "Get the CAs that are trusted now, with the token of a subscription",
        200,
        {"application/pem-certificate-chain": {"type": "string"}},
        (errors.SubscriptionTokenInvalid, errors.NotAcceptable, errors.TrustStoreTooLarge),
        (_IF_NONE_MATCH,),
        headers={"ETag": _ETAG},
        others=_NOT_MODIFIED,
    ),
    "get_truststore_crls": Operation(
        "Get the revocation lists of the CAs that are trusted now; comments name those without one",
        200,
        {"application/x-pem-file": {"type": "string"}},
        parameters=(_IF_NONE_MATCH,),
        headers={"ETag": _ETAG},
        others=_NOT_MODIFIED | _LARGE,
    ),
    "get_subscribed_crls": Operation(
        "Get the revocation lists of the CAs that are trusted now, with the token of a subscription",
        200,
        {"application/x-pem-file": {"type": "string"}},
        (errors.SubscriptionTokenInvalid,),
        (_IF_NONE_MATCH,),
        headers={"ETag": _ETAG},
        others=_NOT_MODIFIED | _LARGE,
    ),
    "check_device_certificate": Operation(
        "Check whether a device certificate would be trusted; nothing is stored",
        200,
        {JSON: reference("DeviceCheck")},
        _UNREADABLE,
        (
            _FILE_NAME,
            _query("revocation", {"enum": ["required"]}, "Keep out whom no current revocation list speaks of."),
        ),
        _file(reference("CertificateUpload")),
    ),
    "get_jwks": Operation(
        "Get the public key that receipts are checked with",
        200,
        {"application/jwk-set+json": reference("JwkSet")},
        parameters=(_IF_NONE_MATCH,),
        headers={"ETag": _ETAG},
        others=_NOT_MODIFIED,
    ),
    "console": Operation(
        "Serve the console to a browser",
        200,
        {
            media_type: {"type": "string"}
            for media_type in ("text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml", JSON)
        },
        others=_NOT_MODIFIED,
    ),
}
