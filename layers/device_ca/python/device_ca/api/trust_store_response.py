"""The answer that holds a tenant's trust store, as a PEM file or as JSON."""

from collections.abc import Sequence
from datetime import datetime

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from device_ca.api import request
from device_ca.api.media_type import preferred_media_type
from device_ca.api.responses import cacheable_response, compact_json
from device_ca.errors import TrustStoreTooLarge
from device_ca.registry.trust_store import CONTENT_TYPE, pem_block, trusted_cas
from device_ca.stores.trust_anchors import TrustAnchors

_JSON = "application/json"
# Lambda takes 6 MB of an answer in its own JSON, in which line ends and quotation marks are two characters.
_LARGEST_ANSWER = 5_000_000


def trust_store_response(
    event: APIGatewayProxyEvent,
    tenant: str,
    *,
    now: datetime,
    anchors: TrustAnchors,
    offers: Sequence[str] = (CONTENT_TYPE, _JSON),
) -> Response[str]:
    """Answer with the CAs that are trusted at ``now``, read live: one that was disabled or has expired is not in it.

    Raises:
        NotAcceptable: The caller accepts none of the media types in ``offers``.
        TrustStoreTooLarge: It is larger than an answer may be.
    """
    language = request.language(event)
    media_type = preferred_media_type(request.list_header(event, "Accept"), offers)
    if media_type == _JSON:
        records = trusted_cas(anchors.verified(tenant), now=now)
        text = compact_json({"items": [record.representation(language) for record in records]})
    else:
        certificates = trusted_cas(anchors.verified_certificates(tenant), now=now)
        text = b"".join(pem_block(certificate.der) for certificate in certificates).decode("ascii")
    size = len(text.encode())
    if size > _LARGEST_ANSWER:
        raise TrustStoreTooLarge(size=size, most=_LARGEST_ANSWER)
    headers = {"Cache-Control": "no-cache, private", "Vary": "Accept, Accept-Language"}
    if media_type == _JSON:
        headers["Content-Language"] = language
    return cacheable_response(event, text, media_type, headers)
