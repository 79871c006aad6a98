import json

import pytest

from device_ca.api.uploads import RAW_CONTENT_TYPES, read_file, read_proof
from device_ca.certificates.uploaded_file import MAX_FILE_SIZE
from device_ca.errors import FileTooLarge, MalformedRequest, UnsupportedMediaType
from device_ca.model.uploaded_file import UploadedFile, UploadedSignature

DER = bytes(range(256))
FORM = "multipart/form-data; boundary=x"


def _form(*parts: str) -> bytes:
    return ("".join(f"--x\r\n{part}\r\n" for part in parts) + "--x--\r\n").encode("latin-1")


def _file_part(content: str = "PEM", disposition: str = 'form-data; name="file"; filename="ca.pem"') -> str:
    return f"Content-Disposition: {disposition}\r\nContent-Type: application/x-pem-file\r\n\r\n{content}"


@pytest.mark.parametrize("content_type", [*RAW_CONTENT_TYPES, "Application/Pkix-Cert ; charset=binary"])
def test_raw_bytes_come_as_they_are(content_type: str) -> None:
    assert read_file(content_type, DER, "ca.cer") == UploadedFile(DER, "ca.cer")
    assert read_file(content_type, DER, None) == UploadedFile(DER, None)


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/json2", "multipart/mixed; boundary=x"])
def test_other_content_types_are_refused(content_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaType):
        read_file(content_type, DER, None)


def test_multipart_gives_the_file_and_its_name() -> None:
    note = 'Content-Disposition: form-data; name="note"\r\n\r\nhello'
    content = DER.decode("latin-1")
    assert read_file(FORM, _form(note, _file_part(content)), None) == UploadedFile(DER, "ca.pem")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", _form(_file_part())),
        (FORM, b""),
        (FORM, b"not a form"),
        (FORM, _form(_file_part())[:-8]),
        (FORM, _form('Content-Disposition: form-data; name="other"\r\n\r\nx')),
        (FORM, _form(_file_part(), _file_part())),
        (FORM, _form(*[_file_part(disposition=f'form-data; name="p{n}"') for n in range(200)])),
    ],
)
def test_bad_multipart_is_refused(content_type: str, body: bytes) -> None:
    with pytest.raises(MalformedRequest):
        read_file(content_type, body, None)


def test_json_gives_the_file_and_its_name() -> None:
    body = json.dumps({"certificate": "PEM", "fileName": "rootCA.pem"}).encode()
    assert read_file("application/json; charset=utf-8", body, None) == UploadedFile(b"PEM", "rootCA.pem")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"PEM"',
        b"{}",
        b'{"certificate": null}',
        b'{"certificate": 5}',
        b'{"certificate": "PEM", "fileName": 5}',
        b"[" * 100_000,
        b'{"certificate": ' + b"9" * 5000 + b"}",
        b"\xff\xfe",
    ],
)
def test_bad_json_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedRequest):
        read_file("application/json", body, None)


@pytest.mark.parametrize("name", ["a" * 256, "a\nb.pem", "a\x00.pem", "\ud800.pem", " ", "\u202emep.exe"])
def test_file_names_that_cannot_be_shown_are_refused(name: str) -> None:
    with pytest.raises(MalformedRequest):
        read_file("application/json", json.dumps({"certificate": "PEM", "fileName": name}).encode(), None)


def test_one_mebibyte_is_taken_and_one_byte_more_is_not() -> None:
    assert len(read_file("application/octet-stream", b"x" * MAX_FILE_SIZE, None).content) == MAX_FILE_SIZE
    with pytest.raises(FileTooLarge):
        read_file("application/octet-stream", b"x" * (MAX_FILE_SIZE + 1), None)
    with pytest.raises(FileTooLarge):
        read_file(FORM, _form(_file_part("x" * (MAX_FILE_SIZE + 1))), None)


def test_a_proof_may_be_a_signature() -> None:
    body = json.dumps({"signature": "AQID\n", "algorithm": "ecdsa-with-SHA256"}).encode()
    assert read_proof("application/json", body, None) == UploadedSignature(b"\x01\x02\x03", "ecdsa-with-SHA256", body)
    assert read_proof("application/json", b'{"certificate": "PEM"}', None) == UploadedFile(b"PEM", None)


@pytest.mark.parametrize(
    "fields", [{"signature": "AQ"}, {"signature": "!", "algorithm": "x"}, {"signature": 5, "algorithm": "x"}]
)
def test_a_bad_signature_body_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(MalformedRequest):
        read_proof("application/json", json.dumps(fields).encode(), None)
