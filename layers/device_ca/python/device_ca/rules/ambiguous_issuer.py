"""Two CAs that nobody could tell apart: the same name and Subject Key Identifier, and another key."""

from device_ca.violation import Violation


def ambiguous_issuer(subject: str, other_id: str) -> Violation:
    """Report that the tenant has a CA of the same name and Subject Key Identifier with another key.

    Of two such CAs OpenSSL takes the first that it finds (X509_STORE_CTX_get1_issuer), and the other's devices are
    refused: RFC 5280 4.2.1.2 asks for identifiers that tell keys apart.
    """
    return Violation("ambiguous_issuer", {"subject": subject, "caId": other_id})
