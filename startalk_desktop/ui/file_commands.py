"""What is done to a file of a message: opened, saved, shown in its folder, copied, dragged out."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QMimeData, QObject, QPoint, QProcess, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication
from PySide6.QtWidgets import QWidget

from startalk_desktop.core.errors import TransferCancelled
from startalk_desktop.core.file_safety import sanitised
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.message import Message
from startalk_desktop.model.transfer import TransferDirection
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.chat.commands import FileCommand
from startalk_desktop.ui.chat.shared_files import file_name
from startalk_desktop.ui.chat.transfer_texts import failure_words
from startalk_desktop.ui.clipboard import mark_source
from startalk_desktop.ui.file_choosing import choose_target
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.undone import say_undone
from startalk_desktop.ui.widgets.dialog import confirm
from startalk_desktop.viewmodels.pictures import decode

_COPIED_SIDE: Final = 8192  # pixels of a picture on the clipboard
_DRAG_GLYPH: Final = 40
_SAVED_KEPT: Final = 500

_FileKey = tuple[AccountId, int, int]


Launch = Callable[[Path], bool]
"""Hands a file to the system's program for it; False where there is none."""


def launch(path: Path) -> bool:
    """Open `path` with the system's program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def reveal(path: Path) -> bool:
    """Show `path` in the system's file manager, chosen there where the system can do that."""
    if sys.platform == "win32":
        return bool(QProcess.startDetached("explorer.exe", ["/select,", str(path)]))
    if sys.platform == "darwin":
        return bool(QProcess.startDetached("/usr/bin/open", ["-R", str(path)]))
    return launch(path.parent)


class FileCommands(QObject):
    """Does it, fetching the file first where that has to be. `said` is for the window's toast, as elsewhere.

    Attributes:
        launch, reveal, run_drag: what they do by themselves; a test puts others in their place.
    """

    said = Signal(str, str, object)

    def __init__(self, startalk: Startalk, theme: Theme, scope: TaskScope, parent: QWidget) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._theme = theme
        self._scope = scope
        self._widget = parent
        self._saved: dict[_FileKey, Path] = {}
        self.launch: Launch = launch
        self.reveal: Launch = reveal
        self.run_drag: Callable[[QDrag], object] = _run

    def do(self, command: FileCommand, message: Message, index: int) -> None:
        """Do `command` to file `index` of `message`."""
        deeds: dict[FileCommand, Callable[[Message, int], Coroutine[Any, Any, None]]] = {
            FileCommand.OPEN: self._open,
            FileCommand.SAVE: self._save,
            FileCommand.FOLDER: self._show_in_folder,
            FileCommand.COPY: self._copy,
            FileCommand.DRAG: self._drag,
        }
        if 0 <= index < len(message.files) and not self._scope.is_closed:
            work = deeds[command](message, index)
            self._scope.start(self._see_through(work), f"{command} a file")

    async def _open(self, message: Message, index: int) -> None:
        handle = self._startalk.conversation(message.conversation)
        path = await handle.open_copy(message.row, index)
        is_risky = await handle.looks_executable(message.row, index)
        if is_risky and not await self._is_sure(message, index):
            return
        if not self.launch(path):
            name = file_name(message.files[index])
            self._say(self.tr("No program on this computer opens {name}").format(name=name))

    async def _is_sure(self, message: Message, index: int) -> bool:
        name = file_name(message.files[index])
        return await confirm(
            self._widget.window(),
            title=self.tr("Open “{name}”?").format(name=name),
            text=self.tr(
                "Files of this kind can run a program on this computer, which then can do whatever you can. "
                "Open it only if you expected it and know where it is from."
            ),
            accept=self.tr("Open anyway"),
            is_dangerous=True,
        )

    async def _save(self, message: Message, index: int) -> None:
        name = sanitised(file_name(message.files[index]))
        target = await choose_target(self._widget.window(), self.tr("Save file"), name)
        if target is None:
            return
        handle = self._startalk.conversation(message.conversation)
        await handle.save_copy(message.row, index, target)
        if len(self._saved) >= _SAVED_KEPT:
            del self._saved[next(iter(self._saved))]
        self._saved[message.conversation.account, message.row, index] = target
        self.said.emit(
            self.tr("Saved as {name}").format(name=target.name),
            self.tr("Show in folder"),
            lambda: self.reveal(target),
        )

    async def _show_in_folder(self, message: Message, index: int) -> None:
        """Where it was saved; else a copy that goes after a while."""
        saved = self._saved.get((message.conversation.account, message.row, index))
        if saved is None or not await asyncio.to_thread(saved.exists):
            handle = self._startalk.conversation(message.conversation)
            saved = await handle.open_copy(message.row, index)
        self.reveal(saved)

    async def _copy(self, message: Message, index: int) -> None:
        handle = self._startalk.conversation(message.conversation)
        content = await handle.picture(message.row, index, full=True)
        image = await asyncio.to_thread(decode, content, _COPIED_SIDE) if content else None
        if image is None:
            self._say(self.tr("The picture can't be had at the moment"))
            return
        data = QMimeData()
        data.setImageData(image)
        mark_source(data, message.conversation.account)
        QGuiApplication.clipboard().setMimeData(data)
        self._say(self.tr("Picture copied"))

    async def _drag(self, message: Message, index: int) -> None:
        """A copy of the file goes with the mouse, if the button is still held when it is there."""
        handle = self._startalk.conversation(message.conversation)
        path = await handle.open_copy(message.row, index)
        # Qt drags in a loop of its own: never inside of a task, which could not go on meanwhile.
        QTimer.singleShot(0, self, lambda: self._begin_drag(path, message.conversation.account))

    def _begin_drag(self, path: Path, account: AccountId) -> None:
        if not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return
        drag = QDrag(self._widget)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        mark_source(data, account)
        drag.setMimeData(data)
        ratio = self._widget.devicePixelRatioF()
        accent = self._theme.colours.accent_text
        drag.setPixmap(self._theme.pixmap("file", _DRAG_GLYPH, accent, ratio))
        drag.setHotSpot(QPoint(_DRAG_GLYPH // 2, _DRAG_GLYPH // 2))
        self.run_drag(drag)

    def _say(self, text: str) -> None:
        self.said.emit(text, "", None)

    async def _see_through(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await say_undone(work, self._say, _not_loaded)
        except TransferCancelled:
            return  # by the user, who knows
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._say(self.tr("It could not be saved: {reason}").format(reason=reason))


def _not_loaded(failure: Failure) -> str:
    return failure_words(failure, TransferDirection.DOWN)


def _run(drag: QDrag) -> object:
    return drag.exec(Qt.DropAction.CopyAction)
