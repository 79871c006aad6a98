"""`make openapi`: write the document anew."""

import sys

from tests.tools.openapi import EXPORTED, exported_text

EXPORTED.write_text(exported_text())
sys.stdout.write(f"{EXPORTED}\n")
