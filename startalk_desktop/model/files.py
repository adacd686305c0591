"""Files on their way: through a domain's upload service (XEP-0363), and back from wherever they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from startalk_desktop.model.failure import Failure


@dataclass(frozen=True, slots=True)
class UploadSlot:
    """Where to PUT a file and where it will be found. Only https addresses; headers already checked."""

    put_url: str
    get_url: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UploadService:
    """A domain's upload service; `max_size` in bytes, None where it does not say."""

    host: str
    max_size: int | None


@dataclass(frozen=True, slots=True)
class DownloadInfo:
    """What a download turned out to be.

    Attributes:
        media_type: what its server says, without parameters.
        size: of the whole file in bytes, counted.
    """

    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A small file that was fetched; `media_type` is what its server says, without parameters."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that a person wants to send: one on disk, or bytes such as a screenshot's.

    Exactly one of `path` and `content` is given. `strips_metadata`: where it is a picture, what its camera or program
    wrote into it besides the picture stays here.
    """

    path: Path | None
    content: bytes | None
    name: str
    media_type: str = ""  # "": as the name says
    strips_metadata: bool = True


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What the domain's upload service takes now.

    Attributes:
        max_size: of one file in bytes; None where there is no limit, or none is known.
        failure: why nothing goes up at present: there is no service (UNSUPPORTED), it is full (POLICY), can't be
            reached, or fails. What is sent meanwhile waits. None where nothing is known to be the matter.
    """

    max_size: int | None = None
    failure: Failure | None = None


class FileKind(StrEnum):
    """Which of a conversation's files are listed."""

    ANY = "any"
    PICTURES = "pictures"
    OTHERS = "others"
