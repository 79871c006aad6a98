"""What a caller uploads: a file, a signature in place of one, or the name of a file that is in the bucket already."""

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


@dataclass(frozen=True, slots=True)
class UploadReference:
    """The id of an upload: its file was put into the bucket by a URL that the registry gave, and is not yet judged."""

    id: str
