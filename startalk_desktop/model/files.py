"""Files on their way: through a domain's upload service (XEP-0363), and back from wherever they are."""

from __future__ import annotations

from dataclasses import dataclass


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
class Downloaded:
    """A file that was fetched; `media_type` is what its server says, without parameters."""

    content: bytes
    media_type: str
