"""What can be changed about a room, as it is and as it is wished; only what differs is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.room import RoomAbilities, RoomSettings
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from pathlib import Path

    from startalk_desktop.core.conversation import ConversationHandle

AVATAR_SIDE: Final = 256
_AVATAR_BYTES: Final = 64 * 1024
_QUALITIES: Final = (90, 80, 65, 50)
_LARGEST_SIDE: Final = 12_000
_LARGEST_FILE: Final = 30 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RoomWish:
    """What a room is to be; None: as it is."""

    name: str | None = None
    topic: str | None = None
    description: str | None = None
    is_private: bool | None = None
    members_may_invite: bool | None = None
    anyone_may_set_topic: bool | None = None
    avatar: bytes | None = None  # empty: no picture


class RoomSettingsModel(QObject):
    """Reads and changes one room.

    Signals:
        loaded: `settings` is what is set, or None where only owners may see it.
        saved: everything that was wished for is done.
        failed(Failure): something was refused; what comes after it was not asked for.
    """

    loaded = Signal()
    saved = Signal()
    failed = Signal(object)

    def __init__(
        self, handle: ConversationHandle, scope: TaskScope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._scope = scope
        self.settings: RoomSettings | None = None
        self.is_busy = False
        self._is_closed = False

    def close(self) -> None:
        """Nobody waits for an answer any more; what was asked for is done all the same."""
        self._is_closed = True

    @property
    def abilities(self) -> RoomAbilities:
        """What we may do."""
        try:
            return self._handle.room_abilities()
        except ACCOUNT_GONE:
            return RoomAbilities()

    @property
    def topic(self) -> str:
        """The room's subject."""
        try:
            return self._handle.subject()
        except ACCOUNT_GONE:
            return ""

    def load(self) -> None:
        """Ask what is set; `loaded` or `failed` follows."""
        self._scope.start(self._load(), "read a room's settings")

    def save(self, wish: RoomWish) -> None:
        """Ask for what differs; `saved` or `failed` follows."""
        if not self.is_busy:
            self.is_busy = True
            self._scope.start(self._save(wish), "change a room")

    async def _load(self) -> None:
        if self.abilities.can_configure:
            try:
                self.settings = await self._handle.room_settings()
            except RequestFailed as error:
                self._fail(error.failure)
            except ACCOUNT_GONE:
                self._fail(Failure(FailureCode.CONNECTION_LOST))
        if not self._is_closed:
            self.loaded.emit()

    def _fail(self, failure: Failure) -> None:
        self.is_busy = False
        if not self._is_closed:
            self.failed.emit(failure)

    async def _save(self, wish: RoomWish) -> None:
        try:
            change = self._change(wish)
            if change != RoomSettings():
                await self._handle.change_room(change)
                self.settings = replace(self.settings or RoomSettings(), **_given(change))
            if wish.topic is not None and wish.topic != self.topic:
                await self._handle.set_subject(wish.topic)
            if wish.avatar is not None:
                await self._handle.set_room_avatar(wish.avatar)
        except RequestFailed as error:
            self._fail(error.failure)
        except ACCOUNT_GONE:
            self._fail(Failure(FailureCode.CONNECTION_LOST))
        else:
            self.is_busy = False
            if not self._is_closed:
                self.saved.emit()

    def _change(self, wish: RoomWish) -> RoomSettings:
        is_private = wish.is_private
        wished = RoomSettings(
            name=wish.name,
            description=wish.description,
            is_public=not is_private if is_private is not None else None,
            is_members_only=is_private,
            members_may_invite=wish.members_may_invite,
            anyone_may_set_topic=wish.anyone_may_set_topic,
        )
        known = self.settings
        if known is None:
            return wished
        return RoomSettings(
            **{
                name: value
                for name, value in _given(wished).items()
                if value != getattr(known, name)
            }
        )


def read_avatar(path: Path) -> bytes | None:
    """The picture in a file as a small square JPEG; None where it is none. Takes a while: not for the loop."""
    if path.stat().st_size > _LARGEST_FILE:
        return None
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LARGEST_SIDE:
        return None
    image = reader.read()
    if image.isNull():
        return None
    side = min(image.width(), image.height())
    square = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    scaled = square.scaled(
        QSize(AVATAR_SIDE, AVATAR_SIDE),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return _encoded(scaled)


def _encoded(image: QImage) -> bytes | None:
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    for quality in _QUALITIES:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, QByteArray(b"jpeg"))
        writer.setQuality(quality)
        if not writer.write(flat):
            return None
        content = bytes(buffer.data().data())
        if len(content) <= _AVATAR_BYTES:
            return content
    return None


def _given(settings: RoomSettings) -> dict[str, Any]:
    return {
        name: getattr(settings, name)
        for name in settings.__slots__
        if getattr(settings, name) is not None
    }
