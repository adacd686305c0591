"""Where the window remembers its layout: sizes of panes and of the window itself."""

from __future__ import annotations

from typing import Protocol


class LayoutStore(Protocol):
    """Small pieces of bytes by name; reading and keeping never wait."""

    def load(self, key: str) -> bytes | None:
        """What was kept under `key`."""

    def save(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, soon."""


class ForgetfulLayoutStore:
    """Remembers for as long as it lives: for tests and pictures."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load(self, key: str) -> bytes | None:
        """What was kept under `key`."""
        return self.kept.get(key)

    def save(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`."""
        self.kept[key] = content
