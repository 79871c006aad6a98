"""Text that people read: the names of files and of CA certificates."""

from device_ca.excerpt import unseen_characters


def is_plain_text(text: str, *, longest: int) -> bool:
    """Say whether a text has at most ``longest`` characters, at least one that can be seen, and none that misleads."""
    return len(text) <= longest and bool(text.strip()) and not unseen_characters(text)
