"""What a caller uploads: a file, or a signature in place of one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as the caller sent it, not yet judged."""

    content: bytes
    file_name: str | None


@dataclass(frozen=True, slots=True)
class UploadedSignature:
    """A signature sent in place of a verification certificate, not yet judged."""

    signature: bytes
    algorithm: str
    content: bytes
