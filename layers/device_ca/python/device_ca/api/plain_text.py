"""Text that people read: the names of files and of CA certificates."""

import re

# Control characters, separators of lines and paragraphs, halves of surrogate pairs; and what turns the direction of
# writing (UAX #9, 2.1 to 2.4), which makes one name look like another.
_NOT_PLAIN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def is_plain_text(text: str, *, longest: int) -> bool:
    """Say whether a text has at most ``longest`` characters, one to be seen among them, and none that misleads."""
    return len(text) <= longest and bool(text.strip()) and not _NOT_PLAIN.search(text)
