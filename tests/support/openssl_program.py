"""What the openssl program reads in a certificate."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key

from tests.support.programs import required_program

if TYPE_CHECKING:
    from device_ca.certificates.certificate import Certificate

_OUTPUT = ("-noout", "-text", "-pubkey", "-serial", "-dates", "-dateopt", "iso_8601", "-subject", "-issuer")
_NAMES = ("-nameopt", "RFC2253,-esc_msb,utf8")
# A value that is written in hexadecimal.
_HEXADECIMAL = re.compile(r"(?<==)#[0-9A-F]+")
# Octets of UTF-8 as RFC 4514 2.4 lets one write them: which characters are written so is each writer's choice.
# "CA" after a backslash that is itself escaped is no octet.
_ESCAPED_OCTETS = re.compile(r"\\\\|(?:\\[0-9A-Fa-f]{2})+")
_BY_NUMBER = re.compile(r"\d(\.\d+)+=#")
_FIELD = re.compile(r"^(serial|notBefore|notAfter|subject|issuer)=(.*)$", re.MULTILINE)
_VERSION = re.compile(r"Version: (\d+) \(")
_CONSTRAINTS = re.compile(r"X509v3 Basic Constraints:.*\n\s*CA:(TRUE|FALSE)(?:, pathlen:(\w+))?")
_KEY_USAGE = re.compile(r"X509v3 Key Usage:.*\n\s*(.*)")
_SUBJECT_KEY = re.compile(r"X509v3 Subject Key Identifier:.*\n\s*([0-9A-F:]*)")
_AUTHORITY_KEY = re.compile(r"X509v3 Authority Key Identifier:.*\n\s*(?:keyid:)?([0-9A-F:]+)\n")
_PUBLIC_KEY = re.compile(r"-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----")


def differences_of_program(certificate: Certificate) -> list[str]:
    """Return what the program reads in another way than we do, or why it does not read it."""
    run = subprocess.run(
        [required_program("openssl"), "x509", "-inform", "DER", *_OUTPUT, *_NAMES],
        input=certificate.der,
        capture_output=True,
        check=False,
    )
    if run.returncode:
        return [run.stderr.decode()]
    theirs, ours = _theirs(run.stdout.decode()), _ours(certificate)
    for name in ("subject", "issuer"):
        # OpenSSL has words for more types of attributes than RFC 4514, which we follow.
        if _BY_NUMBER.search(str(ours[name])):
            del ours[name]
        else:
            theirs[name], ours[name] = _unescaped(str(theirs[name])), _unescaped(str(ours[name]))
    return [f"{name}: {theirs[name]!r}, we {ours[name]!r}" for name in ours if theirs[name] != ours[name]]


def _unescaped(name: str) -> str:
    def written(found: re.Match[str]) -> str:
        return found[0] if found[0] == "\\\\" else bytes.fromhex(found[0].replace("\\", "")).decode()

    return _ESCAPED_OCTETS.sub(written, name)


def _theirs(text: str) -> dict[str, object]:
    fields = dict(_FIELD.findall(text))
    constraints = _CONSTRAINTS.search(text)
    usage, subject_key, authority_key = (e.search(text) for e in (_KEY_USAGE, _SUBJECT_KEY, _AUTHORITY_KEY))
    version, public_key = _VERSION.search(text), _PUBLIC_KEY.search(text)
    return {
        "version": version and int(version[1]),
        "serial": int(fields["serial"], 16),
        "notBefore": fields["notBefore"],
        "notAfter": fields["notAfter"],
        "subject": _HEXADECIMAL.sub(lambda value: value[0].lower(), fields["subject"]),
        "issuer": _HEXADECIMAL.sub(lambda value: value[0].lower(), fields["issuer"]),
        "CA": constraints and constraints[1],
        "path length": constraints and constraints[2] and int(constraints[2], 0),
        "signs certificates": usage is None or "Certificate Sign" in usage[1],
        "subject key": subject_key and subject_key[1].replace(":", "").lower(),
        "authority key": authority_key and authority_key[1].replace(":", "").lower(),
        "key": public_key and load_pem_public_key(public_key[0].encode()),
    }


def _ours(certificate: Certificate) -> dict[str, object]:
    return {
        "version": certificate.version,
        "serial": int(certificate.serial_number, 16),
        "notBefore": f"{certificate.not_before:%Y-%m-%d %H:%M:%SZ}",
        "notAfter": f"{certificate.not_after:%Y-%m-%d %H:%M:%SZ}",
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "CA": "TRUE",
        "path length": certificate.path_length,
        "signs certificates": True,
        "subject key": certificate.subject_key_identifier,
        # It prints no difference between an empty one and none.
        "authority key": certificate.authority_key_identifier or None,
        "key": load_der_public_key(certificate.spki),
    }
