"""The blocks of functions/OPERATING.md, for tests that run them as they stand."""

import re

from tests.tools.local_stack import checkout


def blocks(heading: str, language: str) -> list[str]:
    """Return the code blocks of a language that stand under a heading of the third level."""
    text = (checkout.ROOT / "functions" / "OPERATING.md").read_text()
    section = re.split(r"^##", text.partition(f"\n### {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    found = re.findall(rf"^```{language}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    assert found, f"no block of {language} under {heading}"
    return found
