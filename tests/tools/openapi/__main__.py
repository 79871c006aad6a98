"""`make openapi`: write the document anew, for readers of the source and for the console."""

import sys

from tests.tools.openapi import EXPORTED, SERVED, exported_text, served_text

EXPORTED.write_text(exported_text())
SERVED.write_text(served_text())
sys.stdout.write(f"{EXPORTED}\n{SERVED}\n")
