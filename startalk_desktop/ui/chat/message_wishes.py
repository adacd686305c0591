"""What a person asks of the messages in the view: by mouse, menu, toolbar and keys, each turned into a command."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent

from startalk_desktop.model.message import Message, MessageKind
from startalk_desktop.model.transfer import Transfer, TransferState
from startalk_desktop.ui.chat.calendar_popup import day_of
from startalk_desktop.ui.chat.choosing import Choosing
from startalk_desktop.ui.chat.commands import Command, FileCommand, command_of, is_allowed
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.hover_toolbar import MORE, REACT, REPLY
from startalk_desktop.ui.chat.message_menu import QUICK_EMOJI, FailedMenu, MenuFacts, MessageMenu
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.ui.chat.transcript import code_of
from startalk_desktop.ui.clipboard import copy_text
from startalk_desktop.ui.emoji.picker import EmojiPicker
from startalk_desktop.ui.emoji.shelf import EmojiShelf
from startalk_desktop.ui.theme import Theme
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.pictures import PicturePlace


class MessageWishes(QObject):
    """Does what the view and the view-model can do alone, and tells the rest.

    Signals:
        composer_wanted: something is to be written now.
        command_asked(Command, list of Message): takes more than the view.
        pictures_asked(message, list of PicturePlace, index): its pictures are to be shown large, from that one on.
        file_asked(FileCommand, message, index): something is to be done to one of its files.
        link_opened(target)
        typed(text): it is no command, so it is for the composer.
        day_asked(global position, day shown)
        copied: something went to the clipboard.
    """

    composer_wanted = Signal()
    command_asked = Signal(object, object)
    pictures_asked = Signal(object, object, int)
    file_asked = Signal(object, object, int)
    link_opened = Signal(str)
    typed = Signal(str)
    day_asked = Signal(QPoint, QDate)
    copied = Signal()

    def __init__(
        self,
        theme: Theme,
        view: SelectableMessageView,
        choosing: Choosing,
        shelf: EmojiShelf,
    ) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._choosing = choosing
        self._shelf = shelf
        self._model: ConversationViewModel | None = None
        self._picker: EmojiPicker | None = None
        choosing.command_chosen.connect(self.do)
        view.menu_asked.connect(self._on_menu)
        view.failed_chosen.connect(self._on_failed_menu)
        view.link_chosen.connect(self.link_opened)
        view.file_chosen.connect(self._on_file)
        view.transfer_chosen.connect(self._on_transfer)
        view.drag_asked.connect(self._on_drag)
        view.picture_chosen.connect(self._on_picture)
        view.quote_chosen.connect(self._on_quote)
        view.code_copied.connect(self._copy)
        view.hover_action_chosen.connect(self._on_toolbar)
        view.reaction_chosen.connect(self._on_reaction)
        view.versions_asked.connect(lambda row: self._do_to(row, Command.HISTORY))
        view.readers_asked.connect(lambda row: self._do_to(row, Command.READERS))
        view.undo_recall_asked.connect(lambda row: self._do_to(row, Command.UNDO_RECALL))
        view.typed.connect(self._on_typed)
        view.set_actions_of(self._toolbar_actions)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def follow(self, model: ConversationViewModel | None) -> None:
        """The view shows another conversation."""
        self._model = model

    def do(self, command: Command, messages: Sequence[Message]) -> None:
        """Do something to messages, oldest first."""
        model = self._model
        if model is None or not messages:
            return
        message = messages[0]
        if command is Command.REPLY:
            model.composing.reply_to(message)
            self.composer_wanted.emit()
        elif command is Command.EDIT:
            model.composing.edit(message)
            self.composer_wanted.emit()
        elif command is Command.SELECT:
            self._choosing.begin(message)
        elif command is Command.COPY and len(messages) == 1:
            self._copy_message(message)
        elif command is Command.REACT:
            self._pick_reaction(message)
        else:
            self.command_asked.emit(command, list(messages))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of commands, and clicks on days."""
        is_taken = False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_taken = watched is self._view and self._take_key(event)
        elif event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            is_taken = watched is not self._view and self._take_day_click(event)
        return is_taken or super().eventFilter(watched, event)

    # keys and clicks

    def _take_key(self, event: QKeyEvent) -> bool:
        """A key on the message that the keyboard stands on, where it is a command that may be done to it."""
        model, index = self._model, self._view.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            return self._copy_by_key()
        command = command_of(event)
        if model is None or command is None or not index.isValid():
            return False
        if self._choosing.is_on:
            if command is Command.DELETE:
                self._choosing.delete()
            return True
        message = self._view.message_at(index.row())
        if not is_allowed(command, message, model.actions.abilities(message)):
            return False
        self.do(command, [message])
        return True

    def _copy_by_key(self) -> bool:
        """Ctrl+C: the selected text, what is chosen, or the message that the keyboard stands on."""
        index = self._view.currentIndex()
        if self._view.has_selection:
            self._copy_selection()
        elif self._choosing.is_on:
            self.do(Command.COPY, self._choosing.messages)
        elif index.isValid():
            self.do(Command.COPY, [self._view.message_at(index.row())])
        return True

    def _on_typed(self, text: str) -> None:
        if not self._choosing.is_on:
            self.typed.emit(text)

    def _take_day_click(self, event: QMouseEvent) -> bool:
        """A click on a day between messages asks for another day."""
        row = self._view.row_at(event.position().y())
        if row < 0 or event.button() != Qt.MouseButton.LeftButton or self._choosing.is_on:
            return False
        day, corner = self._view.layout_of(row).day, self._view.row_corner(row)
        if day is None or not day.contains(event.position() - corner):
            return False
        at = self._view.viewport().mapToGlobal(day.translated(corner).bottomLeft().toPoint())
        self.day_asked.emit(at, day_of(self._view.message_at(row).sent_at))
        return True

    def _on_quote(self, row: int) -> None:
        if self._model is not None:
            self._model.jump_to(row)

    def _on_picture(self, message: Message, index: int) -> None:
        places = [
            PicturePlace(message.conversation, message.row, one.position, one.file)
            for one in self._view.pictures_in(message)
        ]
        self.pictures_asked.emit(message, places, index)

    def _on_file(self, message: Message, index: int) -> None:
        self.file_asked.emit(FileCommand.OPEN, message, index)

    def _on_drag(self, message: Message, index: int) -> None:
        self.file_asked.emit(FileCommand.DRAG, message, index)

    def _on_transfer(self, message: Message, index: int) -> None:
        """Stop it, or try it again."""
        if self._model is None:
            return
        board = self._model.transfers
        transfer = board.transfer(message.row, index)
        if transfer is not None and transfer.state is TransferState.FAILED:
            board.retry(message.row, index)
        else:
            board.cancel(message.row, index)

    # reactions

    def _react(self, message: Message, emoji: str) -> None:
        """Put `emoji` under `message`, or take it away where it is there."""
        if self._model is not None:
            self._shelf.note_used(emoji)
            self._model.actions.toggle_reaction(message, emoji)

    def _on_reaction(self, row: int, emoji: str) -> None:
        message = self._message(row)
        if message is not None:
            self._react(message, emoji)

    def _pick_reaction(self, message: Message, at: QPoint | None = None) -> None:
        """Ask for an emoji: a few by the global point `at`, or all over the message."""
        if self._picker is not None:
            self._picker.deleteLater()
        picker = self._picker = EmojiPicker(self._theme, self._shelf, self._view)
        picker.chosen.connect(lambda emoji: self._react(message, emoji))
        if at is not None:
            picker.open_at(at, is_compact=True)
            return
        row = self._row(message.row)
        centre = self._view.rect().center()
        if row is not None:
            centre = self._view.visualRect(self._view.model().index(row, 0)).center()
        picker.open_at(self._view.viewport().mapToGlobal(centre))

    # the toolbar and menus; `popup` returns at once, a nested loop would hold up everything else

    def _toolbar_actions(self, message: Message) -> Sequence[str]:
        if self._model is None:
            return ()
        abilities = self._model.actions.abilities(message)
        has_more = message.kind is MessageKind.TEXT and message.tombstone is None
        offers = ((REACT, abilities.can_react), (REPLY, abilities.can_reply), (MORE, has_more))
        return tuple(action for action, is_offered in offers if is_offered)

    def _on_toolbar(self, message: Message, action: str, at: QPoint) -> None:
        if action == REACT:
            self._pick_reaction(message, at)
        elif action == REPLY:
            self.do(Command.REPLY, [message])
        else:
            self._on_menu(message, None, at)

    def _on_menu(self, message: Message, hit: Hit | None, at: QPoint) -> None:
        model = self._model
        if model is None or self._choosing.is_on:
            return
        facts = MenuFacts(
            message,
            model.actions.abilities(message),
            model.is_room,
            has_selection=self._view.has_selection,
            link=str(hit.value) if hit is not None and hit.kind is HitKind.LINK else "",
            code=code_of(message),
            file=self._file_of(message, hit),
            transfer=self._transfer_of(message, hit),
        )
        menu = MessageMenu(self._theme, self._view, facts, self._shelf.frequent(QUICK_EMOJI))
        menu.chosen.connect(lambda command: self.do(command, [message]))
        menu.emoji_chosen.connect(lambda emoji: self._react(message, emoji))
        menu.selection_copied.connect(self._copy_selection)
        menu.text_copied.connect(self._copy)
        menu.link_opened.connect(self.link_opened)
        menu.file_command_chosen.connect(
            lambda command: self.file_asked.emit(command, message, facts.file)
        )
        menu.transfer_chosen.connect(lambda: self._on_transfer(message, facts.file))
        menu.popup(at)

    def _on_failed_menu(self, message: Message, at: QPoint) -> None:
        menu = FailedMenu(self._theme, self._view)
        menu.chosen.connect(lambda command: self.do(command, [message]))
        menu.popup(at)

    # inside

    def _file_of(self, message: Message, hit: Hit | None) -> int:
        """Which of the message's files is under the mouse, or its only one; -1 where there is none."""
        pictures = self._view.pictures_in(message)
        match hit.kind if hit is not None else None:
            case HitKind.FILE | HitKind.TRANSFER if hit is not None:
                return int(str(hit.value))
            case HitKind.PICTURE | HitKind.SHOW_PICTURE if hit is not None:
                return pictures[int(str(hit.value))].position
        return 0 if len(message.files) == 1 and message.tombstone is None else -1

    def _transfer_of(self, message: Message, hit: Hit | None) -> Transfer | None:
        index = self._file_of(message, hit)
        if self._model is None or index < 0:
            return None
        return self._model.transfers.transfer(message.row, index)

    def _copy_message(self, message: Message) -> None:
        row = self._row(message.row)
        self._copy(self._view.shown_text(row) if row is not None else message.text)

    def _copy_selection(self) -> None:
        self._copy(self._view.selected_text())

    def _copy(self, text: str) -> None:
        """Copied text says of which company it is, so that pasting it elsewhere asks first."""
        if self._model is not None and text:
            copy_text(text, self._model.account.id)
            self.copied.emit()

    def _do_to(self, row: int, command: Command) -> None:
        message = self._message(row)
        if message is not None:
            self.do(command, [message])

    def _row(self, store_row: int) -> int | None:
        """Where the message of that store row stands in the view, if it is in memory."""
        return self._model.messages.row_of(store_row) if self._model is not None else None

    def _message(self, store_row: int) -> Message | None:
        row = self._row(store_row)
        return self._view.message_at(row) if row is not None else None
