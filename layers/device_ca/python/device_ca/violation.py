"""What a judgement is made of: the rules that are broken and the findings that break none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule.

    Attributes:
        rule: stable name of the rule, for programs.
        message: what was found and what was expected, for people.
        hint: how to mend it.
    """

    rule: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class CertificateWarning:
    """A finding that keeps no certificate out.

    Attributes:
        rule: stable name of the finding, for programs.
        message: what was found and what it means, for people.
    """

    rule: str
    message: str


_LONGEST_QUOTE = 160


def quote(untrusted_text: str) -> str:
    """Shortens a text taken from a certificate, and shows what cannot be printed, so that a message stays one."""
    text = untrusted_text[:_LONGEST_QUOTE]
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    if len(untrusted_text) > _LONGEST_QUOTE:
        text += f"... ({len(untrusted_text)} characters)"
    return text
