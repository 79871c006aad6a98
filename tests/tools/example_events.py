"""The API Gateway events of events/, one a route, made from the routes of template.yaml: ``make events``.

The same routes give the same bytes: the example CA's key follows from its name, and its signatures are deterministic.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.support.authority import CERTIFICATE_SIGNING
from tests.support.events import EVENTS
from tests.support.routes import ROUTES, Route

EXAMPLE_CODE = "5f3a1c0e9b7d42688e21c4f6a0b9d37c"

_HOST = "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"
_CLAIMS = {
    "sub": "9c1f6b1e-40a1-70c5-8f5e-2b7f3f1d9a10",
    "email": "alice@example.com",
    "email_verified": "true",
    "custom:tenant": "acme",
    "token_use": "id",
    "aud": "3v1example2client3id4",
    "iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example01",
    "exp": "Mon Nov 23 10:15:00 UTC 2026",
    "iat": "Mon Nov 23 09:15:00 UTC 2026",
}
_CA_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Devices"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Example Device CA"),
    ]
)
_PEM = "application/x-pem-file"
_SUBSCRIPTION_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@dataclass(frozen=True)
class _Example:
    """What the event of a route holds beside its path."""

    body: bytes | None = None
    content_type: str | None = None
    accept: str = "*/*"
    query: dict[str, str] | None = None
    token: str = "<ID token>"


def render() -> dict[str, str]:
    """Return the content of each event by the name of the function that it is for."""
    (ca, proof), crl = _example_certificates(), _example_list()
    examples = {
        "upload_certificate": _Example(ca.public_bytes(Encoding.PEM), _PEM, query={"fileName": "rootCA.pem"}),
        "verify_certificate": _Example(proof.public_bytes(Encoding.PEM), _PEM),
        "put_revocation_list": _Example(crl.public_bytes(Encoding.PEM), _PEM),
        "check_device_certificate": _Example(proof.public_bytes(Encoding.PEM), _PEM),
        "list_certificates": _Example(query={"limit": "25"}),
        "list_certificate_events": _Example(query={"limit": "25"}),
        "get_truststore": _Example(accept="application/pem-certificate-chain"),
        "get_subscribed_truststore": _Example(
            accept="application/pem-certificate-chain", token="<token of a subscription>"
        ),
        "get_subscribed_crls": _Example(token="<token of a subscription>"),
    }
    examples |= {route.function: _Example(route.json_body, "application/json") for route in ROUTES if route.json_body}
    certificate_id = ca.fingerprint(SHA256()).hex()
    return {
        route.function: json.dumps(
            _event(route, examples.get(route.function, _Example()), certificate_id), indent=2, ensure_ascii=False
        )
        + "\n"
        for route in ROUTES
        if route.function != "console"
    }


def write() -> None:
    """Write events/ anew."""
    for function, content in render().items():
        (EVENTS / f"{function}.json").write_text(content)


def _event(route: Route, example: _Example, certificate_id: str) -> dict[str, Any]:
    needs_token = not route.is_public or route.function in ("get_subscribed_truststore", "get_subscribed_crls")
    headers = {"Accept": example.accept} | ({"Authorization": f"Bearer {example.token}"} if needs_token else {})
    headers |= {
        "Host": _HOST,
        "User-Agent": "curl/8.14.1",
        "X-Amzn-Trace-Id": "Root=1-6922c3a4-0f1e2d3c4b5a69788796a5b4",
        "X-Forwarded-For": "192.0.2.10",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
    }
    if example.content_type:
        headers["Content-Type"] = example.content_type
    in_path = {"id": certificate_id, "subscriptionId": _SUBSCRIPTION_ID}
    parameters = {name: value for name, value in in_path.items() if f"{{{name}}}" in route.path}
    path = route.path
    for name, value in parameters.items():
        path = path.replace(f"{{{name}}}", value)
    return {
        "resource": route.path,
        "path": path,
        "httpMethod": route.method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": example.query,
        "multiValueQueryStringParameters": example.query and {name: [text] for name, text in example.query.items()},
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": _HOST.partition(".")[0],
            **({} if route.is_public else {"authorizer": {"claims": _CLAIMS}}),
            "domainName": _HOST,
            "domainPrefix": _HOST.partition(".")[0],
            "extendedRequestId": "UbCdEfGhIjKlMnO=",
            "httpMethod": route.method,
            "identity": {
                "accessKey": None,
                "accountId": None,
                "caller": None,
                "cognitoAuthenticationProvider": None,
                "cognitoAuthenticationType": None,
                "cognitoIdentityId": None,
                "cognitoIdentityPoolId": None,
                "principalOrgId": None,
                "sourceIp": "192.0.2.10",
                "user": None,
                "userAgent": "curl/8.14.1",
                "userArn": None,
            },
            "path": f"/v1{path}",
            "protocol": "HTTP/1.1",
            "requestId": "6f9d1f8e-5b0c-4c0e-9a52-0d6d0a9f3b71",
            "requestTime": "23/Nov/2026:09:15:00 +0000",
            "requestTimeEpoch": 1795425300000,
            "resourceId": "x1y2z3",
            "resourcePath": route.path,
            "stage": "v1",
        },
        "body": None if example.body is None else base64.b64encode(example.body).decode(),
        "isBase64Encoded": example.body is not None,
    }


def _example_certificates() -> tuple[x509.Certificate, x509.Certificate]:
    """Return a CA certificate and the verification certificate that it issued for ``EXAMPLE_CODE``."""
    key = _key("Example Device CA")
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    ca = (
        _builder(_CA_NAME, key.public_key(), serial_number=1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .add_extension(CERTIFICATE_SIGNING, critical=True)
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, EXAMPLE_CODE)])
    proof = _builder(subject, _key(EXAMPLE_CODE).public_key(), serial_number=2)
    ca_certificate, proof_certificate = (
        builder.sign(key, SHA256(), ecdsa_deterministic=True) for builder in (ca, proof)
    )
    return ca_certificate, proof_certificate


def _example_list() -> x509.CertificateRevocationList:
    """Return a revocation list of the example CA, which revokes nothing."""
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_CA_NAME)
        .last_update(datetime(2020, 1, 1, tzinfo=UTC))
        .next_update(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.CRLNumber(1), critical=False)
        .sign(_key("Example Device CA"), SHA256(), ecdsa_deterministic=True)
    )


def _key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(name.encode()).digest()) >> 1, ec.SECP256R1())


def _builder(subject: x509.Name, key: ec.EllipticCurvePublicKey, *, serial_number: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_CA_NAME)
        .public_key(key)
        .serial_number(serial_number)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
    )


if __name__ == "__main__":
    write()
