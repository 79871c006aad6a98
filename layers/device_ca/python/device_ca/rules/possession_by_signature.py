"""Does a bare signature prove possession of a CA's private key? For keys in an HSM or KMS that issue no certificate."""

from datetime import datetime

from device_ca.certificates.public_key import PublicKey, is_own_signature, read_stored_key
from device_ca.certificates.signature_algorithm import SignatureAlgorithm
from device_ca.model.registered_ca import RegisteredCa
from device_ca.model.verification_code import possession_statement
from device_ca.rules.any_certificate import ca_expired
from device_ca.rules.proof import ProofJudgement
from device_ca.violation import Json, Violation

_DIGESTS = ("SHA256", "SHA384", "SHA512")
_WITHOUT_DIGEST = (
    SignatureAlgorithm("ed25519", "Ed25519"),
    SignatureAlgorithm("ed448", "Ed448"),
    SignatureAlgorithm("ML-DSA-44", "ML-DSA-44"),
    SignatureAlgorithm("ML-DSA-65", "ML-DSA-65"),
    SignatureAlgorithm("ML-DSA-87", "ML-DSA-87"),
)
_PSS = tuple(SignatureAlgorithm("rsassaPss", "RSA-PSS", digest, digest, salt_length=None) for digest in _DIGESTS)


def _algorithms_by_name() -> dict[str, tuple[SignatureAlgorithm, ...]]:
    """Return the algorithms that each name stands for: the OIDs' names, and those of AWS KMS."""
    named: dict[str, tuple[SignatureAlgorithm, ...]] = {
        "rsassaPss": _PSS,
        "ED25519_SHA_512": _WITHOUT_DIGEST[:1],
        "ML_DSA_SHAKE_256": _WITHOUT_DIGEST[2:],
    }
    for algorithm in _WITHOUT_DIGEST:
        named[algorithm.name] = (algorithm,)
    for digest, pss in zip(_DIGESTS, _PSS, strict=True):
        bits = digest.removeprefix("SHA")
        pkcs1 = SignatureAlgorithm(f"sha{bits}WithRSAEncryption", "RSA-PKCS1", digest)
        ecdsa = SignatureAlgorithm(f"ecdsa-with-{digest}", "ECDSA", digest)
        named |= {pkcs1.name: (pkcs1,), ecdsa.name: (ecdsa,)}
        named |= {
            f"RSASSA_PKCS1_V1_5_SHA_{bits}": (pkcs1,),
            f"RSASSA_PSS_SHA_{bits}": (pss,),
            f"ECDSA_SHA_{bits}": (ecdsa,),
        }
    return named


_ALGORITHMS = _algorithms_by_name()
_ALGORITHMS_BY_FOLDED_NAME = {name.lower(): algorithms for name, algorithms in _ALGORITHMS.items()}


def judge_signature_proof(
    signature: bytes, algorithm: str, *, ca: RegisteredCa, code: str, now: datetime
) -> ProofJudgement:
    """Judge whether a signature over the possession statement proves possession of the CA's private key.

    Args:
        signature: the signature's octets, ECDSA in DER.
        algorithm: the signature algorithm's name, in any case: that of its OID ("sha256WithRSAEncryption",
            "rsassaPss", "ecdsa-with-SHA384", "ed25519", "ML-DSA-65") or that of AWS KMS ("RSASSA_PSS_SHA_256").
            "rsassaPss" stands for any digest of the three and any length of salt.
        ca: the CA whose key is to be proven.
        code: the code that is active now.
        now: the time of the upload, aware.
    """
    statement = possession_statement(ca.id, code)
    violation = _signature_violation(signature, algorithm, ca, statement)
    return ProofJudgement(tuple(found for found in (violation, ca_expired(ca, now)) if found is not None))


def _signature_violation(signature: bytes, algorithm: str, ca: RegisteredCa, statement: str) -> Violation | None:
    """Find what is wrong: the algorithm's name, its kind, or the signature itself."""
    named = _ALGORITHMS_BY_FOLDED_NAME.get(algorithm.strip().lower())
    if named is None:
        return Violation("unknown_signature_algorithm", {"algorithm": algorithm, "accepted": _names()})
    key = read_stored_key(ca.spki)
    found: dict[str, Json] = {"algorithm": algorithm, "keyAlgorithm": key.algorithm}
    mend = {"statement": statement, "remedy": _remedy(key)}
    fitting = [candidate for candidate in named if candidate.scheme in key.schemes]
    if not fitting:
        return Violation("signature_algorithm_mismatch", {**found, "accepted": _names(key), **mend})
    if any(is_own_signature(key, candidate, signature, statement.encode("ascii")) for candidate in fitting):
        return None
    return Violation("signature_invalid", {"reason": "statement", "size": len(signature), **found, **mend})


def _names(key: PublicKey | None = None) -> list[str]:
    """List the OIDs' names, those that fit a key if one is given; there is none for a key that cannot be read."""
    return [
        name
        for name, algorithms in _ALGORITHMS.items()
        if "_" not in name and (key is None or any(algorithm.scheme in key.schemes for algorithm in algorithms))
    ]


def _remedy(key: PublicKey) -> str:
    """Name the commands that make a signature with a key of this kind."""
    if key.schemes == ("RSA-PSS",):
        return "sign_statement_pss"
    if "ECDSA" in key.schemes or "RSA-PKCS1" in key.schemes:
        return "sign_statement"
    return "sign_statement_without_digest"
