"""The revocation lists of the trusted CAs, as one PEM file that stands beside the trust store's.

Lines before the first list name the trusted CAs that have none: a server that is given lists lets in no device of
theirs. OpenSSL, and so mosquitto, NGINX and HAProxy, passes over such lines.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from device_ca.certificates.pem import pem_block
from device_ca.model.revocation_list import RevocationListRecord
from device_ca.model.trust_anchor import TrustAnchor

CONTENT_TYPE = "application/x-pem-file"
_LABEL = "X509 CRL"


@dataclass(frozen=True, slots=True)
class TrustedLists:
    """Which lists belong to a trust store.

    Attributes:
        lists: Each with the id of the CA whose record has it, in the order in which the CAs were uploaded.
        without_list: Ids of the trusted CAs that have none.
    """

    lists: tuple[tuple[str, RevocationListRecord], ...]
    without_list: tuple[str, ...]


def trusted_lists(cas: Iterable[TrustAnchor], *, now: datetime) -> TrustedLists:
    """Return the newest list of each name and key that is trusted at ``now``.

    A CA that was renewed has several certificates of one name and key, and a list speaks for all of them, also where
    the certificate whose record has it is disabled.
    """
    newest: dict[str, tuple[str, RevocationListRecord]] = {}
    trusted: dict[str, list[str]] = {}
    for ca in cas:
        if ca.is_trusted(now):
            trusted.setdefault(ca.name_and_key, []).append(ca.id)
        known = newest.get(ca.name_and_key)
        if ca.crl and (known is None or ca.crl.number > known[1].number):
            newest[ca.name_and_key] = (ca.id, ca.crl)
    return TrustedLists(
        tuple(newest[name] for name in trusted if name in newest),
        tuple(id_ for name, ids in trusted.items() if name not in newest for id_ in ids),
    )


def names_without_list(contents: TrustedLists) -> str:
    """Return the lines that name the trusted CAs without a list."""
    return "".join(f"# No revocation list: {certificate_id}\n" for certificate_id in contents.without_list)


def write_lists(file: IO[bytes], contents: TrustedLists, read: Callable[[str, RevocationListRecord], bytes]) -> str:
    """Write the file, and return the SHA-256 of it in hex.

    Args:
        file: Where to.
        contents: What.
        read: Gives the DER of a list by its CA's id and what the CA's record says of it.
    """
    digest = hashlib.sha256()

    def write(part: bytes) -> None:
        file.write(part)
        digest.update(part)

    write(names_without_list(contents).encode("ascii"))
    for certificate_id, crl in contents.lists:
        write(pem_block(read(certificate_id, crl), _LABEL))
    return digest.hexdigest()
