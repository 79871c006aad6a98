"""What a catalogue of texts consists of."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All texts of one language. Texts are templates of ``str.format``; their fields are parameters.

    Attributes:
        rule_titles: A rule, or a warning, in a few words, by its name; the console shows them.
        messages: What was found and expected, by ``rule`` or, where a rule is broken in several ways, ``rule.reason``.
        hints: How to mend it, by ``remedy``, or else by the key of the message.
        titles: A problem's title, by its code.
        details: A problem's detail, by ``code`` or ``code.reason``.
        same_remedy: The hint where that of an earlier ``rule`` mends this one, too.
        delete_key: What to do with the key of a verification certificate, once it has proven possession.
        place: What precedes the message about one certificate of several; its ``number`` counts from 1.
    """

    rule_titles: Mapping[str, str]
    messages: Mapping[str, str]
    hints: Mapping[str, str]
    titles: Mapping[str, str]
    details: Mapping[str, str]
    same_remedy: str
    delete_key: str
    place: str
