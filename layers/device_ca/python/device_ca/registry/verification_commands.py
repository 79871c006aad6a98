"""The command lines that turn a verification code into a proof, by the tool or shell they are for.

The file names are the guide's: ``rootCA.cer`` and ``rootCA.key`` are the CA's certificate and private key;
``verification.csr`` is the certificate signing request that the registry makes (``signing_request``).
"""

from device_ca.model.verification_code import possession_statement

PROOF_PURPOSE = "2.25.261509709688861942919165477601592650780"
"""Extended key usage of a proof of possession (RFC 5280 4.2.1.12): no TLS server or client takes a certificate for it.

A UUID as OBJECT IDENTIFIER (X.667), so that nobody else gives it a meaning.
"""

_SIGN_REQUEST = (
    "openssl x509 -req -in {request} -CA rootCA.cer -CAkey rootCA.key -CAcreateserial"
    " -out verificationCert.crt -days {days} -sha256"
)
_DAYS = 7
_GUIDES_DAYS = 36500
_EXTENSIONS = rf"basicConstraints=critical,CA:FALSE\nextendedKeyUsage=critical,{PROOF_PURPOSE}\n"


def verification_commands(certificate_id: str, code: str) -> dict[str, list[str]]:
    """Return every way to answer a code.

    Returns:
        ``recommended``: the guide's steps 3 to 5 for a certificate that is good for nothing but the proof, and no key
        left behind. ``openssl``: the guide's own steps; whoever finds the key that they leave could take part in TLS as
        a device, for 100 years. ``csr``: step 5 alone, on the registry's own request, whose key nobody has.
        ``signature`` and ``signatureWithoutDigest``: a signature in place of a certificate, the second for Ed25519,
        Ed448 and ML-DSA keys. ``windows`` and ``gitBash``: the guide's steps there. ``stepCa``, ``cfssl``, ``vault``:
        the request signed by those CAs. Lines are for a POSIX shell unless the name says otherwise.
    """
    generate_key = "openssl genrsa -out verificationCert.key 2048"
    make_request = f'openssl req -new -key verificationCert.key -out verificationCert.csr -subj "/CN={code}"'
    sign_own_request = _SIGN_REQUEST.format(request="verificationCert.csr", days=_GUIDES_DAYS)
    statement = f"printf %s '{possession_statement(certificate_id, code)}' > possession.txt"
    print_signature = "openssl base64 -A -in possession.sig"
    return {
        "recommended": [
            generate_key,
            make_request,
            f"printf '{_EXTENSIONS}' > verificationCert.ext",
            _SIGN_REQUEST.format(request="verificationCert.csr", days=_DAYS) + " -extfile verificationCert.ext",
            "rm verificationCert.key",
        ],
        "openssl": [generate_key, make_request, sign_own_request],
        "csr": [_SIGN_REQUEST.format(request="verification.csr", days=_DAYS)],
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
