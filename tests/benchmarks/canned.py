"""AWS without a network: one CA certificate, its code, a list and a trail, answered below the SDK as HTTP would be."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from device_ca.model.ca_record import PENDING, VERIFIED, CaRecord
from device_ca.stores.ca_item import marshal, to_item
from tests.support.authority import Authority
from tests.support.ca_records import ca_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.awsrequest import AWSPreparedRequest

TENANT = "acme"
CODE = "5f3a1c0e9b7d42688e21c4f6a0b9d37c"
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
        self._answers: dict[str, Callable[[Any], dict[str, Any]]] = {
            "BatchGetItem": self._batch_get_item,
            "GetItem": lambda request: {"Item": self._item(request["Key"])},
            "Query": lambda request: {"Items": self._found(request)},
        }
        self._bodies: dict[bytes, bytes] = {}

    def body_for(self, request: AWSPreparedRequest) -> bytes:
        """Answer a request that the SDK is about to send; one that was sent before, with no work but to look it up."""
        target = cast("bytes | None", request.headers.get("X-Amz-Target"))
        if target is None:
            return b""
        answer = self._answers.get(target.decode().rpartition(".")[2])
        if answer is None:
            return b"{}"
        sent = cast("bytes", request.body)
        if sent not in self._bodies:
            self._bodies[sent] = json.dumps(json_form(answer(json.loads(sent)))).encode()
        return self._bodies[sent]

    def _batch_get_item(self, request: dict[str, Any]) -> dict[str, Any]:
        ((table, wanted),) = request["RequestItems"].items()
        found = [item for key in wanted["Keys"] if (item := self._item(key))]
        return {"Responses": {table: found}, "UnprocessedKeys": {}}

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
        if query.get("IndexName") == "by_subject":
            return [to_item(TENANT, self._record)]
        return [to_item(TENANT, record) for record in self._page]

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
