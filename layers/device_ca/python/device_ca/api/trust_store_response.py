"""The answer that holds a tenant's trust store, as a PEM file or as JSON."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from device_ca.api import request
from device_ca.api.negotiation import preferred_media_type
from device_ca.api.responses import cacheable_response, compact_json
from device_ca.certificates.trust_anchor import ca_name
from device_ca.errors import TrustStoreTooLarge
from device_ca.messages.rendering import Language, render
from device_ca.model.ca_record import CaRecord
from device_ca.model.trust_anchor import TrustAnchor
from device_ca.registry.trust_store import CONTENT_TYPE, name_octets, pem_block, trust_store_warnings, trusted_cas
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
    text = (
        _listing(anchors.verified(tenant), language, now=now)
        if media_type == _JSON
        else _pem(anchors.verified_certificates(tenant), now=now)
    )
    headers = {"Cache-Control": "no-cache, private", "Vary": "Accept, Accept-Language"}
    if media_type == _JSON:
        headers["Content-Language"] = language
    return cacheable_response(event, text, media_type, headers)


def _listing(verified: Iterable[CaRecord], language: Language, *, now: datetime) -> str:
    trusted = list(trusted_cas(verified, now=now))
    octets = name_octets({ca_name(record.der) for record in trusted})
    text = compact_json(
        {
            "items": [record.representation(language) for record in trusted],
            "nameOctets": octets,
            "warnings": render(trust_store_warnings(octets), language),
        }
    )
    _require_room_for(len(text.encode()))
    return text


def _pem(verified: Iterable[TrustAnchor], *, now: datetime) -> str:
    blocks, size = list[bytes](), 0
    for certificate in trusted_cas(verified, now=now):
        blocks.append(pem_block(certificate.der))
        size += len(blocks[-1])
        # Checked for each CA, so that no more is read than an answer may hold.
        _require_room_for(size)
    return b"".join(blocks).decode("ascii")


def _require_room_for(size: int) -> None:
    if size > _LARGEST_ANSWER:
        raise TrustStoreTooLarge(most=_LARGEST_ANSWER)
