"""AWS without a network: one CA certificate, its code, a list and a trail, answered below the SDK as HTTP would be."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from device_ca.model.audit_event import Origin, ca_certificate_uploaded
from device_ca.model.ca_record import PENDING, VERIFIED, CaRecord
from device_ca.stores.audit_trail import to_item as event_item
from device_ca.stores.ca_item import marshal, to_item
from tests.support.authority import Authority
from tests.support.ca_records import ca_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.awsrequest import AWSPreparedRequest

TENANT = "acme"
CODE = "5f3a1c0e9b7d42688e21c4f6a0b9d37c"
CONSOLE_CONFIGURATION = {
    "region": "us-east-1",
    "userPoolId": "us-east-1_pool",
    "hostedUiUrl": "https://auth.example.com",
    "userPoolClientId": "client",
    "consoleUrl": "https://api.example.com/v1/console/",
}
_LISTING = f"""<ListVersionsResult><IsTruncated>false</IsTruncated><Version>
<Key>{TENANT}/{64 * "0"}/ca</Key><VersionId>1</VersionId><LastModified>2026-01-01T00:00:00.000Z</LastModified>
</Version></ListVersionsResult>""".encode()
# One more than a page has, so that there is a next one.
LISTED = 26


class CannedAws:
    """The answers.

    Attributes:
        authority: The CA whose certificate is registered, pending or verified.
    """

    def __init__(self, *, verified: bool) -> None:
        self.authority = Authority("Example Device CA")
        self._now = datetime.now(UTC)
        status = VERIFIED if verified else PENDING
        self._record = ca_record(self.authority.der, status=status, uploaded_at=self._now, file_name="rootCA.cer")
        self._page = [self._renewed(number) for number in range(LISTED)]
        self._signing_key = ec.generate_private_key(ec.SECP256R1())
        self._answers: dict[str, Callable[[Any], dict[str, Any]]] = {
            "BatchGetItem": self._batch_get_item,
            "DescribeTable": lambda _: {"Table": {"CreationDateTime": 0}},
            "GetItem": lambda request: {"Item": self._item(request["Key"])},
            "GetParameter": lambda _: {"Parameter": {"Value": json.dumps(CONSOLE_CONFIGURATION)}},
            "GetPublicKey": self._get_public_key,
            "PutEvents": lambda request: {"Entries": [{"EventId": "1"} for _ in request["Entries"]]},
            "Query": lambda request: {"Items": self._found(request)},
            "Sign": lambda _: {"Signature": self._signing_key.sign(b"receipt", ec.ECDSA(SHA256()))},
        }
        self._bodies: dict[bytes, bytes] = {}

    def body_for(self, request: AWSPreparedRequest) -> bytes:
        """Answer a request that the SDK is about to send; one that was sent before, with no work but to look it up."""
        target = cast("bytes | None", request.headers.get("X-Amz-Target"))
        if target is None:
            return self._s3_body(request)
        answer = self._answers.get(target.decode().rpartition(".")[2])
        if answer is None:
            return b"{}"
        sent = cast("bytes", request.body)
        if sent not in self._bodies:
            self._bodies[sent] = json.dumps(json_form(answer(json.loads(sent)))).encode()
        return self._bodies[sent]

    def _s3_body(self, request: AWSPreparedRequest) -> bytes:
        if request.method != "GET":
            return b""
        return _LISTING if "?versions" in request.url else self.authority.pem

    def _batch_get_item(self, request: dict[str, Any]) -> dict[str, Any]:
        ((table, wanted),) = request["RequestItems"].items()
        found = [item for key in wanted["Keys"] if (item := self._item(key))]
        return {"Responses": {table: found}, "UnprocessedKeys": {}}

    def _get_public_key(self, _: dict[str, Any]) -> dict[str, Any]:
        key = self._signing_key.public_key()
        return {"PublicKey": key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)}

    def _item(self, key: dict[str, Any]) -> dict[str, Any] | None:
        kind = key["sk"]["S"].partition("#")[0]
        if kind == "CA":
            return to_item(TENANT, self._record)
        if kind != "CODE":
            return None
        generated_at = self._now.isoformat()
        code = {"code": CODE, "generated_at": generated_at}
        expires_at = int((self._now + timedelta(days=7)).timestamp())
        return key | marshal(code | {"expires_at": expires_at, "issued_codes": [code]})

    def _found(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        if any(value["S"].startswith("TRAIL#") for value in query["ExpressionAttributeValues"].values()):
            return [self._audit_item()] * LISTED
        if query.get("IndexName") == "by_subject":
            return [to_item(TENANT, self._record)]
        return [to_item(TENANT, record) for record in self._page]

    def stream_record(self) -> dict[str, Any]:
        """Return what the table's stream tells of a new entry of the audit trail."""
        item = json_form(self._audit_item())
        keys = {name: item[name] for name in ("pk", "sk")}
        return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "Keys": keys, "NewImage": item}}

    def _audit_item(self) -> dict[str, Any]:
        origin = Origin(self._now, "0b7c9a52-2f3e-4d55-9d3c-6a1f6f0e8f11", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef")
        event = ca_certificate_uploaded(self._record, origin)
        return event_item(TENANT, event, expires_at=self._now + timedelta(days=400))

    def _renewed(self, number: int) -> CaRecord:
        uploaded_at = self._now - timedelta(hours=number)
        return ca_record(self.authority.renew().der, status=self._record.status, uploaded_at=uploaded_at)


def json_form(value: Any) -> Any:
    """Write bytes as base64, as AWS's JSON does."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: json_form(part) for name, part in value.items()}
    return [json_form(part) for part in value] if isinstance(value, list) else value
