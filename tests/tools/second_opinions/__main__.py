"""Print how many of the certificates that we admit other verifiers refuse; fail where OpenSSL or GnuTLS refuse one.

Those of the suite, and those of the corpus where it is beside the checkout.
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
        sys.exit("OpenSSL and GnuTLS must take what we admit, and do not: see the table.")
