"""What a person does with one conversation as a whole: arranges, silences, renames, blocks, reports, removes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.conversation import (
    FOREVER,
    MAX_REMARK_CHARACTERS,
    Conversation,
    NotifyLevel,
)
from startalk_desktop.model.identity import ConversationKind, now
from startalk_desktop.ui.moments import HOUR, tomorrow_morning
from startalk_desktop.ui.report_dialog import ask_report
from startalk_desktop.ui.widgets.ask_dialog import AskDialog, ask
from startalk_desktop.ui.widgets.dialog import confirm

if TYPE_CHECKING:
    from startalk_desktop.ui.main_window import MainWindow

Run = Callable[[Coroutine[Any, Any, None], str], None]


class Arranging(QObject):
    """The commands of a conversation's menu and of the inbox's keys.

    Args:
        run: starts a task that says in a toast what failed.
    """

    def __init__(self, window: MainWindow, startalk: Startalk, run: Run) -> None:
        super().__init__(window)
        self._window = window
        self._startalk = startalk
        self._run = run

    def acts(self, line: Conversation) -> dict[str, Callable[[], None]]:
        """What the menu of `line` can do, by name."""
        handle = self._startalk.conversation(line.id)
        acts: dict[str, Callable[[], None]] = {
            "pin": lambda: self._run(handle.set_pinned(True), "pin"),
            "unpin": lambda: self._run(handle.set_pinned(False), "unpin"),
            "star": lambda: self._run(handle.set_starred(True), "star"),
            "unstar": lambda: self._run(handle.set_starred(False), "remove a star"),
            "read": lambda: self._run(self._mark_read(line), "mark as read"),
            "mark_unread": lambda: self._run(self._mark_unread(line), "mark as unread"),
            "hide": lambda: self._run(self._hide(line), "archive away"),
            "unhide": lambda: self._run(handle.set_hidden(False), "bring back"),
            "mute_hour": lambda: self._run(handle.mute(now() + HOUR), "mute"),
            "mute_tomorrow": lambda: self._run(handle.mute(tomorrow_morning(now())), "mute"),
            "mute_always": lambda: self._run(handle.mute(FOREVER), "mute"),
            "unmute": lambda: self._run(handle.mute(None), "unmute"),
            "remark": lambda: self._run(self._remark(line), "change a remark name"),
            "block": lambda: self._run(self._block(line), "block"),
            "unblock": lambda: self._run(handle.unblock(), "unblock"),
            "report": lambda: self._run(self._report(line), "report"),
            "remove": lambda: self._run(self._remove(line), "remove a conversation"),
        }
        for level in NotifyLevel:
            acts[f"notify:{level.value}"] = lambda level=level: self._run(  # type: ignore[misc]
                handle.set_notify(level), "choose what notifies"
            )
        return acts

    def do(self, line: Conversation, name: str) -> None:
        """What a key of the inbox asks for: `name` is that of a command, or of a pair that it switches between."""
        switches = {
            "switch_pin": "unpin" if line.is_pinned else "pin",
            "switch_star": "unstar" if line.is_starred else "star",
            "switch_mute": "unmute" if line.mute_until is not None else "mute_always",
            "switch_unread": "read" if line.is_unread else "mark_unread",
            "switch_hidden": "unhide" if line.is_hidden else "hide",
        }
        if name == "remark" and line.kind is ConversationKind.ROOM:
            return
        self.acts(line)[switches.get(name, name)]()

    @property
    def _parent(self) -> QWidget:
        """Over what a question is asked: the window, or a card that is open before it."""
        return QApplication.activeModalWidget() or self._window

    # work

    async def _mark_read(self, line: Conversation) -> None:
        newest = line.last_message
        # Marked by hand, a conversation may be unread without a message.
        await self._startalk.conversation(line.id).mark_read(newest.row if newest else 0)

    async def _mark_unread(self, line: Conversation) -> None:
        self._close_if_open(line)  # what is before one's eyes is read
        await self._startalk.conversation(line.id).mark_unread()

    async def _hide(self, line: Conversation) -> None:
        handle = self._startalk.conversation(line.id)
        self._close_if_open(line)
        await handle.set_hidden(True)
        self._window.toast.say(
            self.tr("{name} is archived").format(name=line.name),
            self.tr("Undo"),
            lambda: self._run(handle.set_hidden(False), "bring back"),
        )

    async def _remark(self, line: Conversation) -> None:
        name = line.name
        if line.remark:
            person = await self._startalk.directory.person(line.id.account, line.id.peer)
            name = person.name if person.name != line.remark else str(line.id.peer)
        question = AskDialog(
            self._parent,
            title=self.tr("What do you call {name}?").format(name=name),
            text=self.tr("Only you see this name, on all your devices."),
            accept=self.tr("Save"),
            line=line.remark,
            hint=name,
            longest=MAX_REMARK_CHARACTERS,
        )
        remark = await ask(question)
        if remark is not None:
            await self._startalk.conversation(line.id).set_remark(remark)

    async def _block(self, line: Conversation) -> None:
        name = line.name
        is_sure = await confirm(
            self._parent,
            title=self.tr("Block {name}?").format(name=name),
            text=self.tr(
                "You hear nothing more of them, in rooms either, on all your devices. They are not told. "
                "What they wrote before stays."
            ),
            accept=self.tr("Block"),
            is_dangerous=True,
        )
        if is_sure:
            await self._startalk.conversation(line.id).block()
            self._window.toast.say(self.tr("{name} is blocked").format(name=name))

    async def _report(self, line: Conversation) -> None:
        account = self._startalk.accounts.get(line.id.account)
        answer = await ask_report(line.name, account.company, self._parent)
        if answer is None:
            return
        handle = self._startalk.conversation(line.id)
        rows = [one.row for one in await handle.latest() if not one.is_outgoing]
        is_passed_on = await handle.report(rows, answer.reason, answer.text)
        words = (
            self.tr("{name} is blocked and reported")
            if is_passed_on
            else self.tr("{name} is blocked. The server takes no reports.")
        )
        self._window.toast.say(words.format(name=line.name))

    async def _remove(self, line: Conversation) -> None:
        is_sure = await confirm(
            self._window,
            title=self.tr("Remove the conversation with {name}?").format(name=line.name),
            text=self.tr("Its messages go from this computer. The server's archive keeps them."),
            accept=self.tr("Remove"),
            is_dangerous=True,
        )
        if is_sure:
            self._close_if_open(line)
            await self._startalk.inbox.remove(line.id)

    def _close_if_open(self, line: Conversation) -> None:
        model = self._window.stage.model
        if model is not None and model.id == line.id:
            self._window.stage.close_conversation()
