"""The JSON that goes in and out, as schemas with an example each."""

from typing import Any

Schema = dict[str, Any]

_TIME: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": "Z$",
    "description": "UTC, whole seconds.",
}
_ID: Schema = {
    "type": "string",
    "pattern": "^[0-9a-f]{64}$",
    "description": "SHA-256 of the certificate's DER.",
}
_HEX: Schema = {"type": "string", "pattern": "^[0-9a-f]+$"}
_TEXT: Schema = {"type": "string"}

_CA_ID = "6b51a8cd2ff0a2d2e3c5f0c1b4f1b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e"
_CODE = "5f3a1c0e9b7d42688e21c4f6a0b9d37c"
_CA_CERTIFICATE = {
    "id": _CA_ID,
    "status": "verified",
    "enabled": True,
    "name": "Plant 7",
    "fileName": "rootCA.cer",
    "fileSize": 1216,
    "subject": "CN=Example Device CA,O=Example",
    "issuer": "CN=Example Device CA,O=Example",
    "serialNumber": "1f2e3d",
    "notBefore": "2026-01-01T00:00:00Z",
    "notAfter": "2036-01-01T00:00:00Z",
    "keyAlgorithm": "RSA-2048",
    "signatureAlgorithm": "sha256WithRSAEncryption",
    "subjectKeyIdentifier": "a1b2c3d4",
    "authorityKeyIdentifier": "a1b2c3d4",
    "selfSigned": True,
    "pathLength": None,
    "superiorCaId": None,
    "possessionCarriedFrom": None,
    "crl": {
        "number": "1001",
        "thisUpdate": "2026-11-23T09:15:00Z",
        "nextUpdate": "2026-12-23T09:15:00Z",
        "entries": 3,
    },
    "warnings": [],
    "uploadedAt": "2026-11-23T09:15:00Z",
    "verifiedAt": "2026-11-23T09:30:00Z",
}
_VIOLATION = {
    "rule": "basic_constraints_missing",
    "message": "The certificate has no basicConstraints; one with cA TRUE was expected.",
    "hint": "Issue it with basicConstraints = critical, CA:TRUE.",
    "parameters": {"remedy": "issue_root_again"},
}


def reference(name: str) -> Schema:
    """Refer to a schema of ``SCHEMAS``."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: dict[str, Schema], example: Any, description: str = "") -> Schema:
    """Describe an object that has all of these members."""
    described = {"description": description} if description else {}
    return {
        "type": "object",
        **described,
        "properties": properties,
        "required": list(properties),
        "examples": [example],
    }


def _nullable(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema | {"type": [schema["type"], "null"]}


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _page_of(schema: str, example: Any) -> Schema:
    properties = {
        "items": _list_of(reference(schema)),
        "nextCursor": _nullable(_TEXT | {"description": "Asks for the next page; null on the last one."}),
    }
    return _object(properties, {"items": [example], "nextCursor": None})


_EVENT = {
    "id": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "type": "CaCertificateVerified",
    "certificateId": _CA_ID,
    "at": "2026-11-23T09:30:00Z",
    "actor": "9c1f6b1e-40a1-70c5-8f5e-2b7f3f1d9a10",
    "actorName": "alice@example.com",
    "requestId": "6f9d1f8e-5b0c-4c0e-9a52-0d6d0a9f3b71",
    "outcome": "succeeded",
    "details": {"status": "verified", "subject": "CN=Example Device CA,O=Example", "notAfter": "2036-01-01T00:00:00Z"},
}
_RANDOM_ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_SUBSCRIPTION = {
    "id": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "name": "broker 1",
    "createdAt": "2026-11-23T09:15:00Z",
    "createdBy": "alice@example.com",
    "lastUsedAt": "2026-11-24T10:00:00Z",
}
_LINK = {
    "subject": "CN=device-1",
    "issuer": "CN=Example Device CA,O=Example",
    "serialNumber": "2a",
    "notBefore": "2026-01-01T00:00:00Z",
    "notAfter": "2027-01-01T00:00:00Z",
    "caId": None,
}
_CODE_EXAMPLE = {
    "code": _CODE,
    "generatedAt": "2026-11-23T09:15:00Z",
    "expiresAt": "2026-11-30T09:15:00Z",
    "commands": {"openssl": ["openssl genrsa -out verificationCert.key 2048"]},
    "note": "Delete verificationCert.key.",
}

SCHEMAS: dict[str, Schema] = {
    "CaCertificate": _object(
        {
            "id": _ID,
            "status": {"enum": ["pending_verification", "verified"]},
            "enabled": {"type": "boolean", "description": "Whether its owner lets it be trusted, once verified."},
            "name": _nullable(_TEXT | {"minLength": 1, "maxLength": 128}),
            "fileName": _nullable(_TEXT),
            "fileSize": {"type": "integer", "minimum": 1, "maximum": 1_048_576},
            "subject": _TEXT | {"description": "RFC 4514."},
            "issuer": _TEXT | {"description": "RFC 4514."},
            "serialNumber": _HEX,
            "notBefore": _TIME,
            "notAfter": _TIME,
            "keyAlgorithm": _TEXT,
            "signatureAlgorithm": _TEXT,
            "subjectKeyIdentifier": _nullable(_HEX),
            "authorityKeyIdentifier": _nullable(_HEX),
            "selfSigned": {"type": "boolean"},
            "pathLength": {"type": ["integer", "null"], "minimum": 0},
            "superiorCaId": _nullable(_ID),
            "possessionCarriedFrom": _nullable(_ID | {"description": "The verified CA of the same key."}),
            "crl": _nullable(reference("RevocationList")),
            "warnings": _list_of(reference("Violation")),
            "uploadedAt": _TIME,
            "verifiedAt": _nullable(_TIME),
        },
        _CA_CERTIFICATE,
    ),
    "Violation": _object(
        {
            "rule": _TEXT,
            "message": _TEXT,
            "hint": _TEXT,
            "parameters": {"type": "object", "description": "The values that the texts speak of."},
        },
        _VIOLATION,
        "A broken rule, or a warning: a finding that does not keep a certificate out.",
    ),
    "RevocationList": _object(
        {
            "number": _HEX | {"description": "The CRL number in hex."},
            "thisUpdate": _TIME,
            "nextUpdate": _TIME,
            "entries": {"type": "integer", "minimum": 0, "description": "How many certificates it revokes."},
        },
        _CA_CERTIFICATE["crl"],
        "The newest revocation list of a CA.",
    ),
    "CaCertificatePage": _page_of("CaCertificate", _CA_CERTIFICATE),
    "DryRun": _object(
        {
            "accepted": {"type": "boolean", "description": "Whether no rule is broken."},
            "violations": _list_of(reference("Violation")),
            "warnings": _list_of(reference("Violation")),
            "certificate": _nullable(reference("CaCertificate"))
            | {"description": "As it would enter: `verified` where possession of its key carries over."},
            "conflict": _nullable(reference("Problem"))
            | {"description": "The 409 that an upload of an accepted certificate would be answered with."},
        },
        {"accepted": False, "violations": [_VIOLATION], "warnings": [], "certificate": None, "conflict": None},
        "What would become of an upload; nothing is stored.",
    ),
    "VerificationCode": _object(
        {
            "code": _TEXT | {"pattern": "^[0-9A-Za-z]{1,64}$"},
            "generatedAt": _TIME,
            "expiresAt": _TIME,
            "commands": {
                "type": "object",
                "additionalProperties": _list_of(_TEXT),
                "description": "The ways to sign the code, by tool or shell.",
            },
            "note": _TEXT | {"description": "What to do with the key that the commands make."},
        },
        _CODE_EXAMPLE,
    ),
    "AuditEvent": _object(
        {
            "id": _TEXT | {"pattern": "^[0-9a-f]{32}$"},
            "type": _TEXT,
            "certificateId": _nullable(_ID | {"description": "Null where it is about no certificate."}),
            "at": _TIME,
            "actor": _nullable(_TEXT | {"description": "The claim sub of who did it; null where the registry did."}),
            "actorName": _nullable(_TEXT | {"description": "What people called the actor then."}),
            "requestId": _nullable(_TEXT),
            "outcome": {"enum": ["succeeded", "refused"]},
            "details": {"type": "object"},
        },
        _EVENT,
    ),
    "AuditEventPage": _page_of("AuditEvent", _EVENT),
    "TrustStore": _object(
        {
            "items": _list_of(reference("CaCertificate")),
            "nameOctets": {
                "type": "integer",
                "minimum": 0,
                "description": "How long a TLS server's list of the CAs' names is; it has room for 65,535 octets.",
            },
            "warnings": _list_of(reference("Violation")),
        },
        {"items": [_CA_CERTIFICATE], "nameOctets": 33, "warnings": []},
    ),
    "SubscriptionRequest": {
        "type": "object",
        "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": r"\S"}},
        "required": ["name"],
        "additionalProperties": False,
        "examples": [{"name": "broker 1"}],
    },
    "NewSubscription": _object(
        {
            "id": _RANDOM_ID,
            "name": _TEXT,
            "createdAt": _TIME,
            "token": _TEXT
            | {
                "pattern": "^dcrt_[0-9A-Za-z]{49}$",
                "description": "A bearer token; nobody can see it again. It ends with its CRC-32 in base 62.",
            },
        },
        {
            "id": _SUBSCRIPTION["id"],
            "name": "broker 1",
            "createdAt": "2026-11-23T09:15:00Z",
            "token": "dcrt_" + "0" * 49,
        },
    ),
    "Subscription": _object(
        {
            "id": _RANDOM_ID,
            "name": _TEXT,
            "createdAt": _TIME,
            "createdBy": _nullable(_TEXT | {"description": "What people called who created it."}),
            "lastUsedAt": _nullable(_TIME | {"description": "The hour of its last use."}),
        },
        _SUBSCRIPTION,
    ),
    "SubscriptionList": _object({"items": _list_of(reference("Subscription"))}, {"items": [_SUBSCRIPTION]}),
    "ChainLink": _object(
        {
            "subject": _TEXT,
            "issuer": _TEXT,
            "serialNumber": _HEX,
            "notBefore": _TIME,
            "notAfter": _TIME,
            "caId": _nullable(_ID),
        },
        _LINK,
    ),
    "DeviceCheck": _object(
        {
            "trusted": {"type": "boolean"},
            "caId": _nullable(_ID),
            "chain": _list_of(reference("ChainLink")),
            "reasons": _list_of(reference("Violation")),
            "warnings": _list_of(reference("Violation")),
        },
        {"trusted": True, "caId": _CA_ID, "chain": [_LINK], "reasons": [], "warnings": []},
    ),
    "JwkSet": _object(
        {"keys": _list_of({"type": "object", "required": ["kty", "kid", "use", "alg"]})},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "...", "y": "...", "use": "sig", "alg": "ES256", "kid": "..."}]},
    ),
    "Change": {
        "type": "object",
        "properties": {
            "enabled": {"type": "boolean"},
            "name": {"type": ["string", "null"], "minLength": 1, "maxLength": 128, "pattern": r"\S"},
        },
        "minProperties": 1,
        "additionalProperties": False,
        "examples": [{"enabled": False}, {"name": "Plant 7"}],
    },
    "CertificateUpload": {
        "type": "object",
        "properties": {"certificate": _TEXT, "fileName": {"type": ["string", "null"], "maxLength": 255}},
        "required": ["certificate"],
        "examples": [{"certificate": "-----BEGIN CERTIFICATE-----\n...", "fileName": "rootCA.pem"}],
    },
    "RevocationListUpload": {
        "type": "object",
        "properties": {"crl": _TEXT},
        "required": ["crl"],
        "examples": [{"crl": "-----BEGIN X509 CRL-----\n..."}],
    },
    "UploadReference": {
        "type": "object",
        "properties": {"upload": _RANDOM_ID},
        "required": ["upload"],
        "additionalProperties": False,
        "examples": [{"upload": "0f1e2d3c4b5a69788796a5b4c3d2e1f0"}],
    },
    "UploadSize": {
        "type": "object",
        "properties": {"size": {"type": "integer", "minimum": 1, "description": "Bytes of the file."}},
        "required": ["size"],
        "additionalProperties": False,
        "examples": [{"size": 6291456}],
    },
    "OfferedUpload": _object(
        {
            "upload": _RANDOM_ID,
            "url": {"type": "string", "format": "uri", "description": "Works for whoever has it: a secret."},
            "expiresAt": _TIME,
        },
        {
            "upload": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "url": "https://bucket.s3.eu-central-1.amazonaws.com/acme/...?X-Amz-Signature=...",
            "expiresAt": "2026-11-23T09:20:00Z",
        },
    ),
    "SignatureProof": {
        "type": "object",
        "properties": {"signature": _TEXT | {"description": "Base64."}, "algorithm": _TEXT},
        "required": ["signature", "algorithm"],
        "examples": [{"signature": "MEUCIQD...", "algorithm": "ecdsa-with-SHA256"}],
        "description": "Signs the ASCII text `device-ca-possession:<id>:<code>`.",
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457. `status` is missing where API Gateway itself refuses a request with 400.",
        "properties": {
            "type": _TEXT | {"pattern": "^urn:problem:device-ca:[a-z_]+$"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "code": _TEXT,
            "requestId": _TEXT,
            "violations": _list_of(reference("Violation")),
            "id": _ID | {"description": "Of the certificate that exists already."},
        },
        "required": ["type", "title", "status", "detail", "code", "requestId", "violations"],
    },
}
