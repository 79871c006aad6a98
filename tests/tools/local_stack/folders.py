"""Folders that are in nobody's way while they go."""

import subprocess
import uuid
from pathlib import Path


def remove_in_background(folder: Path) -> None:
    """Put a folder aside at once, and remove it while nobody waits: a busy disk takes a minute for a stack's files."""
    aside = folder.rename(folder.with_name(f"{folder.name}-{uuid.uuid4()}"))
    # The shell ends before its child, which so belongs to nobody who would have to collect it.
    subprocess.run(["sh", "-c", 'rm -rf "$1" &', "sh", str(aside)], check=True, start_new_session=True)
