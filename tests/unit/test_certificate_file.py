"""What a file is recognised as, and what of it is read."""

import base64
import gzip
import io
import zipfile
from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs7,
    pkcs12,
)
from cryptography.x509 import ocsp

from device_ca.certificates.certificate import LONGEST_CERTIFICATE
from device_ca.certificates.uploaded_file import MAX_FILE_SIZE, CertificateReading, kept_file, read_certificate_file
from tests.support import certificates as make
from tests.support.certificates import build_certificate, der, integer, pem, sequence

GOOD = build_certificate()
OTHER = build_certificate(subject=make.name(("CN", "Other CA")))
GOOD_PEM = pem(GOOD)
LIBRARY_CERTIFICATE = x509.load_der_x509_certificate(GOOD)


def rules(file: bytes) -> list[str]:
    return [violation.rule for violation in read_certificate_file(file).violations]


def kind(reading: CertificateReading) -> str:
    return reading.kind.name if reading.kind else ""


READ = {
    "DER": GOOD,
    "PEM": GOOD_PEM,
    "PEM without last line end": GOOD_PEM.rstrip(),
    "CRLF": pem(GOOD, line_end="\r\n"),
    "CR": pem(GOOD, line_end="\r"),
    "UTF-8 BOM": b"\xef\xbb\xbf" + GOOD_PEM,
    "text around": b"subject=CN = x\nd\xe9j\xe0 vu\n" + GOOD_PEM + b"more text\n",
    "a page": b"<html><pre>\n" + GOOD_PEM + b"</pre></html>",
    "blank lines": GOOD_PEM.replace(b"\n", b"\n \n"),
    "one long line": b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(GOOD) + b"\n-----END CERTIFICATE-----\n",
    "indented": b"    " + GOOD_PEM.replace(b"\n", b"\n    "),
    "bare base64": base64.b64encode(GOOD),
    "bare base64 in lines": base64.encodebytes(GOOD),
    "bare base64 with BOM": b"\xef\xbb\xbf" + base64.encodebytes(GOOD),
    "X509 CERTIFICATE": pem(GOOD, "X509 CERTIFICATE"),
    "TRUSTED CERTIFICATE": pem(GOOD + sequence(sequence(make.oid("1.3.6.1.5.5.7.3.1"))), "TRUSTED CERTIFICATE"),
    "TRUSTED CERTIFICATE without settings": pem(GOOD, "TRUSTED CERTIFICATE"),
    "another block beside it": b"-----BEGIN NOTES-----\nnot base64!\n-----END NOTES-----\n" + GOOD_PEM,
    "an END line before": b"-----END CERTIFICATE-----\n" + GOOD_PEM,
    "a broken BEGIN before": b"-----BEGIN\n" + GOOD_PEM,
    "as large as may be": GOOD_PEM.rjust(MAX_FILE_SIZE, b"\n"),
}


@pytest.mark.parametrize("form", READ)
def test_one_certificate_is_read(form: str) -> None:
    reading = read_certificate_file(READ[form])
    assert reading.violations == ()
    assert reading.certificate is not None
    assert reading.certificate.der == GOOD


def _request() -> x509.CertificateSigningRequest:
    builder = x509.CertificateSigningRequestBuilder().subject_name(LIBRARY_CERTIFICATE.subject)
    return builder.sign(make.private_key("P-256"), hashes.SHA256())


def _revocation_list() -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder().issuer_name(LIBRARY_CERTIFICATE.subject)
    builder = builder.last_update(make.NOW).next_update(make.NOW.replace(year=2030))
    return builder.sign(make.private_key("P-256"), hashes.SHA256())


def _zip() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        file.writestr("ca.pem", GOOD_PEM)
    return archive.getvalue()


PUBLIC = make.private_key("P-256").public_key()
RSA_PUBLIC = make.private_key("RSA-2048").public_key()
NOT_CERTIFICATES = {
    "empty": (b"", "empty"),
    "blank": (b" \r\n\t", "empty"),
    "byte order mark alone": (b"\xef\xbb\xbf", "empty"),
    "CSR PEM": (_request().public_bytes(Encoding.PEM), "csr"),
    "CSR DER": (_request().public_bytes(Encoding.DER), "csr"),
    "CSR, old label": (pem(_request().public_bytes(Encoding.DER), "NEW CERTIFICATE REQUEST"), "csr"),
    "CSR labelled CERTIFICATE": (pem(_request().public_bytes(Encoding.DER)), "csr"),
    "CSR in bare base64": (base64.encodebytes(_request().public_bytes(Encoding.DER)), "csr"),
    "CRL PEM": (_revocation_list().public_bytes(Encoding.PEM), "crl"),
    "CRL DER": (_revocation_list().public_bytes(Encoding.DER), "crl"),
    "PKCS#7 PEM": (pkcs7.serialize_certificates([LIBRARY_CERTIFICATE], Encoding.PEM), "pkcs7"),
    "PKCS#7 DER": (pkcs7.serialize_certificates([LIBRARY_CERTIFICATE], Encoding.DER), "pkcs7"),
    "PKCS#7 BER": (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80", "pkcs7"),
    "PKCS#7 labelled CERTIFICATE": (
        pem(pkcs7.serialize_certificates([LIBRARY_CERTIFICATE], Encoding.DER)),
        "pkcs7",
    ),
    "public key PEM": (PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "public_key"),
    "public key DER": (PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), "public_key"),
    "RSA public key DER": (RSA_PUBLIC.public_bytes(Encoding.DER, PublicFormat.PKCS1), "public_key"),
    "RSA public key PEM": (RSA_PUBLIC.public_bytes(Encoding.PEM, PublicFormat.PKCS1), "public_key"),
    "SSH public key": (PUBLIC.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH), "ssh_public_key"),
    "attribute certificate": (pem(b"x", "ATTRIBUTE CERTIFICATE"), "attribute_certificate"),
    "OCSP response": (
        ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(Encoding.DER),
        "ocsp_response",
    ),
    "unknown PEM block": (pem(b"x", "EC PARAMETERS"), "pem_block"),
    "UTF-16 with BOM": (GOOD_PEM.decode().encode("utf-16"), "utf_16"),
    "UTF-16BE without BOM": (GOOD_PEM.decode().encode("utf-16-be"), "utf_16"),
    "UTF-16LE without BOM": (GOOD_PEM.decode().encode("utf-16-le"), "utf_16"),
    "hexadecimal": (GOOD.hex().encode(), "hexadecimal"),
    "hexadecimal with colons": (GOOD.hex(":").encode(), "hexadecimal"),
    "HTML": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "html"),
    "JSON": (b'{"message": "not found"}', "json"),
    "zip": (_zip(), "zip"),
    "gzip": (gzip.compress(GOOD_PEM), "gzip"),
    "PDF": (b"%PDF-1.7", "pdf"),
    "Java keystore": (b"\xfe\xed\xfe\xed" + bytes(12), "java_keystore"),
    "text": (b"Please find attached our CA certificate.", "text"),
    "text that begins with 0": (b"0x30", "text"),
    "binary": (bytes(range(256)), "binary"),
    "no-break space in the BEGIN line": (GOOD_PEM.replace(b"BEGIN ", b"BEGIN\xc2\xa0"), "text"),
}


@pytest.mark.parametrize("form", NOT_CERTIFICATES)
def test_what_is_no_certificate_is_recognised_by_name(form: str) -> None:
    file, name = NOT_CERTIFICATES[form]
    reading = read_certificate_file(file)
    assert rules(file) == ["not_a_certificate"]
    assert reading.certificate is None
    assert name in kind(reading)


MALFORMED = {
    "truncated": GOOD[:-1],
    "truncated early": GOOD[:30],
    "trailing bytes": GOOD + b"\x00",
    "trailing element": GOOD + integer(5),
    "BER, indefinite length": b"\x30\x80" + GOOD[4:] + b"\x00\x00",
    "BER, long length": b"\x30\x83\x00" + GOOD[2:],
    "huge length": b"\x30\x84\xff\xff\xff\xff" + GOOD[4:],
    "length of a length of a length": b"\x30\xff" + bytes(300),
    "another element within": sequence(GOOD[4:], integer(1)),
    "bad base64": GOOD_PEM.replace(b"M", b"?", 1),
    "base64url": GOOD_PEM.replace(b"MI", b"M_"),
    "padding missing": pem(GOOD + b"\x00").replace(b"=", b""),
    "padding in the middle": GOOD_PEM.replace(b"\n", b"\n==", 1),
    "NUL in the base64": GOOD_PEM.replace(b"MII", b"M\x00II", 1),
    "nothing between": b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    "no END": GOOD_PEM[:-27],
    "another END": GOOD_PEM.replace(b"END CERTIFICATE", b"END X509 CERTIFICATE"),
    "a second one without END": GOOD_PEM + b"-----BEGIN CERTIFICATE-----\n",
    "inside JSON": b'{"ca": "' + GOOD_PEM.replace(b"\n", b"\\n") + b'"}',
    "trust settings that are none": pem(GOOD + b"\x30\x05", "TRUSTED CERTIFICATE"),
    "duplicate extension": build_certificate(
        extensions={"again": make.extension("2.5.29.19", sequence(make.BOOLEAN_TRUE))}
    ),
    "duplicate unknown extension": build_certificate(
        extensions={"x": make.extension("1.2.3", make.NULL), "y": make.extension("1.2.3", make.NULL)}
    ),
    "undecodable subjectAltName": build_certificate(
        extensions={"san": make.extension("2.5.29.17", b"\x30\x03\x82\x05a")}
    ),
    "undecodable at depth": build_certificate(
        extensions={"crl": make.extension("2.5.29.31", sequence(sequence(b"\xa0\x03\xa0\x09\x86")))}
    ),
    "key identifier of another type": build_certificate(
        extensions={"subjectKeyIdentifier": make.extension("2.5.29.14", integer(5))}
    ),
    "authority key identifier of another type": build_certificate(
        extensions={"authorityKeyIdentifier": make.extension("2.5.29.35", der(0x04, b"id"))}
    ),
    "cA neither true nor false": build_certificate(
        extensions={"basicConstraints": make.extension("2.5.29.19", sequence(b"\x01\x01\x01"))}
    ),
    "negative path length": build_certificate(
        extensions={"basicConstraints": make.extension("2.5.29.19", sequence(make.BOOLEAN_TRUE, integer(-1)))}
    ),
    "endless path length": build_certificate(
        extensions={"basicConstraints": make.extension("2.5.29.19", sequence(make.BOOLEAN_TRUE, integer(1 << 70)))}
    ),
    "keyUsage with eight unused bits": build_certificate(
        extensions={"keyUsage": make.extension("2.5.29.15", b"\x03\x02\x08\x06")}
    ),
    "extension without value": build_certificate(extensions={"x": sequence(make.oid("1.2.3"))}),
    "extension that is none": build_certificate(extensions={"x": integer(1)}),
    "EC point off the curve": build_certificate(
        spki=make.ec_spki(make.oid("1.2.840.10045.3.1.7"), b"\x04" + bytes(64))
    ),
    "EC point off the curve, issued by another": build_certificate(
        spki=make.ec_spki(make.oid("1.2.840.10045.3.1.7"), b"\x04" + bytes(64)),
        issuer=make.name(("CN", "Superior")),
    ),
    "Ed25519 key too short, issued by another": build_certificate(
        spki=sequence(sequence(make.oid("1.3.101.112")), make.bit_string(b"x")), issuer=make.name(("CN", "Superior"))
    ),
    "Ed25519 key too short": build_certificate(spki=sequence(sequence(make.oid("1.3.101.112")), make.bit_string(b"x"))),
    "RSA key that is none": build_certificate(
        spki=sequence(sequence(make.oid("1.2.840.113549.1.1.1")), make.bit_string(b"x"))
    ),
    "month 13": build_certificate(not_after=der(0x17, b"301301000000Z")),
    "year 0": build_certificate(not_before=der(0x18, b"00000101000000Z")),
    "fraction of a second": build_certificate(not_before=der(0x18, b"20260101000000.5Z")),
    "time with an offset": build_certificate(not_before=der(0x17, b"260101000000+0100")),
    "time as text": build_certificate(not_before=der(0x13, b"260101000000Z")),
    "time without seconds": build_certificate(not_before=der(0x17, b"2601010000Z")),
    "three times": build_certificate(not_before=make.time(make.NOW) * 2),
    "invalid UTF-8 in the subject": build_certificate(subject=sequence(der(0x31, make.attribute("CN", b"\xff")))),
    "odd BMPString": build_certificate(subject=sequence(der(0x31, make.attribute("CN", b"abc", 0x1E)))),
    "number in the subject": build_certificate(subject=sequence(der(0x31, make.attribute("CN", b"\x05", 0x02)))),
    "subject of sequences": build_certificate(subject=sequence(sequence(make.attribute("CN", "x")))),
    "attribute too long for its set": build_certificate(
        subject=sequence(b"\x31\x05" + make.attribute("CN", "x"), b"\x31\x00")
    ),
    "non-minimal serial number": build_certificate(serial_number=der(0x02, b"\x00\x05")),
    "empty serial number": build_certificate(serial_number=der(0x02)),
    "unused bits in the signature": sequence(sequence(), sequence(), b"\x03\x02\x01\x00"),
    "field after the extensions": build_certificate(tail=[der(0xA4)]),
    "extensions twice": build_certificate(tail=[der(0xA3, sequence())]),
    "empty OBJECT IDENTIFIER": build_certificate(extensions={"x": sequence(der(0x06), der(0x04))}),
    "OBJECT IDENTIFIER with a superfluous octet": build_certificate(
        extensions={"x": sequence(der(0x06, b"\x2a\x80\x01"), der(0x04))}
    ),
    "RSA-PSS parameters that are none": build_certificate(
        key="RSA-2048",
        signing=make.Signing(sequence(make.oid("1.2.840.113549.1.1.10"), integer(1)), lambda _key, _data: b""),
    ),
}


@pytest.mark.parametrize("fault", MALFORMED)
def test_what_begins_like_a_certificate_and_is_none_is_malformed(fault: str) -> None:
    assert rules(MALFORMED[fault]) == ["malformed"]
    assert read_certificate_file(MALFORMED[fault]).certificate is None


ENCRYPTED = make.private_key("P-256").private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
PRIVATE_KEYS = {
    "PKCS#8 PEM": make.private_key_pem("P-256"),
    "PKCS#8 DER": make.private_key_der("P-256"),
    "PKCS#8 DER, Ed25519": make.private_key_der("Ed25519"),
    "PKCS#8 DER, truncated": make.private_key_der("RSA-2048")[:500],
    "PKCS#8 DER, ML-DSA": make.private_key_der("ML-DSA-65"),
    "PKCS#1 PEM": make.private_key_pem("RSA-2048", PrivateFormat.TraditionalOpenSSL),
    "PKCS#1 DER": make.private_key_der("RSA-2048", PrivateFormat.TraditionalOpenSSL),
    "SEC1 PEM": make.private_key_pem("P-256", PrivateFormat.TraditionalOpenSSL),
    "SEC1 DER": make.private_key_der("P-256", PrivateFormat.TraditionalOpenSSL),
    "DSA DER": make.private_key_der("DSA", PrivateFormat.TraditionalOpenSSL),
    "encrypted PKCS#8 DER": ENCRYPTED,
    "encrypted PKCS#8 PEM": pem(ENCRYPTED, "ENCRYPTED PRIVATE KEY"),
    "OpenSSH": make.private_key_pem("P-256", PrivateFormat.OpenSSH),
    "PuTTY": b"PuTTY-User-Key-File-3: ssh-ed25519\n",
    "JWK": b'{"kty": "EC", "crv": "P-256", "d": "AAAA"}',
    "Java keystore with a key": b"\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x01",
    "JCEKS keystore with a key": b"\xce\xce\xce\xce\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x01",
    "bare base64": base64.encodebytes(make.private_key_der("P-256")),
    "hexadecimal": make.private_key_der("RSA-2048").hex().encode(),
    "labelled CERTIFICATE": pem(make.private_key_der("P-256")),
    "labelled NOTES": pem(make.private_key_der("P-256"), "NOTES"),
    "UTF-16": make.private_key_pem("P-256").decode().encode("utf-16"),
    "UTF-16, bare base64": base64.b64encode(make.private_key_der("P-256")).decode().encode("utf-16"),
    "PKCS#12": pkcs12.serialize_key_and_certificates(
        b"ca", make.private_key("P-256"), LIBRARY_CERTIFICATE, None, NoEncryption()
    ),
    "PKCS#12 BER": b"\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01",
    "PGP": b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n",
    "zip with a stored key": _zip() + make.private_key_pem("P-256"),
}


@pytest.mark.parametrize("form", PRIVATE_KEYS)
def test_a_private_key_is_refused_in_any_form(form: str) -> None:
    assert rules(PRIVATE_KEYS[form]) == ["contains_private_key", "not_a_certificate"]


BESIDE = {
    "after": GOOD_PEM + make.private_key_pem("P-256"),
    "before": make.private_key_pem("P-256") + GOOD_PEM,
    "without END": GOOD_PEM + b"-----BEGIN EC PRIVATE KEY-----\nMHcC",
    "under another label": GOOD_PEM + pem(make.private_key_der("P-256"), "KEY"),
}


@pytest.mark.parametrize("place", BESIDE)
def test_a_private_key_beside_a_certificate_is_refused(place: str) -> None:
    reading = read_certificate_file(BESIDE[place])
    assert [violation.rule for violation in reading.violations] == ["contains_private_key"]
    assert reading.certificate is not None


def test_a_private_key_after_der_is_refused() -> None:
    assert rules(GOOD + make.private_key_der("P-256")) == ["contains_private_key", "malformed"]


@pytest.mark.parametrize(
    "file",
    [
        GOOD_PEM + pem(OTHER),
        GOOD_PEM + GOOD_PEM,
        GOOD + OTHER,
        GOOD_PEM + pem(b"broken"),
        pem(GOOD, "X509 CERTIFICATE") + pem(OTHER, "TRUSTED CERTIFICATE"),
    ],
)
def test_several_certificates_are_refused(file: bytes) -> None:
    reading = read_certificate_file(file)
    assert rules(file) == ["several_certificates"]
    assert reading.certificate is None
    assert "CN=Example Device CA" in str(reading.violations[0].parameters["subjects"])


def test_several_certificates_with_a_key_among_them() -> None:
    assert rules(GOOD_PEM + make.private_key_pem("P-256") + pem(OTHER)) == [
        "contains_private_key",
        "several_certificates",
    ]
    assert rules(GOOD_PEM + pem(make.private_key_der("P-256"))) == ["contains_private_key", "several_certificates"]


def test_messages_list_few_of_many_certificates() -> None:
    parameters = read_certificate_file(GOOD_PEM * 500).violations[0].parameters
    assert parameters["count"] == 500
    assert len(str(parameters)) < 2000


def test_the_library_agrees_about_an_ordinary_certificate() -> None:
    certificate = read_certificate_file(GOOD).certificate
    assert certificate is not None
    assert certificate.id == LIBRARY_CERTIFICATE.fingerprint(hashes.SHA256()).hex()
    assert certificate.subject == LIBRARY_CERTIFICATE.subject.rfc4514_string()
    assert certificate.serial_number == f"{LIBRARY_CERTIFICATE.serial_number:x}"
    assert certificate.not_before == LIBRARY_CERTIFICATE.not_valid_before_utc
    assert certificate.not_after == LIBRARY_CERTIFICATE.not_valid_after_utc
    assert certificate.tbs_certificate == LIBRARY_CERTIFICATE.tbs_certificate_bytes
    assert certificate.version == 3
    assert certificate.subject_key_identifier == certificate.authority_key_identifier
    assert certificate.path_length is None
    assert isinstance(LIBRARY_CERTIFICATE.public_key(), ec.EllipticCurvePublicKey)


def _subject(subject: bytes) -> tuple[str, str]:
    certificate = read_certificate_file(build_certificate(subject=subject)).certificate
    assert certificate is not None
    return certificate.subject, certificate.subject_digest


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (make.name(("C", "DE"), ("O", "Müller, Söhne"), ("CN", "#1 ")), r"CN=\#1\ ,O=Müller\, Söhne,C=DE"),
        (make.name(("emailAddress", "ca@example.com")), "emailAddress=ca@example.com"),
        (make.name(("1.2.3.4", "x")), "1.2.3.4=#0c0178"),
        (sequence(der(0x31, make.attribute("CN", "a"), make.attribute("O", "b"))), "CN=a+O=b"),
        (make.name(("CN", "a\nb\u202e")), r"CN=a\0Ab\E2\80\AE"),
        (sequence(der(0x31, make.attribute("CN", "ä".encode("utf-16-be"), 0x1E))), "CN=ä"),
        (sequence(der(0x31, make.attribute("CN", "ä".encode("utf-32-be"), 0x1C))), "CN=ä"),
        (sequence(der(0x31, make.attribute("CN", b"\xe4", 0x14))), "CN=ä"),
        (sequence(der(0x31, make.attribute("CN", b"a_b*", 0x13))), "CN=a_b*"),
        (sequence(der(0x31, make.attribute("2.5.4.45", b"\x00\x05", 0x03))), "2.5.4.45=#03020005"),
        (sequence(der(0x31, make.attribute("2.5.4.16", der(0x0C, b"x"), 0x30))), "2.5.4.16=#30030c0178"),
        (sequence(der(0x31), der(0x31, make.attribute("CN", "x"))), "CN=x"),
    ],
)
def test_names_read_as_rfc_4514_writes_them(subject: bytes, text: str) -> None:
    assert _subject(subject)[0] == text


@pytest.mark.parametrize(
    ("attribute_type", "content", "tag"),
    [
        ("CN", der(0x0C, b"x"), 0x30),
        ("O", b"\x00\x05", 0x03),
        ("2.5.4.45", der(0x0C, b"x"), 0x30),
        ("2.5.4.45", b"", 0x03),
        ("2.5.4.45", b"\x09\x00", 0x03),
        ("2.5.4.16", b"\x00\x05", 0x03),
        ("2.5.4.16", b"\x11\x96", 0x30),
        ("2.5.4.16", integer(1), 0x30),
        ("CN", b"\x01", 0x02),
    ],
)
def test_values_of_another_type_than_the_attributes_are_malformed(
    attribute_type: str, content: bytes, tag: int
) -> None:
    subject = sequence(der(0x31, make.attribute(attribute_type, content, tag)))
    assert rules(build_certificate(subject=subject)) == ["malformed"]


def test_names_are_the_same_whatever_their_string_type_case_and_blanks() -> None:
    same = [
        make.name(("O", "Example"), ("CN", "Ünï  CA")),
        sequence(der(0x31, make.attribute("O", " EXAMPLE ", 0x13)), der(0x31, make.attribute("CN", "ünï CA"))),
        sequence(
            der(0x31, make.attribute("O", b"example", 0x16)),
            der(0x31, make.attribute("CN", "ÜNÏ CA".encode("utf-16-be"), 0x1E)),
        ),
    ]
    assert len({_subject(subject)[1] for subject in same}) == 1
    different = [
        make.name(("CN", "Ünï CA"), ("O", "Example")),
        make.name(("O", "Example"), ("CN", "ÜnïCA")),
        make.name(("O", "Example CN=Ünï CA")),
        make.name(("O", "Example")),
        sequence(),
    ]
    assert len({_subject(subject)[1] for subject in [same[0], *different]}) == 6


KEY_PEM = make.private_key_pem("P-256")
KEY_DER = make.private_key_der("RSA-2048")
KEY_FORMS = {
    "PKCS#8": KEY_PEM,
    "PKCS#1": make.private_key_pem("RSA-2048", PrivateFormat.TraditionalOpenSSL),
    "SEC1": make.private_key_pem("P-256", PrivateFormat.TraditionalOpenSSL),
    "encrypted": pem(ENCRYPTED, "ENCRYPTED PRIVATE KEY"),
    "OpenSSH": make.private_key_pem("P-256", PrivateFormat.OpenSSH),
    "PGP": b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ\n-----END PGP PRIVATE KEY BLOCK-----\n",
    "SSH2": b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56w==\n",
    "an unusual label": pem(make.private_key_der("P-256"), "KEY MATERIAL"),
    "lower-case armour": KEY_PEM.replace(b"BEGIN PRIVATE KEY", b"begin private key").replace(b"END", b"end"),
    "unclosed": KEY_PEM.partition(b"-----END")[0],
    "line ends escaped": KEY_PEM.replace(b"\n", b"\\n"),
    "base64": base64.encodebytes(KEY_DER),
    "base64 in one line": base64.b64encode(make.private_key_der("Ed25519")) + b"\n",
    "base64 behind a name": b"key=" + base64.b64encode(make.private_key_der("P-256")) + b"\n",
    "base64 of the PEM": base64.b64encode(KEY_PEM) + b"\n",
    "hexadecimal": KEY_DER.hex().encode() + b"\n",
    "hexadecimal with colons": KEY_DER.hex(":").encode() + b"\n",
    "hexadecimal of a program": b", ".join(b"0x%02x" % octet for octet in make.private_key_der("P-256")) + b"\n",
    "UTF-16": KEY_PEM.decode().encode("utf-16-le"),
    "UTF-16, base64": base64.encodebytes(KEY_DER).decode().encode("utf-16-be"),
    "PuTTY": b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
    "JWK": b'{"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA", "d": "AAAA"}\n',
    "symmetric JWK": b'{"kty":"oct","k":"AAAA"}\n',
    "XML": b"<RSAKeyValue><Modulus>AQ==</Modulus><D>AQ==</D></RSAKeyValue>\n",
    "openssl pkey -text": b"Private-Key: (256 bit, 2 primes)\npriv:\n    00:01\n",
    "DER, PKCS#8": KEY_DER,
    "DER, PKCS#8 of Ed25519": make.private_key_der("Ed25519"),
    "DER, PKCS#8 of ML-DSA": make.private_key_der("ML-DSA-65"),
    "DER, PKCS#8 of an algorithm unheard of": sequence(integer(0), sequence(make.oid("1.2.3.4")), der(0x04, b"key")),
    "DER, PKCS#1": make.private_key_der("RSA-2048", PrivateFormat.TraditionalOpenSSL),
    "DER, SEC1": make.private_key_der("P-256", PrivateFormat.TraditionalOpenSSL),
    "DER, DSA": make.private_key_der("DSA", PrivateFormat.TraditionalOpenSSL),
    "DER, encrypted": ENCRYPTED,
    "DER, truncated": KEY_DER[:40],
    "PKCS#12": PRIVATE_KEYS["PKCS#12"],
    "PKCS#12 in BER": PRIVATE_KEYS["PKCS#12 BER"],
    "Java keystore": PRIVATE_KEYS["Java keystore with a key"],
}
PLACES: dict[str, Callable[[bytes], bytes]] = {
    "before": lambda key: key + b"\n" + GOOD_PEM,
    "after": lambda key: GOOD_PEM + key,
    "between": lambda key: GOOD_PEM + key + b"\n" + pem(OTHER),
    "inside trust settings": lambda key: pem(GOOD + sequence(der(0x04, key)), "TRUSTED CERTIFICATE"),
    "inside an extension": lambda key: pem(build_certificate(extensions={"x": make.extension("1.2.3", key)})),
    "inside an extension in DER": lambda key: build_certificate(extensions={"x": make.extension("1.2.3", key)}),
    "after DER": lambda key: GOOD + key,
    "after base64": lambda key: base64.encodebytes(GOOD) + key,
    "in UTF-16 throughout": lambda key: (
        (GOOD_PEM + key).decode().encode("utf-16") if key.isascii() and b"\x00" not in key else GOOD + key
    ),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", KEY_FORMS)
def test_a_private_key_is_found_in_every_form_and_place(form: str, place: str) -> None:
    reading = read_certificate_file(PLACES[place](KEY_FORMS[form]))
    assert "contains_private_key" in [violation.rule for violation in reading.violations]


CERTIFICATE_FORMS = {
    "PEM": pem(OTHER),
    "the same again": GOOD_PEM,
    "an old label": pem(OTHER, "X509 CERTIFICATE"),
    "an unusual label": pem(OTHER, "NOTES"),
    "base64": base64.encodebytes(OTHER),
    "base64 in one line": base64.b64encode(OTHER) + b"\n",
    "PKCS#7": pkcs7.serialize_certificates([x509.load_der_x509_certificate(OTHER)], Encoding.PEM),
    "version 1": pem(make.build_verification_certificate(), "NOTES"),
}


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("form", CERTIFICATE_FORMS)
def test_a_second_certificate_is_found_in_every_form_and_place(form: str, place: str) -> None:
    assert rules(PLACES[place](CERTIFICATE_FORMS[form])) == ["several_certificates"]


@pytest.mark.parametrize("form", READ)
def test_the_certificate_alone_is_kept(form: str) -> None:
    reading = read_certificate_file(READ[form])
    assert reading.certificate is not None
    kept = kept_file(READ[form], reading.certificate)
    assert kept == (GOOD if form == "DER" else GOOD_PEM)
    if form != "DER":
        assert x509.load_pem_x509_certificate(kept) == LIBRARY_CERTIFICATE
        assert max(map(len, kept.splitlines())) == 64


LENIENT = {
    "ECDSA with NULL, as old Mbed TLS writes it": build_certificate(
        signing=make.Signing(
            sequence(make.oid("1.2.840.10045.4.3.2"), make.NULL), make.SIGNINGS["ecdsa-with-SHA256"].sign
        )
    ),
    "a SET out of order, as makers of TPMs have it": build_certificate(
        subject=sequence(der(0x31, make.attribute("O", "x"), make.attribute("CN", "a")))
    ),
    "Latin-1 in a T61String": build_certificate(subject=sequence(der(0x31, make.attribute("CN", b"M\xfcller", 0x14)))),
    "an asterisk in a PrintableString": build_certificate(subject=make.name(("CN", "a_b*"), tag=0x13)),
    "cA FALSE written out": build_certificate(
        extensions={"basicConstraints": make.extension("2.5.29.19", sequence(b"\x01\x01\x00"))}
    ),
    "critical FALSE written out": build_certificate(
        extensions={
            "san": sequence(make.oid("2.5.29.17"), b"\x01\x01\x00", der(0x04, sequence(der(0x82, b"a.example"))))
        }
    ),
    "a TLS feature that the library does not know": build_certificate(
        extensions={"tls": make.extension("1.3.6.1.5.5.7.1.24", sequence(integer(35)))}
    ),
    "encipherOnly without keyAgreement": build_certificate(
        extensions={"keyUsage": make.extension("2.5.29.15", b"\x03\x02\x00\x05")}
    ),
    "a country of three letters": build_certificate(subject=make.name(("C", "DEU"), ("CN", "x"))),
    "an empty value": build_certificate(subject=make.name(("CN", ""), ("O", "x"))),
    "a serial number below zero": build_certificate(serial_number=integer(-7)),
    "version 1 written out": build_certificate(version=0),
    "version 2 with unique identifiers": build_certificate(version=1, tail=[], no_extensions=True),
}


@pytest.mark.parametrize("form", LENIENT)
def test_what_people_have_and_the_x509_library_refuses_is_read(form: str) -> None:
    assert read_certificate_file(LENIENT[form]).violations == ()


def test_names_at_the_limit_are_read_and_longer_ones_are_not_looked_into() -> None:
    assert rules(build_certificate(subject=make.name(("CN", "x" * 512)))) == []
    assert rules(build_certificate(subject=make.name(("CN", "x" * 513)))) == ["field_too_long"]
    attribute = sequence(make.oid("2.5.4.45"), der(0x03, bytes(4075)))
    longest = sequence(der(0x31, attribute))
    assert len(longest) == 4096
    assert rules(build_certificate(subject=longest)) == []
    longer = sequence(der(0x31, sequence(make.oid("2.5.4.45"), der(0x03, bytes(4076)))))
    assert rules(build_certificate(subject=longer)) == ["field_too_long"]
    assert rules(build_certificate(issuer=longer, issuer_key="P-384")) == ["field_too_long"]
    reading = read_certificate_file(build_certificate(subject=make.name(("CN", "x" * 513))))
    assert reading.certificate is None


def test_certificates_at_the_limit() -> None:
    room = LONGEST_CERTIFICATE - len(build_certificate(extensions={"x": make.extension("1.2.3", bytes(60_000))}))
    longest = build_certificate(extensions={"x": make.extension("1.2.3", bytes(60_000 + room - 2))})
    assert LONGEST_CERTIFICATE - 4 <= len(longest) <= LONGEST_CERTIFICATE
    assert rules(longest) == []
    assert rules(build_certificate(extensions={"x": make.extension("1.2.3", bytes(60_000 + room + 4))})) == [
        "certificate_too_large"
    ]
