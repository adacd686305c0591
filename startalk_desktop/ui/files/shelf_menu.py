"""The menu of a file, a picture or a link on a shelf."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from startalk_desktop.ui.chat.commands import FileCommand
from startalk_desktop.ui.clipboard import copy_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.window_menus import WindowMenu
from startalk_desktop.viewmodels.files_model import FileItem


class ShelfMenu(WindowMenu):
    """Made for one item and one use.

    Signals:
        command_asked(FileCommand)
        link_opened(address)
        message_asked, forward_asked: the message that it came with.
    """

    command_asked = Signal(object)
    link_opened = Signal(str)
    message_asked = Signal()
    forward_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        item: FileItem,
        *,
        is_picture: bool,
        can_forward: bool,
    ) -> None:
        super().__init__(theme, window)
        if item.file is None:
            account = item.message.conversation.account
            self.add("external", self.tr("Open link"), partial(self.link_opened.emit, item.link))
            self.add("copy", self.tr("Copy link"), partial(copy_text, item.link, account))
        else:
            self._command("external", self.tr("Open"), FileCommand.OPEN)
            self._command("save", self.tr("Save as…"), FileCommand.SAVE)
            self._command("folder", self.tr("Show in folder"), FileCommand.FOLDER)
            if is_picture:
                self._command("copy", self.tr("Copy picture"), FileCommand.COPY)
        if can_forward:
            self.add("forward", self.tr("Forward…"), self.forward_asked.emit)
        self.addSeparator()
        self.add("message", self.tr("Show in conversation"), self.message_asked.emit)

    def _command(self, icon: str, words: str, command: FileCommand) -> None:
        self.add(icon, words, partial(self.command_asked.emit, command))
