"""The command lines that turn a verification code into a proof, by the tool or shell they are for.

The file names are the guide's: ``rootCA.cer`` and ``rootCA.key`` are the CA's certificate and private key;
``verification.csr`` is the certificate signing request that the registry makes (``signing_request``).
"""

from device_ca.model.verification_code import possession_statement

_SIGN_REQUEST = (
    "openssl x509 -req -in {request} -CA rootCA.cer -CAkey rootCA.key -CAcreateserial"
    " -out verificationCert.crt -days 36500 -sha256"
)


def verification_commands(certificate_id: str, code: str) -> dict[str, list[str]]:
    """Return every way to answer a code.

    Returns:
        ``openssl``: the guide's steps 3 to 5. ``csr``: step 5 alone, on the registry's own request. ``signature`` and
        ``signatureWithoutDigest``: a signature in place of a certificate, the second for Ed25519, Ed448 and ML-DSA
        keys. ``windows`` and ``gitBash``: the guide's steps there. ``stepCa``, ``cfssl``, ``vault``: the request signed
        by those CAs. Lines are for a POSIX shell unless the name says otherwise.
    """
    generate_key = "openssl genrsa -out verificationCert.key 2048"
    make_request = f'openssl req -new -key verificationCert.key -out verificationCert.csr -subj "/CN={code}"'
    sign_own_request = _SIGN_REQUEST.format(request="verificationCert.csr")
    statement = f"printf %s '{possession_statement(certificate_id, code)}' > possession.txt"
    print_signature = "openssl base64 -A -in possession.sig"
    return {
        "openssl": [generate_key, make_request, sign_own_request],
        "csr": [_SIGN_REQUEST.format(request="verification.csr")],
        "signature": [
            statement,
            "openssl dgst -sha256 -sign rootCA.key -out possession.sig possession.txt",
            print_signature,
        ],
        "signatureWithoutDigest": [
            statement,
            "openssl pkeyutl -sign -rawin -inkey rootCA.key -in possession.txt -out possession.sig",
            print_signature,
        ],
        "windows": [generate_key, make_request, sign_own_request],
        # Git Bash takes a leading slash for a path and would rewrite it.
        "gitBash": [generate_key, f"MSYS_NO_PATHCONV=1 {make_request}", sign_own_request],
        "stepCa": ["step certificate sign verification.csr rootCA.cer rootCA.key > verificationCert.crt"],
        "cfssl": [
            "cfssl sign -ca rootCA.cer -ca-key rootCA.key -csr verification.csr | cfssljson -bare verificationCert",
            "mv verificationCert.pem verificationCert.crt",
        ],
        "vault": ["vault write -field=certificate pki/sign-verbatim csr=@verification.csr > verificationCert.crt"],
    }
