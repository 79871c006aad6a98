"""Print how many of the certificates that we admit other verifiers refuse.

Those of the suite, and those of the corpus where it is beside the checkout. It fails where OpenSSL refuses one, or
GnuTLS one that the upload is not warned of.
"""

import sys

from tests.support import admitted_certificates
from tests.support.programs import required_program
from tests.tools.second_opinions import refusals, table

if __name__ == "__main__":
    certificates = [*admitted_certificates.own(), *admitted_certificates.of_corpus()]
    opinions = refusals(certificates, required_program)
    sys.stdout.write(table(opinions, len(certificates)) + "\n")
    if opinions["OpenSSL"] or opinions["GnuTLS"]:
        sys.exit("OpenSSL must take what we admit, and GnuTLS what we do not warn of; they do not: see the table.")
