"""Pictures of people and rooms, decoded off the loop and kept in memory; hostile until decoded."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from startalk_desktop.model.changes import Change, PeopleChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope, is_loop_running
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.image_reading import read_image

if TYPE_CHECKING:
    from startalk_desktop.core.changes import ChangeHub
    from startalk_desktop.core.directory import Directory

_KEPT: Final = 600
_SIDE: Final = 192  # enough for the largest avatar at twice the pixels
_SOURCE_LIMIT: Final = 4096
_AT_ONCE: Final = 4
_PAUSE: Final = 60.0  # seconds

_Key = tuple[AccountId, Jid]


class AvatarImages(QObject):
    """Gives images at once where they are in memory, and fetches the rest; `loaded` tells that some came."""

    loaded = Signal()

    def __init__(
        self,
        directory: Directory,
        changes: ChangeHub,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._directory = directory
        self._scope = scope
        self._images: OrderedDict[_Key, QImage | None] = OrderedDict()
        self._fetched_at: dict[_Key, float] = {}
        self._stale: set[_Key] = set()
        self._wanted: set[_Key] = set()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def image(self, account: AccountId, jid: Jid) -> QImage | None:
        """The picture, or None where there is none or it is not here yet."""
        key = (account, jid)
        is_known = key in self._images
        if is_known:
            self._images.move_to_end(key)
        if not is_known or (key in self._stale and self._is_due(key)):
            self._want(key)
        return self._images.get(key)

    def _want(self, key: _Key) -> None:
        if key not in self._wanted and not self._scope.is_closed and is_loop_running():
            self._wanted.add(key)
            self._scope.start(self._fetch(key), "fetch a picture")

    def _is_due(self, key: _Key) -> bool:
        """People change often, for their presence alone; a picture is asked for again only now and then."""
        return time.monotonic() - self._fetched_at.get(key, 0.0) > _PAUSE

    async def _fetch(self, key: _Key) -> None:
        image: QImage | None = None
        try:
            async with self._gate:
                content = await self._directory.avatar(*key)
                if content:
                    image = await asyncio.to_thread(decode, content)
        except ACCOUNT_GONE:
            return
        finally:
            self._wanted.discard(key)
        is_other = image is not None or self._images.get(key) is not None
        self._images[key] = image
        self._fetched_at[key] = time.monotonic()
        self._stale.discard(key)
        while len(self._images) > _KEPT:
            dropped, _ = self._images.popitem(last=False)
            self._fetched_at.pop(dropped, None)
            self._stale.discard(dropped)
        if is_other:
            self.loaded.emit()

    def _on_change(self, change: Change) -> None:
        if isinstance(change, PeopleChanged):
            changed = {(change.account, jid) for jid in change.jids}
            self._stale |= changed & self._images.keys()


def decode(content: bytes) -> QImage | None:
    """A picture scaled to what avatars need, or None where it is damaged, too large or of a doubtful format."""
    needed = QSize(_SIDE, _SIDE)
    return read_image(
        content,
        longest=_SOURCE_LIMIT,
        most_pixels=_SOURCE_LIMIT**2,
        fit=lambda size: size.scaled(needed, Qt.AspectRatioMode.KeepAspectRatioByExpanding),
    )
