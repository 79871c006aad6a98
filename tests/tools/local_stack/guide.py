"""The guide's OpenSSL commands, word for word, in a folder of their own."""

import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

# A configuration of its own: the system's default adds extensions too, and OpenSSL 1.1.1 then writes them twice.
CA_CONFIGURATION = """\
[req]
distinguished_name = subject
x509_extensions = ca
prompt = no

[subject]
CN = {common_name}
O = Example Devices

[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
"""

MAKE_ROOT_CA = (
    "openssl req -x509 -config rootCA.cnf -newkey rsa:2048 -nodes -keyout rootCA.key -out rootCA.cer -days 3650"
)
MAKE_KEY = "openssl genrsa -out verificationCert.key 2048"
MAKE_CSR = "openssl req -new -key verificationCert.key -out verificationCert.csr"
MAKE_CERTIFICATE = (
    "openssl x509 -req -in verificationCert.csr -CA rootCA.cer -CAkey rootCA.key -CAcreateserial"
    " -out verificationCert.crt -days 36500 -sha256"
)

# What OpenSSL draws while it looks for primes.
PROGRESS_DOTS = re.compile(r"^[.+*-]+\n", re.MULTILINE)


@dataclass(frozen=True)
class OpenSslAnswer:
    """A command that was run, and what it printed."""

    command: str
    output: str


class OpenSslError(Exception):
    """The openssl program failed, or is not there."""


class Workbench:
    """A folder with a CA and what the guide makes from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Return the path of a file of the folder."""
        return self.folder / name

    def openssl(self, command: str) -> OpenSslAnswer:
        """Run a command line.

        Raises:
            OpenSslError: It failed.
        """
        try:
            done = subprocess.run(
                shlex.split(command),
                cwd=self.folder,
                capture_output=True,
                text=True,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except FileNotFoundError as error:
            msg = "The program openssl is not on the path."
            raise OpenSslError(msg) from error
        answer = OpenSslAnswer(command, PROGRESS_DOTS.sub("", done.stdout + done.stderr))
        if done.returncode != 0:
            msg = f"{answer.command}\n{answer.output}"
            raise OpenSslError(msg)
        return answer

    def make_root_ca(self, common_name: str) -> OpenSslAnswer:
        """Make rootCA.key and rootCA.cer, the pair that the guide presumes."""
        self.path("rootCA.cnf").write_text(CA_CONFIGURATION.format(common_name=common_name))
        return self.openssl(MAKE_ROOT_CA)

    def root_name(self) -> str:
        """Return the Common Name of rootCA.cer."""
        subject = self.openssl("openssl x509 -in rootCA.cer -noout -subject -nameopt multiline").output
        return subject.partition("commonName")[2].partition("= ")[2].partition("\n")[0].strip()

    def make_key(self) -> OpenSslAnswer:
        """The guide's step 3."""
        return self.openssl(MAKE_KEY)

    def make_csr(self, code: str) -> OpenSslAnswer:
        """The guide's step 4, with the Common Name as an argument: nobody is there to type it."""
        return self.openssl(f"{MAKE_CSR} -subj {shlex.quote(f'/CN={code}')}")

    def make_verification_certificate(self) -> OpenSslAnswer:
        """The guide's step 5."""
        return self.openssl(MAKE_CERTIFICATE)

    def prove(self, code: str) -> bytes:
        """Do the guide's steps 3 to 5, and return the verification certificate."""
        self.make_key()
        self.make_csr(code)
        self.make_verification_certificate()
        return self.path("verificationCert.crt").read_bytes()
