"""Files that are to be sent: looked at before they leave, measured against what the domain takes, then handed over."""

from __future__ import annotations

import asyncio
import mimetypes
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QImage, QImageWriter

from startalk_desktop.core import picture_files
from startalk_desktop.core.account_files import MAX_FILES_AT_ONCE
from startalk_desktop.core.errors import ActionRefused, FileRefused
from startalk_desktop.core.file_preparing import FILM_ENDINGS, TIFF_ENDINGS
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import FileLimits, OutgoingFile
from startalk_desktop.store.errors import StoreError
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE
from startalk_desktop.viewmodels.pictures import decode

if TYPE_CHECKING:
    from startalk_desktop.core.conversation import ConversationHandle

_PREVIEW_SIDE: Final = 900  # pixels
_PREVIEWED_BYTES: Final = 60 * 1024 * 1024
_PICTURES: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".heic", ".heif", ".avif"}
)
_STRIPPED: Final = (_PICTURES - {".bmp"}) | TIFF_ENDINGS | FILM_ENDINGS
_KEEPING: Final = frozenset(
    # Films, and cameras' raw pictures, that are sent with all that is in them.
    ".avi .wmv .mpg .mpeg .mts .m2ts .ts .flv .ogv"
    " .dng .cr2 .cr3 .nef .arw .orf .raf .rw2 .pef .srw .psd .jxl .jp2".split()
)


class Trouble(Enum):
    """Why a file can't be sent as it is."""

    FOLDER = "folder"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    REFUSED = "refused"  # when it was to be sent: `Attachment.failure` says why


@dataclass(frozen=True, slots=True, eq=False)
class Attachment:
    """One file that waits to be sent.

    Attributes:
        number: names it.
        file: what is sent.
        size: in bytes; None while it is looked at.
        preview: of a picture.
        trouble: what is the matter with it.
        failure: the words of `core`, where it refused it.
    """

    number: int
    file: OutgoingFile
    size: int | None = None
    preview: QImage | None = None
    trouble: Trouble | None = None
    failure: Failure | None = None

    @property
    def is_picture(self) -> bool:
        """Whether its name says that it is a picture that can be looked at."""
        return self._ending in _PICTURES

    @property
    def is_stripped(self) -> bool:
        """Whether its name says that it is a picture or a film whose metadata may stay here."""
        return self._ending in _STRIPPED

    @property
    def keeps_metadata(self) -> bool:
        """Whether it is one that is sent with its metadata, whatever was asked for."""
        return self._ending in _KEEPING

    @property
    def _ending(self) -> str:
        return Path(self.file.name).suffix.lower()


class Attachments(QObject):
    """What waits in one conversation.

    Signals:
        changed: other files, or more is known of them.
        sending, sent: they are being made ready, and stored; `is_sending` says which.
        failed(reason): they could not be stored; the reason is the store's, empty where there is none.
    """

    changed = Signal()
    sending = Signal()
    sent = Signal()
    failed = Signal(str)

    def __init__(
        self, handle: ConversationHandle, scope: TaskScope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._scope = scope
        self._items: list[Attachment] = []
        self._next = 1
        self._is_sending = False
        self._overflow = 0
        self.strips_metadata = True

    @property
    def overflow(self) -> int:
        """So many more were too many for one go, and are not among them."""
        return self._overflow

    @property
    def items(self) -> Sequence[Attachment]:
        """What waits, in the order it came."""
        return self._items

    @property
    def is_sending(self) -> bool:
        """Whether they are being made ready."""
        return self._is_sending

    @property
    def sendable(self) -> tuple[Attachment, ...]:
        """Those that can be sent."""
        return tuple(item for item in self._items if item.trouble is None)

    @property
    def can_send(self) -> bool:
        """Whether some can be sent, and all have been looked at."""
        has_seen_all = all(item.size is not None or item.trouble for item in self._items)
        return bool(self.sendable) and has_seen_all and not self._is_sending

    def limits(self) -> FileLimits:
        """What the domain takes now."""
        try:
            return self._handle.limits()
        except ACCOUNT_GONE:
            return FileLimits()

    def add(self, files: Sequence[OutgoingFile]) -> None:
        """Take these, too, and look at them."""
        room = MAX_FILES_AT_ONCE - len(self._items)
        taken = [self._new(file) for file in files[:room]]
        self._items += taken
        self._overflow += len(files) - len(taken)
        if taken and not self._scope.is_closed:
            self._scope.start(self._look_at(taken), "look at files to send")
        self.changed.emit()

    def add_image(self, image: QImage) -> None:
        """Take a picture from the clipboard, such as a screenshot."""
        if not image.isNull() and not self._scope.is_closed:
            self._scope.start(self._add_image(image), "take a picture from the clipboard")

    def remove(self, number: int) -> None:
        """Send this one not."""
        self._items = [item for item in self._items if item.number != number]
        self.changed.emit()

    def clear(self) -> None:
        """Send none of them."""
        self._items, self._overflow = [], 0
        self.strips_metadata = True
        self.changed.emit()

    def send(self, caption: str, reply_to: int | None = None) -> None:
        """Hand over those that can be sent; they stay here where that fails."""
        if self.can_send:
            self._is_sending = True
            self.sending.emit()
            self._scope.start(self._send(self.sendable, caption, reply_to), "send files")

    # inside

    def _new(self, file: OutgoingFile) -> Attachment:
        number, self._next = self._next, self._next + 1
        return Attachment(number, file)

    async def _add_image(self, image: QImage) -> None:
        content = await asyncio.to_thread(_as_png, image)
        if content:
            name = time.strftime("picture-%Y-%m-%d-%H%M%S.png")
            self.add([OutgoingFile(None, content, name, "image/png")])

    async def _look_at(self, items: Sequence[Attachment]) -> None:
        for item in items:
            seen = await asyncio.to_thread(_seen, item)
            most = self.limits().max_size
            if seen.trouble is None and most is not None and (seen.size or 0) > most:
                seen = replace(seen, trouble=Trouble.TOO_LARGE)
            self._replace(seen)

    async def _send(self, items: Sequence[Attachment], caption: str, reply_to: int | None) -> None:
        files = [replace(item.file, strips_metadata=self.strips_metadata) for item in items]
        problem: str | None = None
        try:
            await self._handle.send_files(files, caption, reply_to)
        except FileRefused as error:
            problem = ""
            self._mark_refused(items, error)
        except (*ACCOUNT_GONE, ActionRefused, ValueError):
            problem = ""
            self.failed.emit("")
        except StoreError as error:
            problem = str(error)
            self.failed.emit(problem)
        self._is_sending = False
        if problem is None:
            gone = {item.number for item in items}
            self._items = [item for item in self._items if item.number not in gone]
            self.sent.emit()
        self.changed.emit()

    def _mark_refused(self, items: Sequence[Attachment], error: FileRefused) -> None:
        is_large = error.failure.code is FailureCode.TOO_LARGE
        trouble = Trouble.TOO_LARGE if is_large else Trouble.REFUSED
        for item in items:
            if item.file.name == error.name:
                self._replace(replace(item, trouble=trouble, failure=error.failure))

    def _replace(self, seen: Attachment) -> None:
        self._items = [seen if item.number == seen.number else item for item in self._items]
        self.changed.emit()


def outgoing(path: Path) -> OutgoingFile:
    """The file at `path`, as it would be sent."""
    return OutgoingFile(path, None, path.name, mimetypes.guess_type(path.name)[0] or "")


def _seen(item: Attachment) -> Attachment:
    """What is found where the file is; blocks."""
    path, content = item.file.path, item.file.content
    try:
        if path is not None:
            if path.is_dir():
                return replace(item, trouble=Trouble.FOLDER)
            if not path.is_file():
                return replace(item, trouble=Trouble.UNREADABLE)
            size = path.stat().st_size
            with path.open("rb") as file:
                is_shown = item.is_picture and size <= _PREVIEWED_BYTES
                content = file.read() if is_shown else file.read(1)
        else:
            size = len(content or b"")
    except OSError:
        return replace(item, trouble=Trouble.UNREADABLE)
    if not size:
        return replace(item, size=0, trouble=Trouble.EMPTY)
    shown = picture_files.showable(content) if item.is_picture and content else None
    preview = decode(shown, _PREVIEW_SIDE) if shown else None
    return replace(item, size=size, preview=preview)


def _as_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
