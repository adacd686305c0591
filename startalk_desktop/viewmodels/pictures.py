"""Pictures in messages: fetched when told to, decoded off the loop and kept in memory; hostile until decoded."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

_KEPT_BYTES: Final = 96 * 1024 * 1024
_REMEMBERED: Final = 2_000  # failures
_SIDE: Final = 960  # pixels: the largest place for a picture at three times the pixels
_SOURCE_LIMIT: Final = 12_000  # pixels a side
_AREA_LIMIT: Final = 64_000_000  # pixels
_AT_ONCE: Final = 3
_FORMATS: Final = frozenset({b"png", b"jpeg", b"jpg", b"gif", b"webp", b"bmp"})

Fetch = Callable[[ConversationId, str], Awaitable[bytes | None]]
"""What `ConversationHandle.picture` does: the content at an address, within limits, or None."""

_Key = tuple[AccountId, str]


class PictureState(Enum):
    """How far a picture has come."""

    ABSENT = auto()  # nobody asked for it
    LOADING = auto()
    READY = auto()
    FAILED = auto()  # it can't be had, or is no picture


class PictureImages(QObject):
    """Gives images that are in memory at once; `want` brings others, and `changed` tells that some came or failed."""

    changed = Signal()

    def __init__(self, fetch: Fetch, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._scope = scope
        self._images: OrderedDict[_Key, QImage] = OrderedDict()
        self._bytes = 0
        self._wanted: set[_Key] = set()
        self._failed: OrderedDict[_Key, None] = OrderedDict()
        self._gate = asyncio.Semaphore(_AT_ONCE)

    def image(self, account: AccountId, address: str) -> QImage | None:
        """The picture, scaled to what a message needs, or None where it is not here."""
        key = (account, address)
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
        return found

    def state(self, account: AccountId, address: str) -> PictureState:
        """How far the picture has come."""
        key = (account, address)
        if key in self._images:
            return PictureState.READY
        if key in self._wanted:
            return PictureState.LOADING
        return PictureState.FAILED if key in self._failed else PictureState.ABSENT

    def want(self, conversation: ConversationId, address: str) -> None:
        """Fetch the picture if it is not here; one that failed is tried again."""
        key = (conversation.account, address)
        if key in self._images or key in self._wanted or self._scope.is_closed:
            return
        if not _is_loop_running():
            return
        self._failed.pop(key, None)
        self._wanted.add(key)
        self._scope.start(self._bring(key, conversation), "fetch a picture of a message")
        self.changed.emit()

    def forget(self, account: AccountId) -> None:
        """Drop the pictures of an account that was locked or removed."""
        for key in [key for key in self._images if key[0] == account]:
            self._bytes -= self._images.pop(key).sizeInBytes()
        self.changed.emit()

    async def _bring(self, key: _Key, conversation: ConversationId) -> None:
        image: QImage | None = None
        try:
            async with self._gate:
                content = await self._fetch(conversation, key[1])
                if content:
                    image = await asyncio.to_thread(decode, content)
        except ACCOUNT_GONE:
            return
        finally:
            self._wanted.discard(key)
        if image is None:
            self._failed[key] = None
            if len(self._failed) > _REMEMBERED:
                self._failed.popitem(last=False)
        else:
            self._keep(key, image)
        self.changed.emit()

    def _keep(self, key: _Key, image: QImage) -> None:
        self._images[key] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > _KEPT_BYTES and len(self._images) > 1:
            _, dropped = self._images.popitem(last=False)
            self._bytes -= dropped.sizeInBytes()


def decode(content: bytes) -> QImage | None:
    """A picture scaled to what messages need, or None where it is damaged, too large or of a doubtful format."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    if reader.format().data() not in _FORMATS:
        return None
    size = reader.size()
    is_sane = (
        size.isValid()
        and 0 < max(size.width(), size.height()) <= _SOURCE_LIMIT
        and size.width() * size.height() <= _AREA_LIMIT
    )
    if not is_sane:
        return None
    reader.setAutoTransform(True)
    if max(size.width(), size.height()) > _SIDE:
        reader.setScaledSize(size.scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def loads_by_itself(
    account: Account, address: str, upload_hosts: frozenset[str] = frozenset()
) -> bool:
    """Whether a picture may be fetched before anybody asked for it.

    Fetching tells a host who reads when, so it is done only over https and only from the company's own: one of
    `upload_hosts` where they are known, else the account's domain or a host below it.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").lower()
        is_plain = parts.username is None and parts.password is None
    except ValueError:
        return False
    if parts.scheme.lower() != "https" or not host or not is_plain:
        return False
    if upload_hosts:
        return host in upload_hosts
    domain = account.jid.domain
    return host == domain or ("." in domain and host.endswith(f".{domain}"))


def _is_loop_running() -> bool:
    """Qt may paint a window while the loop is not running, right before the start or after the end."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
