"""Which web addresses are safe to follow, to show as a file, or to send a file to."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

MAX_CHARACTERS: Final = 4096
"""A longer address is none."""

_HTTPS_PORT: Final = 443


def is_safe(url: str | None) -> bool:
    """Whether `url` leads to a host over HTTPS, and carries no password of somebody's."""
    return _split(url) is not None


def origin(url: str) -> tuple[str, int] | None:
    """The host and the port that `url` leads to; None where it is not safe."""
    parts = _split(url)
    if parts is None or parts.hostname is None:
        return None
    return parts.hostname, parts.port or _HTTPS_PORT


def _split(url: str | None) -> SplitResult | None:
    if not url or len(url) > MAX_CHARACTERS or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
        is_good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
        is_good = is_good and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts if is_good else None
