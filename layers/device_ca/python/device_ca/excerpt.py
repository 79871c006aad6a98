"""Show text that others wrote: cut to a length, with escapes for characters that hide or mislead."""

import re

# Control characters; Unicode's Default_Ignorable_Code_Point and all other format characters (Cf), those that turn the
# direction of writing among them (UAX #9); separators of lines and paragraphs; halves of surrogate pairs; private use,
# which each font draws as it likes; the blanks among hieroglyphs, and one that is called a Braille pattern.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)
"""A character that shows nothing, changes how others are shown, or looks different everywhere."""
_LONGEST_EXCERPT = 160


def unseen_characters(text: str) -> list[str]:
    """Return the characters that show nothing or change how others are shown, each once, as escapes."""
    return list(dict.fromkeys(map(_escape, UNSEEN.findall(text))))


def is_plain_text(text: str, *, longest: int) -> bool:
    """Say whether a text has at most ``longest`` characters, at least one that can be seen, and none that misleads."""
    return len(text) <= longest and bool(text.strip()) and UNSEEN.search(text) is None


def excerpt(untrusted_text: str) -> str:
    """Return the beginning of a text, with escapes for what cannot be seen."""
    shown = UNSEEN.sub(lambda match: _escape(match[0]), untrusted_text[:_LONGEST_EXCERPT])
    return shown if len(untrusted_text) <= _LONGEST_EXCERPT else f"{shown}... ({len(untrusted_text)})"


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
