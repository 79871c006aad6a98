"""The answer that holds the revocation lists of a tenant's trusted CAs, as a PEM file."""

from datetime import datetime
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from device_ca.api import request
from device_ca.api.responses import cacheable_response, content_disposition, not_modified_response, see_other_response
from device_ca.registry.trusted_lists import CONTENT_TYPE, names_without_list, trusted_lists
from device_ca.stores.file_store import CurrentFile, FileStore, StoredFile, crls_key
from device_ca.stores.trust_anchors import TrustAnchors

# Lambda takes 6 MB of an answer in its own JSON, in which line ends are two characters.
_LARGEST_ANSWER = 5_000_000
_HEADERS = {"Cache-Control": "no-cache, private"}


def trusted_lists_response(
    event: APIGatewayProxyEvent, tenant: str, *, now: datetime, files: FileStore, anchors: TrustAnchors
) -> Response[str]:
    """Answer with the file in the bucket: it has as many lists as there are CAs, and no request reads so many.

    The tag is S3's, so that it is the same where a larger file comes from the bucket by a URL. Where there is no
    file because no CA has a list, the answer names the CAs that are trusted at ``now``.
    """
    key = crls_key(tenant)
    current = files.current(key)
    if current is None:
        names = names_without_list(trusted_lists(anchors.verified_certificates(tenant), now=now))
        return cacheable_response(event, names, CONTENT_TYPE, _HEADERS)
    headers = {**_HEADERS, "ETag": current.entity_tag}
    if request.has_current(event, current.entity_tag):
        return not_modified_response(headers)
    return _file_response(StoredFile(key, current.version), current, headers, files)


def _file_response(file: StoredFile, current: CurrentFile, headers: dict[str, str], files: FileStore) -> Response[str]:
    if current.size > _LARGEST_ANSWER:
        url = files.url(file, content_type=CONTENT_TYPE, disposition=content_disposition("crls.pem"))
        return see_other_response(url)
    return Response(HTTPStatus.OK.value, CONTENT_TYPE, files.get(file).decode("ascii"), headers)
