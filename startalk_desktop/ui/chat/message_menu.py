"""The menu of one message: reactions above, then what may be done to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget, QWidgetAction

from startalk_desktop.core.abilities import Abilities
from startalk_desktop.model.message import DeliveryState, Message
from startalk_desktop.model.transfer import Transfer, TransferState
from startalk_desktop.ui.chat.commands import ICONS, KEYS, Command, FileCommand
from startalk_desktop.ui.chat.shared_files import is_picture
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, Size, Space
from startalk_desktop.ui.window_menus import WindowMenu

QUICK_EMOJI = 6
"""So many emoji stand above the menu."""
_EMOJI_PIXELS = 19
_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class MenuFacts:
    """What the menu depends on besides the message."""

    message: Message
    abilities: Abilities
    is_room: bool
    has_selection: bool = False
    link: str = ""  # the link under the mouse
    code: str = ""  # the code block under the mouse, or the only one
    file: int = -1  # which of its files is under the mouse, or its only one
    transfer: Transfer | None = None  # of that file


class MessageMenu(WindowMenu):
    """Made for one message and one use.

    Signals:
        chosen(Command): for the message, by the menu.
        emoji_chosen(str): a reaction, by the row above.
        selection_copied, link_opened(str), text_copied(str): what is under the mouse.
        file_command_chosen(FileCommand), transfer_chosen: for the file under the mouse.
    """

    chosen = Signal(object)
    emoji_chosen = Signal(str)
    selection_copied = Signal()
    link_opened = Signal(str)
    text_copied = Signal(str)
    file_command_chosen = Signal(object)
    transfer_chosen = Signal()

    def __init__(
        self, theme: Theme, window: QWidget, facts: MenuFacts, quick: Sequence[str]
    ) -> None:
        super().__init__(theme, window)
        self._facts = facts
        self.commands: dict[Command, QAction] = {}
        self.file_commands: dict[FileCommand, QAction] = {}
        self.emoji_buttons: list[QToolButton] = []
        if facts.abilities.can_react:
            self._add_reactions(quick)
        if facts.message.state is DeliveryState.FAILED:
            self._add(Command.RETRY, self.tr("Send again"))
            self._add(Command.DISCARD, self.tr("Discard"))
            self.addSeparator()
        self._add_answers()
        self._add_file()
        self._add_copies()
        self.addSeparator()
        self._add_knowledge()
        self.addSeparator()
        self._add_removals()

    def _add_answers(self) -> None:
        abilities = self._facts.abilities
        if abilities.can_reply:
            self._add(Command.REPLY, self.tr("Reply"))
        if abilities.can_edit:
            self._add(Command.EDIT, self.tr("Edit"))
        if abilities.can_forward:
            self._add(Command.FORWARD, self.tr("Forward…"))
        if self._facts.message.tombstone is None:
            self._add(Command.SELECT, self.tr("Select"))
        self.addSeparator()

    def _add_file(self) -> None:
        """What can be done to the file, and to its transfer."""
        facts = self._facts
        if facts.file < 0 or facts.message.tombstone is not None:
            return
        if facts.transfer is not None:
            is_failed = facts.transfer.state is TransferState.FAILED
            words = self.tr("Cancel sending") if facts.message.is_outgoing else self.tr("Cancel")
            if is_failed:
                words = self.tr("Try again")
            icon = "refresh" if is_failed else "close"
            self.add(icon, words, self.transfer_chosen.emit)
        file = facts.message.files[facts.file]
        for command, icon, words in (
            (FileCommand.OPEN, "external", self.tr("Open")),
            (FileCommand.SAVE, "save", self.tr("Save file as…")),
            (FileCommand.FOLDER, "folder", self.tr("Show in folder")),
            (FileCommand.COPY, "copy", self.tr("Copy picture")),
        ):
            if command is not FileCommand.COPY or is_picture(file):
                act = partial(self.file_command_chosen.emit, command)
                self.file_commands[command] = self.add(icon, words, act)
        self.addSeparator()

    def _add_copies(self) -> None:
        facts = self._facts
        if facts.has_selection:
            self.add("copy", self.tr("Copy selected text"), self.selection_copied.emit)
        if facts.message.tombstone is None and (facts.message.text or not facts.message.files):
            self._add(Command.COPY, self.tr("Copy message"))
        if facts.code:
            self.add("code", self.tr("Copy code"), lambda: self.text_copied.emit(facts.code))
        if facts.link:
            self.add("link", self.tr("Copy link"), lambda: self.text_copied.emit(facts.link))
            self.add("external", self.tr("Open link"), lambda: self.link_opened.emit(facts.link))
        if facts.message.tombstone is None and facts.file < 0:
            self._add(Command.SAVE, self.tr("Save as…"))

    def _add_knowledge(self) -> None:
        facts = self._facts
        if facts.is_room and facts.message.state is not DeliveryState.QUEUED:
            self._add(Command.READERS, self.tr("Who has read this…"))
        if facts.message.edited_at is not None:
            self._add(Command.HISTORY, self.tr("Edit history…"))
        self._add(Command.DETAILS, self.tr("Message details…"))

    def _add_removals(self) -> None:
        message, abilities = self._facts.message, self._facts.abilities
        if message.tombstone is not None and message.tombstone.undo_until is not None:
            self._add(Command.UNDO_RECALL, self.tr("Undo the recall"))
        if abilities.can_recall:
            self._add(Command.RECALL, self._recall_words(abilities.recall_seconds_left))
            if abilities.recall_seconds_left is not None:
                self._count_down(abilities.recall_seconds_left)
        if abilities.can_moderate:
            self._add(Command.MODERATE, self.tr("Remove for everyone…"))
        if message.state not in (DeliveryState.QUEUED, DeliveryState.FAILED):
            self._add(Command.DELETE, self.tr("Delete on this computer"))

    def _recall_words(self, seconds: int | None) -> str:
        if seconds is None:
            return self.tr("Recall for everyone")
        clock = f"{seconds // 60}:{seconds % 60:02d}"
        return self.tr("Recall for everyone ({time} left)").format(time=clock)

    def _count_down(self, seconds: int) -> None:
        action = self.commands[Command.RECALL]
        left = seconds

        def tick() -> None:
            nonlocal left
            left -= 1
            if left > 0:
                action.setText(f"{self._recall_words(left)}\t{KEYS[Command.RECALL]}")
            else:
                action.setEnabled(False)
                timer.stop()

        timer = QTimer(self)
        timer.timeout.connect(tick)
        timer.start(_SECOND_MS)

    def _add(self, command: Command, text: str) -> None:
        self.commands[command] = self.add(
            ICONS[command], text, lambda: self.chosen.emit(command), KEYS.get(command, "")
        )

    def _add_reactions(self, quick: Sequence[str]) -> None:
        own = {one.emoji for one in self._facts.message.reactions if one.is_own}
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(Space.XS, Space.XXS, Space.XS, Space.XS)
        layout.setSpacing(Space.XXS)
        for emoji in quick:
            button = QToolButton()
            button.setText(emoji)
            font = self._theme.font()
            font.setPixelSize(_EMOJI_PIXELS)
            button.setFont(font)
            button.setCheckable(True)
            button.setChecked(emoji in own)
            self._dress(button, self.tr("React with {emoji}").format(emoji=emoji))
            button.clicked.connect(self._then(partial(self.emoji_chosen.emit, emoji)))
            self.emoji_buttons.append(button)
            layout.addWidget(button)
        more = QToolButton()
        more.setIcon(self._theme.icon("plus"))
        more.setIconSize(QSize(Size.ICON, Size.ICON))
        self._dress(more, self.tr("More emoji"))
        more.clicked.connect(self._then(lambda: self.chosen.emit(Command.REACT)))
        self.emoji_buttons.append(more)
        layout.addWidget(more)
        layout.addStretch(1)
        action = QWidgetAction(self)
        action.setDefaultWidget(row)
        self.addAction(action)
        self.addSeparator()

    def _dress(self, button: QToolButton, name: str) -> None:
        button.setFixedSize(Size.CONTROL, Size.CONTROL)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setStyleSheet(
            f"QToolButton {{ border-radius: {int(Radius.MEDIUM)}px; padding: 0; }}"
        )

    def _then(self, act: Callable[[], object]) -> Callable[[], None]:
        """`act`, after the menu is closed: what it opens must not be closed with it."""

        def do() -> None:
            self.close()
            act()

        return do


class FailedMenu(WindowMenu):
    """What can be done with a message that was not sent; `chosen` carries the `Command`."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        for command, words in (
            (Command.RETRY, self.tr("Send again")),
            (Command.COPY, self.tr("Copy message")),
            (Command.DISCARD, self.tr("Discard")),
            (Command.DETAILS, self.tr("Message details…")),
        ):
            self.add(ICONS[command], words, partial(self.chosen.emit, command))
