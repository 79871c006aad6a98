"""The forms in which a file arrives: raw bytes, multipart/form-data, or JSON."""

import base64
import binascii
import re
from io import BytesIO
from typing import Any

from device_ca.api.json_object import read_json_object
from device_ca.certificates.uploaded_file import MAX_FILE_SIZE, MAX_LIST_SIZE, MAX_UPLOADED_LIST_SIZE
from device_ca.errors import FileTooLarge, MalformedRequest, UnsupportedMediaType
from device_ca.excerpt import is_plain_text
from device_ca.model.uploaded_file import UploadedFile, UploadedSignature, UploadReference

RAW_CONTENT_TYPES = (
    "application/pkix-cert",
    "application/x-x509-ca-cert",
    "application/x-pem-file",
    "application/pem-certificate-chain",
    "application/octet-stream",
)
REVOCATION_LIST_CONTENT_TYPES = (
    "application/pkix-crl",
    "application/x-pkcs7-crl",
    "application/x-pem-file",
    "application/octet-stream",
)
_UPLOAD_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_MAX_FILE_NAME = 255
# The whole body is in memory already, so the parser needs no temporary files.
_IN_MEMORY = 16 * 1024 * 1024


def read_file(content_type: str | None, body: bytes, file_name: str | None) -> UploadedFile:
    """Take the file out of a request's body.

    Args:
        content_type: The header's value, parameters included.
        body: The body's bytes.
        file_name: The query parameter ``fileName``; the other two forms carry the name themselves.

    Raises:
        UnsupportedMediaType: The content type carries no file.
        MalformedRequest: The body is not what its content type says, or has no file.
        FileTooLarge: The file is larger than 1 MiB.
    """
    media_type = _media_type(content_type)
    if media_type not in (*RAW_CONTENT_TYPES, "multipart/form-data", "application/json"):
        raise UnsupportedMediaType(mediaType=media_type)
    if media_type == "multipart/form-data":
        uploaded = _from_multipart(content_type or "", body)
    elif media_type == "application/json":
        uploaded = _from_json(read_json_object(body))
    else:
        uploaded = UploadedFile(body, file_name or None)
    if len(uploaded.content) > MAX_FILE_SIZE:
        raise FileTooLarge(size=len(uploaded.content), most=MAX_FILE_SIZE)
    if uploaded.file_name and not is_plain_text(uploaded.file_name, longest=_MAX_FILE_NAME):
        raise MalformedRequest("file_name", most=_MAX_FILE_NAME)
    return uploaded


def read_list_file(content_type: str | None, body: bytes) -> bytes | UploadReference:
    """Take the file with a revocation list out of a request's body, in the same forms as ``read_file``.

    Returns:
        The file, or in JSON the upload that it came by.

    Raises:
        UnsupportedMediaType: The content type carries no list.
        MalformedRequest: The body is not what its content type says, or has no file.
        FileTooLarge: The file is larger than 5 MiB.
    """
    media_type = _media_type(content_type)
    if media_type == "multipart/form-data":
        content = _from_multipart(content_type or "", body).content
    elif media_type == "application/json":
        fields = read_json_object(body)
        if "upload" in fields:
            return _upload(fields)
        crl = fields.get("crl")
        if not isinstance(crl, str):
            raise MalformedRequest("crl_missing")
        content = crl.encode("utf-8", "surrogatepass")
    elif media_type in REVOCATION_LIST_CONTENT_TYPES:
        content = body
    else:
        raise UnsupportedMediaType("crl", mediaType=media_type)
    if len(content) > MAX_LIST_SIZE:
        raise FileTooLarge("crl", size=len(content), most=MAX_LIST_SIZE)
    return content


def read_upload_size(content_type: str | None, body: bytes) -> int:
    """Read the JSON object of an upload that is to come: how many octets its file has.

    Raises:
        UnsupportedMediaType: The body is not JSON.
        MalformedRequest: It has other members than a size, or that is no whole number above 0.
        FileTooLarge: The file is larger than the bucket is to take.
    """
    media_type = _media_type(content_type)
    if media_type != "application/json":
        raise UnsupportedMediaType("upload", mediaType=media_type)
    fields = read_json_object(body)
    size = fields.get("size")
    if fields.keys() != {"size"} or not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise MalformedRequest("upload_size")
    if size > MAX_UPLOADED_LIST_SIZE:
        raise FileTooLarge("upload", size=size, most=MAX_UPLOADED_LIST_SIZE)
    return size


def read_proof(content_type: str | None, body: bytes, file_name: str | None) -> UploadedFile | UploadedSignature:
    """Take a proof out of a request's body: a file as ``read_file`` does, or a signature in JSON.

    Raises:
        The errors of ``read_file``.
    """
    if _media_type(content_type) == "application/json":
        fields = read_json_object(body)
        if "signature" in fields:
            return _signature(fields, body)
    return read_file(content_type, body, file_name)


def _media_type(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _from_multipart(content_type: str, body: bytes) -> UploadedFile:
    # Imported here: most requests have another form, and a cold start should not pay for it.
    from multipart import MultipartError, MultipartParser, parse_options_header  # noqa: PLC0415

    boundary = parse_options_header(content_type)[1].get("boundary")
    if not boundary:
        raise MalformedRequest("boundary_missing")
    try:
        parser = MultipartParser(
            BytesIO(body),
            boundary,
            content_length=len(body),
            strict=True,
            spool_limit=_IN_MEMORY,
            memory_limit=_IN_MEMORY,
        )
        parts = [part for part in parser.parts() if part.name == "file"]
    except MultipartError as error:
        raise MalformedRequest("not_multipart", error=str(error)) from None
    if len(parts) != 1:
        raise MalformedRequest("file_parts", count=len(parts))
    return UploadedFile(parts[0].raw, parts[0].filename or None)


def _from_json(fields: dict[str, Any]) -> UploadedFile:
    certificate, file_name = fields.get("certificate"), fields.get("fileName")
    if not isinstance(certificate, str):
        raise MalformedRequest("certificate_missing")
    if file_name is not None and not isinstance(file_name, str):
        raise MalformedRequest("file_name_type")
    return UploadedFile(certificate.encode("utf-8", "surrogatepass"), file_name or None)


def _upload(fields: dict[str, Any]) -> UploadReference:
    upload_id = fields["upload"]
    if fields.keys() != {"upload"} or not isinstance(upload_id, str) or not _UPLOAD_ID.fullmatch(upload_id):
        raise MalformedRequest("upload")
    return UploadReference(upload_id)


def _signature(fields: dict[str, Any], body: bytes) -> UploadedSignature:
    signature, algorithm = fields["signature"], fields.get("algorithm")
    if not isinstance(signature, str) or not isinstance(algorithm, str):
        raise MalformedRequest("signature_type")
    if len(body) > MAX_FILE_SIZE:
        raise FileTooLarge(size=len(body), most=MAX_FILE_SIZE)
    try:
        decoded = base64.b64decode("".join(signature.split()), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedRequest("signature_not_base64") from None
    return UploadedSignature(decoded, algorithm, body)
