"""Pictures in messages: fetched when told to, decoded off the loop and kept in memory; hostile until decoded."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.message import SharedFile
from startalk_desktop.tasks import TaskScope, is_loop_running
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.image_reading import read_image

_REMEMBERED: Final = 2_000  # of what can't be had
_SOURCE_LIMIT: Final = 12_000  # pixels a side
_AREA_LIMIT: Final = 64_000_000  # pixels
_AT_ONCE: Final = 3
_WAITING: Final = 48  # more are not waited for: they were passed by


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """Which picture: file `index` of message `row`, or with `index` -1 the one that its text points to by address."""

    conversation: ConversationId
    row: int
    index: int
    file: SharedFile

    @property
    def key(self) -> PictureKey:
        """What names it among all pictures."""
        address = self.file.url if self.index < 0 else ""
        return self.conversation.account, self.row, self.index, address


PictureKey = tuple[AccountId, int, int, str]

Fetch = Callable[[PicturePlace], Awaitable[bytes | None]]
"""The content of a picture, within limits; None where it can't be had now, or not unasked."""


class PictureState(Enum):
    """How far a picture has come."""

    ABSENT = auto()  # nobody looked for it
    LOADING = auto()
    READY = auto()
    FAILED = auto()  # it can't be had, or is no picture


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """How large the images are, and how much of them is kept.

    Attributes:
        side: pixels of the longer side at most; what is larger is scaled down while it is decoded.
        kept_bytes: of pixels in memory.
        patience: seconds after which what was wanted, and has not begun to come, was passed by; who still looks at it
            wants it again when `changed` tells.
    """

    side: int = 960
    kept_bytes: int = 96 * 1024 * 1024
    patience: float = math.inf


_USUAL: Final = PictureLimits()


class PictureImages(QObject):
    """Gives images that are in memory at once; `want` brings others, and `changed` tells that some came or failed."""

    changed = Signal()

    def __init__(
        self,
        fetch: Fetch,
        scope: TaskScope,
        parent: QObject | None = None,
        limits: PictureLimits = _USUAL,
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._scope = scope
        self._limits = limits
        self._images: OrderedDict[PictureKey, QImage] = OrderedDict()
        self._bytes = 0
        self._waiting: OrderedDict[PictureKey, tuple[PicturePlace, float]] = OrderedDict()
        self._coming: set[PictureKey] = set()
        self._failed: OrderedDict[PictureKey, None] = OrderedDict()
        self._working = 0

    @property
    def byte_count(self) -> int:
        """How many bytes of pixels are in memory."""
        return self._bytes

    def image(self, place: PicturePlace) -> QImage | None:
        """The picture within the limits, or None where it is not here."""
        found = self._images.get(place.key)
        if found is not None:
            self._images.move_to_end(place.key)
        return found

    def state(self, place: PicturePlace) -> PictureState:
        """How far the picture has come."""
        key = place.key
        if key in self._images:
            return PictureState.READY
        if key in self._waiting or key in self._coming:
            return PictureState.LOADING
        return PictureState.FAILED if key in self._failed else PictureState.ABSENT

    def want(self, place: PicturePlace, *, is_ahead: bool = False) -> None:
        """Fetch the picture if it is not here, before what was wanted earlier; one that failed is tried again.

        `is_ahead`: nobody looks at it yet, so it comes after all others.
        """
        key = place.key
        is_new = key not in self._waiting
        if is_new and (key in self._images or key in self._coming or self._scope.is_closed):
            return
        if is_new and not is_loop_running():
            return
        self._waiting[key] = place, time.monotonic()
        self._waiting.move_to_end(key, last=not is_ahead)
        if not is_new:
            return
        self._failed.pop(key, None)
        if len(self._waiting) > _WAITING:
            self._waiting.popitem(last=False)
        if self._working < _AT_ONCE:
            self._working += 1
            self._scope.start(self._work(), "fetch pictures of messages")
        self.changed.emit()

    def look_again(self, account: AccountId, row: int, index: int) -> None:
        """What could not be had may be here now."""
        if (account, row, index, "") in self._failed:
            del self._failed[account, row, index, ""]
            self.changed.emit()

    def forget(self, account: AccountId) -> None:
        """Drop the pictures of an account that was locked or removed."""
        for key in [key for key in self._images if key[0] == account]:
            self._bytes -= self._images.pop(key).sizeInBytes()
        for key in [key for key in self._failed if key[0] == account]:
            del self._failed[key]
        self.changed.emit()

    async def _work(self) -> None:
        """Bring one after the other, what was looked at last first."""
        try:
            while self._waiting:
                key, (place, since) = self._waiting.popitem()
                if time.monotonic() - since <= self._limits.patience:
                    self._coming.add(key)
                    try:
                        await self._bring(place)
                    finally:
                        self._coming.discard(key)
                self.changed.emit()
        finally:
            self._working -= 1

    async def _bring(self, place: PicturePlace) -> None:
        key = place.key
        image: QImage | None = None
        try:
            content = await self._fetch(place)
            if content:
                image = await asyncio.to_thread(decode, content, self._limits.side)
        except ACCOUNT_GONE:
            return
        if image is None:
            self._failed[key] = None
            if len(self._failed) > _REMEMBERED:
                self._failed.popitem(last=False)
        else:
            self._keep(key, image)

    def _keep(self, key: PictureKey, image: QImage) -> None:
        self._images[key] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > self._limits.kept_bytes and len(self._images) > 1:
            _, dropped = self._images.popitem(last=False)
            self._bytes -= dropped.sizeInBytes()


def decode(content: bytes, side: int = _USUAL.side) -> QImage | None:
    """A picture scaled down to `side`, or None where it is damaged, too large or of a doubtful format."""
    needed = QSize(side, side)
    image = read_image(
        content,
        longest=_SOURCE_LIMIT,
        most_pixels=_AREA_LIMIT,
        fit=lambda size: size.scaled(needed, Qt.AspectRatioMode.KeepAspectRatio),
    )
    if image is None:
        return None
    # What a raster engine paints without converting it each time.
    has_alpha = image.hasAlphaChannel()
    kind = QImage.Format.Format_ARGB32_Premultiplied if has_alpha else QImage.Format.Format_RGB32
    return image.convertToFormat(kind)


def loads_by_itself(
    account: Account, address: str, upload_hosts: frozenset[str] = frozenset()
) -> bool:
    """Whether the picture that a text points to may be fetched before anybody asked for it.

    Fetching tells a host who reads when, so it is done only over https and only from the company's own: one of
    `upload_hosts` where they are known, else the account's domain or a host below it.
    """
    if account.auto_download_limit <= 0:
        return False
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
