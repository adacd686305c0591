"""The window's layout in its encrypted store: read once at start, written behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask

if TYPE_CHECKING:
    from startalk_desktop.store.window_store import WindowStore

_KEYS: Final = (
    "geometry", "splitter", "account", "theme", "language", "emoji.used", "emoji.tone", "closes-to-tray",
)  # fmt: skip
_PREFIX: Final = "layout."


class RememberedLayout:
    """Keeps the layout's pieces in memory and in the window's store. Made by `read`."""

    def __init__(self, store: WindowStore, scope: TaskScope, kept: dict[str, bytes]) -> None:
        self._store = store
        self._kept = kept
        self._unwritten: set[str] = set()
        self._writing = CoalescedTask(scope, "keep the layout", self.flush)

    @classmethod
    async def read(cls, store: WindowStore, scope: TaskScope) -> RememberedLayout:
        """Read what was kept.

        Raises:
            StoreError: the store can't be read.
        """
        kept = {}
        for key in _KEYS:
            content = await store.get(_PREFIX + key)
            if content is not None:
                kept[key] = content
        return cls(store, scope, kept)

    def load(self, key: str) -> bytes | None:
        """What was kept under `key`."""
        return self._kept.get(key)

    def save(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`: at once in memory, soon in the store."""
        if self._kept.get(key) != content:
            self._kept[key] = content
            self._unwritten.add(key)
            self._writing.request()

    async def flush(self) -> None:
        """Write what is not written yet.

        Raises:
            StoreError: the store can't be written.
        """
        unwritten, self._unwritten = self._unwritten, set()
        for key in sorted(unwritten):
            await self._store.set(_PREFIX + key, self._kept[key])
