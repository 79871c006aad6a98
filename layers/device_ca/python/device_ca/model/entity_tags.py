"""Entity tags, and the conditions that a request sets with them (RFC 9110, 8.8.3 and 13.1)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

from device_ca.errors import MalformedRequest

_ENTITY_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
# Elements of a list may be empty (RFC 9110, 5.6.1.2).
_LIST = re.compile(rf"[ \t,]*{_ENTITY_TAG}(?:[ \t]*,[ \t,]*{_ENTITY_TAG})*[ \t,]*")


@dataclass(frozen=True, slots=True)
class EntityTags:
    """What stands in a header If-Match or If-None-Match.

    Attributes:
        any: Whether the header is ``*``, which every state matches.
        tags: The tags as they were written, ``W/`` and quotes included.
    """

    any: bool
    tags: tuple[str, ...]

    @classmethod
    def read(cls, header: str) -> Self:
        """Read the header's value.

        Raises:
            MalformedRequest: It is neither ``*`` nor a list of tags.
        """
        if header.strip() == "*":
            return cls(any=True, tags=())
        if not _LIST.fullmatch(header):
            raise MalformedRequest("not_entity_tags", found=header)
        return cls(any=False, tags=tuple(re.findall(_ENTITY_TAG, header)))

    def match(self, entity_tag: str) -> bool:
        """Compare strongly, as If-Match asks: a weak tag never matches."""
        return self.any or entity_tag in self.tags

    def match_weakly(self, entity_tag: str) -> bool:
        """Compare weakly, as If-None-Match asks: a proxy that compresses may have weakened the tag."""
        return self.any or entity_tag in {tag.removeprefix("W/") for tag in self.tags}


def entity_tag_of(content: bytes) -> str:
    """Return the strong tag of exactly these bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
