"""The command lines that turn a verification code into a proof."""


def guide_commands(code: str) -> list[str]:
    """Return the guide's three OpenSSL commands (steps 3 to 5), with the code as the request's Common Name."""
    return [
        "openssl genrsa -out verificationCert.key 2048",
        f'openssl req -new -key verificationCert.key -out verificationCert.csr -subj "/CN={code}"',
        (
            "openssl x509 -req -in verificationCert.csr -CA rootCA.cer -CAkey rootCA.key -CAcreateserial"
            " -out verificationCert.crt -days 36500 -sha256"
        ),
    ]


def verification_commands(code: str) -> dict[str, list[str]]:
    """Return the commands by the tool and shell they are for."""
    return {"openssl": guide_commands(code)}
