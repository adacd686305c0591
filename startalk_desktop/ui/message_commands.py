"""What the commands on messages do, where that takes more than the view: dialogs, files, other companies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.changes import ActionFailed
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import Message
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.action_texts import failed_action_text, refusal_text
from startalk_desktop.ui.chat.commands import Command
from startalk_desktop.ui.chat.details_dialog import DetailsDialog
from startalk_desktop.ui.chat.history_dialog import HistoryDialog
from startalk_desktop.ui.chat.readers_dialog import ReadersDialog
from startalk_desktop.ui.chat.transcript import text_alone, text_with_names
from startalk_desktop.ui.clipboard import copy_text
from startalk_desktop.ui.crossing_guard import CrossingGuard
from startalk_desktop.ui.file_choosing import choose_target
from startalk_desktop.ui.forwarder import Forwarder
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.undone import request_text, say_undone, store_text
from startalk_desktop.ui.widgets.ask_dialog import AskDialog, ask
from startalk_desktop.ui.widgets.dialog import confirm
from startalk_desktop.viewmodels.conversation import ConversationViewModel
from startalk_desktop.viewmodels.room_readers import reader_lines
from startalk_desktop.viewmodels.switcher_model import SwitcherTarget

_LONGEST_REASON = 300
_ASK_FROM = 2  # so many messages at once are not deleted without a question


class MessageCommands(QObject):
    """Does to messages of the open conversation what was chosen.

    Signals:
        said(text, name of a way on, what it does): for the window's toast.
        conversation_wanted(ConversationId): to go where something was forwarded to.
    """

    said = Signal(str, str, object)
    conversation_wanted = Signal(object)

    def __init__(
        self,
        startalk: Startalk,
        theme: Theme,
        times: TimeTexts,
        guard: CrossingGuard,
        scope: TaskScope,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = times
        self._scope = scope
        self._widget = parent
        self._forwarder = Forwarder(startalk, theme, guard, scope, parent)
        self._model: ConversationViewModel | None = None

    def follow(self, model: ConversationViewModel | None) -> None:
        """Act in another conversation, and say what becomes of it."""
        if self._model is not None:
            actions = self._model.actions
            actions.refused.disconnect(self._on_refused)
            actions.failed.disconnect(self._on_failed)
            actions.request_failed.disconnect(self._on_request_failed)
            actions.store_failed.disconnect(self._on_store_failed)
            actions.recalled.disconnect(self._on_recalled)
            actions.recall_undone.disconnect(self._on_recall_undone)
            board = self._model.transfers
            board.refused.disconnect(self._on_refused)
            board.request_failed.disconnect(self._on_request_failed)
            board.store_failed.disconnect(self._on_store_failed)
        self._model = model
        if model is not None:
            actions = model.actions
            actions.refused.connect(self._on_refused)
            actions.failed.connect(self._on_failed)
            actions.request_failed.connect(self._on_request_failed)
            actions.store_failed.connect(self._on_store_failed)
            actions.recalled.connect(self._on_recalled)
            actions.recall_undone.connect(self._on_recall_undone)
            board = model.transfers
            board.refused.connect(self._on_refused)
            board.request_failed.connect(self._on_request_failed)
            board.store_failed.connect(self._on_store_failed)

    def do(self, command: Command, messages: Sequence[Message]) -> None:
        """Do `command` to `messages`, oldest first."""
        model = self._model
        if model is None or not messages:
            return
        actions, first = model.actions, messages[0]
        rows = [message.row for message in messages]
        deeds: dict[Command, Callable[[], None]] = {
            Command.COPY: lambda: self._copy(model, text_alone(messages)),
            Command.COPY_NAMED: lambda: self._copy(model, self._named(model, messages)),
            Command.FORWARD: lambda: self._forward(messages, is_merged=False),
            Command.FORWARD_CARD: lambda: self._forward(messages, is_merged=True),
            Command.SAVE: lambda: self._run(self._save(model, messages), "save messages"),
            Command.DETAILS: lambda: self._run(self._details(model, first), "message details"),
            Command.READERS: lambda: self._run(self._readers(model, first), "who has read"),
            Command.HISTORY: lambda: self._run(self._history(model, first), "edit history"),
            Command.RECALL: lambda: actions.recall(first.row),
            Command.UNDO_RECALL: lambda: actions.undo_recall(first.row),
            Command.MODERATE: lambda: self._run(self._moderate(model, first), "moderate"),
            Command.DELETE: lambda: self._run(self._delete(model, rows), "delete messages"),
            Command.RETRY: lambda: actions.retry(first.row),
            Command.DISCARD: lambda: actions.discard(first.row),
        }
        if command in deeds:
            deeds[command]()

    # what they do

    def _copy(self, model: ConversationViewModel, text: str) -> None:
        copy_text(text, model.account.id)
        self._say(self.tr("Copied"))

    def _named(self, model: ConversationViewModel, messages: Sequence[Message]) -> str:
        return text_with_names(messages, model.name_of, self._times)

    def _forward(self, messages: Sequence[Message], *, is_merged: bool) -> None:
        self._run(self._forward_to(messages, is_merged=is_merged), "forward")

    async def _forward_to(self, messages: Sequence[Message], *, is_merged: bool) -> None:
        targets = await self._forwarder.forward(messages, is_merged=is_merged)
        if not targets:
            return
        if len(targets) > 1:
            self._say(self.tr("Forwarded to %n conversation(s)", "", len(targets)))
            return
        target = targets[0]
        words = self.tr("Forwarded to {name}").format(name=target.name)
        self._say(words, self.tr("Show"), lambda: self._show_target(target))

    def _show_target(self, target: SwitcherTarget) -> None:
        self.conversation_wanted.emit(ConversationId(target.account, target.peer))

    async def _save(self, model: ConversationViewModel, messages: Sequence[Message]) -> None:
        name = _file_name(model.conversation.name)
        target = await choose_target(self._widget.window(), self.tr("Save messages"), name)
        if target is None:
            return
        text = self._named(model, messages) if len(messages) > 1 else text_alone(messages)
        try:
            await asyncio.to_thread(_write, target, text)
        except OSError as error:
            self._say(self.tr("It could not be saved: {reason}").format(reason=error.strerror))
            return
        self._say(self.tr("Saved as {name}").format(name=target.name))

    async def _details(self, model: ConversationViewModel, message: Message) -> None:
        window, name = self._widget.window(), model.name_of(message)
        dialog = DetailsDialog(self._theme, self._times, window, message, name, model.account)
        dialog.copied.connect(lambda: self._say(self.tr("Copied")))
        try:
            await dialog.outcome()
        finally:
            dialog.deleteLater()

    async def _history(self, model: ConversationViewModel, message: Message) -> None:
        dialog = HistoryDialog(self._theme, self._times, self._widget.window(), message)

        async def read() -> None:
            dialog.show_versions(await model.actions.versions(message.row))

        reading = self._scope.start(read(), "read versions")
        try:
            await dialog.outcome()
        finally:
            reading.cancel()
            dialog.deleteLater()

    async def _readers(self, model: ConversationViewModel, message: Message) -> None:
        dialog = ReadersDialog(self._theme, self._times, self._widget.window())

        async def read() -> None:
            readers = await model.actions.readers()
            lines = reader_lines(
                message, readers, model.occupants(), model.id.peer, model.name_of_address
            )
            dialog.show_readers(*lines)

        reading = self._scope.start(read(), "read readers")
        try:
            await dialog.outcome()
        finally:
            reading.cancel()
            dialog.deleteLater()

    async def _moderate(self, model: ConversationViewModel, message: Message) -> None:
        name = model.name_of(message)
        question = AskDialog(
            self._widget.window(),
            title=self.tr("Remove the message of {name} for everyone?").format(name=name),
            text=self.tr(
                "The room shows that a moderator removed it, and why. It can't be undone."
            ),
            accept=self.tr("Remove"),
            hint=self.tr("Reason (optional)"),
            longest=_LONGEST_REASON,
            is_dangerous=True,
        )
        reason = await ask(question)
        if reason is not None:
            model.actions.moderate(message.row, reason)

    async def _delete(self, model: ConversationViewModel, rows: Sequence[int]) -> None:
        is_sure = len(rows) < _ASK_FROM or await confirm(
            self._widget.window(),
            title=self.tr("Delete %n message(s) on this computer?", "", len(rows)),
            text=self.tr("The others keep them, and so does the server's archive."),
            accept=self.tr("Delete"),
            is_dangerous=True,
        )
        if is_sure:
            model.actions.delete_here(rows)

    # what became of it

    def _on_refused(self, code: object) -> None:
        self._say(refusal_text(code))  # type: ignore[arg-type]  # a signal's argument

    def _on_failed(self, failed: ActionFailed) -> None:
        self._say(failed_action_text(failed))

    def _on_request_failed(self, failure: Failure) -> None:
        self._say(request_text(failure))

    def _on_store_failed(self, reason: str) -> None:
        self._say(store_text(reason))

    def _on_recalled(self, row: int) -> None:
        model = self._model
        if model is not None:
            self._say(
                self.tr("Recalled for everyone"),
                self.tr("Undo"),
                lambda: model.actions.undo_recall(row),
            )

    def _on_recall_undone(self, was_in_time: bool) -> None:
        if not was_in_time:
            self._say(self.tr("Too late: the recall has left already"))

    def _say(self, text: str, way_on: str = "", act: Callable[[], object] | None = None) -> None:
        self.said.emit(text, way_on, act)

    def _run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._scope.start(say_undone(work, self._say), name)


def _write(target: Path, text: str) -> None:
    target.write_text(text + "\n", encoding="utf-8")


def _file_name(name: str) -> str:
    """A file's name that every system takes."""
    kept = "".join(char if char.isalnum() or char in " -_" else "_" for char in name).strip()
    return f"{kept[:60] or 'messages'}.txt"
