"""Certification path validation (RFC 5280, 6.1) by OpenSSL.

OpenSSL is what mosquitto and NGINX ask, so its verdict is theirs. The validator of the cryptography package is not
used: it is made for the web, and whatever policy it is given, it refuses certificates of version 1, which
``openssl x509 -req`` makes where no extensions are asked for, and CAs with Ed25519, Ed448, brainpool or ML-DSA keys,
which the registry takes. Revocation is a question of its own (``rules.revocation_status``).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache

from OpenSSL import crypto


class PathInvalid(Exception):
    """There is no valid path.

    Attributes:
        code: OpenSSL's number of the first error (``X509_V_ERR_...``).
        reason: OpenSSL's words for it.
        der: The certificate that it is about, if it is about one.
    """

    def __init__(self, code: int, reason: str, der: bytes | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.der = der


NAME_CONSTRAINTS = frozenset({47, 48, 49, 51, 52, 53})
"""The codes of names that a CA above does not permit (``X509_V_ERR_PERMITTED_VIOLATION`` and its neighbours)."""
UNREADABLE = -1
"""The code of a certificate that OpenSSL does not read."""


def validate_path(
    target: bytes, intermediates: Sequence[bytes], anchors: Sequence[bytes], *, at: datetime
) -> list[bytes]:
    """Find a valid path from a certificate to a trust anchor.

    Any anchor may end the path, self-signed or not (``X509_V_FLAG_PARTIAL_CHAIN``).

    Args:
        target: DER of the certificate.
        intermediates: DER of certificates that may stand in between, none of them trusted.
        anchors: DER of the trusted certificates.
        at: The time to validate for, aware, in UTC.

    Returns:
        The path in DER, from the target to the anchor.

    Raises:
        PathInvalid: There is none.
    """
    certificate = _load(target)
    others = [_load(intermediate) for intermediate in intermediates]
    # Of anchors of one name OpenSSL takes the first, and does not come back when its key turns out to be another.
    attempts = [anchors, *([anchor] for anchor in anchors)] if len(anchors) > 1 else [anchors]
    errors: list[PathInvalid] = []
    for trusted in attempts:
        context = crypto.X509StoreContext(_make_store(trusted, at), certificate, others)
        try:
            if not others and len(trusted) == 1:
                # There is only one path that it can be, so OpenSSL need not copy it.
                _verify(context.verify_certificate)
                return [target] if target in trusted else [target, *trusted]
            path = _verify(context.get_verified_chain)
        except PathInvalid as error:
            # Names come last: the signatures are right, and no server would look for another path. It also costs most.
            if error.code in NAME_CONSTRAINTS:
                raise
            errors.append(error)
            continue
        if len(path) == 1:
            return [target]
        # What is known already is not written out again.
        anchor = trusted[0] if len(trusted) == 1 else _dump(path[-1])
        return [target, *map(_dump, path[1:-1]), anchor]
    raise errors[0]


def _make_store(anchors: Sequence[bytes], at: datetime) -> crypto.X509Store:
    store = crypto.X509Store()
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
    store.set_time(at)
    for anchor in anchors:
        loaded = _load_anchor(anchor)
        if loaded is not None:
            store.add_cert(loaded)
    return store


def _verify[Outcome](verify: Callable[[], Outcome]) -> Outcome:
    try:
        return verify()
    except crypto.X509StoreContextError as error:
        raise PathInvalid(error.errors[0], error.errors[2], _dump_if_any(error.certificate)) from None
    except crypto.Error as error:
        raise PathInvalid(UNREADABLE, "OpenSSL does not read one of these certificates") from error


def _load(der: bytes) -> crypto.X509:
    try:
        return crypto.load_certificate(crypto.FILETYPE_ASN1, der)
    except (crypto.Error, ValueError):
        raise PathInvalid(UNREADABLE, "OpenSSL does not read this certificate", der) from None


@lru_cache(maxsize=256)
def _load_anchor(der: bytes) -> crypto.X509 | None:
    """Load a trust anchor; None where OpenSSL does not read it, so that it ends no path.

    An anchor is asked for again and again, and OpenSSL keeps the key that it has decoded with the certificate.
    """
    try:
        return _load(der)
    except PathInvalid:
        return None


def _dump_if_any(certificate: crypto.X509) -> bytes | None:
    """Write the certificate that an error is about; where it is about none, what pyOpenSSL gives cannot be written."""
    try:
        return _dump(certificate)
    except crypto.Error:
        return None


def _dump(certificate: crypto.X509) -> bytes:
    return crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)
