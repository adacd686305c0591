"""The user's own card in one company: read, edited, saved."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QIODevice, QObject, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QImage, QImageReader

from startalk_desktop.model.account import Account
from startalk_desktop.model.card import Card
from startalk_desktop.model.identity import AccountId
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.avatars import decode
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.xmpp.errors import RequestFailed

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

AVATAR_SIDE: Final = 256
"""Pixels: what every card and list needs at any pixel ratio, and small to publish."""

_FILE_LIMIT: Final = 30 * 1024 * 1024
_SOURCE_LIMIT: Final = 20_000  # pixels a side
_WORKING_SIDE: Final = 1_600  # pixels: what is cropped from


class OwnCardModel(QObject):
    """`loaded` tells that the card is there, `saved` that it is kept, `failed` what the server refused."""

    loaded = Signal()
    saved = Signal()
    failed = Signal(object)  # `Failure`
    gone = Signal()

    def __init__(
        self,
        startalk: Startalk,
        scope: TaskScope,
        account: AccountId,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._scope = scope
        self._account = account
        self._is_closed = False
        self.card = Card()
        self.image: QImage | None = None
        scope.start(self._load(), "read the own card")

    def close(self) -> None:
        """Tell nothing more; what is to be saved is."""
        self._is_closed = True

    @property
    def account(self) -> Account:
        """Whose card it is."""
        return self._startalk.accounts.get(self._account)

    @property
    def name(self) -> str:
        """What the company calls us."""
        return self._startalk.directory.name(self._account, self.account.jid)

    def save(self, card: Card, avatar: QImage | None, *, is_avatar_removed: bool = False) -> None:
        """Keep the card; `avatar` is a new picture, None leaves the old one unless it is removed."""
        content = b"" if is_avatar_removed else None
        if avatar is not None:
            content = to_png(avatar)
        self._scope.start(self._save(card, content), "save the own card")

    async def _load(self) -> None:
        try:
            own = await self._startalk.cards.own(self._account)
        except ACCOUNT_GONE:
            self._tell(self.gone)
            return
        self.card = own.card
        self.image = await asyncio.to_thread(decode, own.avatar) if own.avatar else None
        self._tell(self.loaded)

    async def _save(self, card: Card, avatar: bytes | None) -> None:
        try:
            await self._startalk.cards.save_own(self._account, card, avatar)
        except ACCOUNT_GONE:
            self._tell(self.gone)
        except RequestFailed as error:
            self._tell(self.failed, error.failure)
        else:
            self._tell(self.saved)

    def _tell(self, signal: SignalInstance, *words: object) -> None:
        if not self._is_closed:
            signal.emit(*words)


async def read_picture(file: Path) -> QImage | None:
    """The picture in a file, scaled to be worked on; None where it is none, or too large. Off the loop."""
    return await asyncio.to_thread(_read_picture, file)


def _read_picture(file: Path) -> QImage | None:
    try:
        if file.stat().st_size > _FILE_LIMIT:
            return None
    except OSError:
        return None
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > _SOURCE_LIMIT:
        return None
    limit = QSize(_WORKING_SIDE, _WORKING_SIDE)
    if size.width() > _WORKING_SIDE or size.height() > _WORKING_SIDE:
        reader.setScaledSize(size.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def to_png(image: QImage) -> bytes:
    """The picture as it is published: a PNG without anything that the file said of place or camera."""
    bare = image.convertToFormat(QImage.Format.Format_RGB32)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    for key in bare.textKeys():
        bare.setText(key, "")
    bare.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt a str
    return bytes(buffer.data().data())
