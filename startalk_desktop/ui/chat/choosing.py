"""Choosing whole messages: the view marks them, and a bar in the composer's place says what to do with them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.ui.chat.selection_bar import SelectionBar
from startalk_desktop.ui.theme import Theme
from startalk_desktop.viewmodels.conversation import ConversationViewModel


class Choosing(QObject):
    """Which messages of the open conversation are chosen, while some are.

    Signals:
        began, ended: the bar is to be shown in the composer's place, or no longer.
        command_chosen(Command, list of Message): to be done to the chosen messages, oldest first.
    """

    began = Signal()
    ended = Signal()
    command_chosen = Signal(object, object)

    def __init__(self, theme: Theme, view: SelectableMessageView) -> None:
        super().__init__(view)
        self._view = view
        self._model: ConversationViewModel | None = None
        self.bar = SelectionBar(theme)
        self.bar.hide()
        self.bar.chosen.connect(self._on_command)
        self.bar.left.connect(self.end)
        view.selecting_changed.connect(self._on_selecting_changed)
        view.selection_changed.connect(self._count)

    @property
    def is_on(self) -> bool:
        """Whether messages are being chosen."""
        return self._view.is_selecting

    @property
    def messages(self) -> list[Message]:
        """What is chosen, oldest first."""
        if self._model is None:
            return []
        shown = self._model.messages
        rows = [shown.row_of(row) for row in self._view.selected_rows()]
        return [shown.message(row) for row in rows if row is not None]

    def follow(self, model: ConversationViewModel | None) -> None:
        """Another conversation is shown: nothing is chosen in it."""
        self.end()
        self._model = model

    def begin(self, message: Message) -> None:
        """Begin with this message chosen."""
        self._view.clear_selection()
        self._view.set_selecting(True)
        if not self._view.is_row_checked(message.row):
            self._view.toggle_row(message.row)

    def end(self) -> None:
        """Choose nothing any more."""
        self._view.set_selecting(False)

    def delete(self) -> None:
        """Delete what is chosen on this computer."""
        self._on_command(Command.DELETE)

    def _on_command(self, command: Command) -> None:
        messages = self.messages
        if messages:
            self.end()
            self.command_chosen.emit(command, messages)

    def _on_selecting_changed(self, is_selecting: bool) -> None:
        if is_selecting:
            self._count()
            self.began.emit()
        else:
            self.ended.emit()

    def _count(self) -> None:
        model, messages = self._model, self.messages
        if model is None:
            return
        forwards = [one for one in messages if model.actions.abilities(one).can_forward]
        self.bar.set_count(len(messages), len(forwards))
