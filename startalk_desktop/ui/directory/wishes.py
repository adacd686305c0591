"""What is wished for in the directory and takes dialogs: messages to several, mistakes of a tree, finding a place."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid
from startalk_desktop.ui.directory.faults_dialog import FaultsDialog
from startalk_desktop.ui.directory.send_dialog import Recipient, SendDialog
from startalk_desktop.ui.directory.tree_view import ChosenPerson
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.ui.theme import Theme
from startalk_desktop.viewmodels.people_choice import Candidate
from startalk_desktop.viewmodels.people_model import PeopleGroup

if TYPE_CHECKING:
    from startalk_desktop.ui.main_window import MainWindow

MOST_RECIPIENTS: Final = 100
"""More than these are a room's matter: a message to each of them is what floods look like."""

Run = Callable[[Coroutine[Any, Any, None], str], None]


class DirectoryWishes(QObject):
    """Each wish runs as a task of the window, by `run`, which says what failed."""

    def __init__(self, window: MainWindow, startalk: Startalk, theme: Theme, run: Run) -> None:
        super().__init__(window)
        self._window = window
        self._startalk = startalk
        self._theme = theme
        self._run = run

    def connect_pane(self) -> None:
        """Answer what the window's directory asks for."""
        pane = self._window.directory
        pane.send_asked.connect(self.send_to_each)
        pane.room_asked.connect(self.make_room)
        pane.faults_asked.connect(self.show_faults)
        pane.reveal_asked.connect(self.reveal)
        pane.star_asked.connect(self.star)
        pane.people_shown.connect(self._startalk.directory.watch_presence)

    def send_to_each(self, people: Sequence[ChosenPerson]) -> None:
        """Ask for one message, and send it to each of `people`."""
        self._run(self._send_to_each(people), "send to several")

    def make_room(self, account: AccountId, people: Sequence[Jid]) -> None:
        """Begin a room of a company with `people`."""
        name = self._startalk.directory.name
        chosen = [Candidate(jid, name(account, jid)) for jid in people]
        self._window.stage.rooms.create(account, chosen)

    def show_faults(self, account: AccountId) -> None:
        """Show what is wrong with a company's published tree."""
        self._run(self._show_faults(account), "show faults")

    def reveal(self, account: AccountId, jid: Jid) -> None:
        """Show where somebody sits in the organisation."""
        self._run(self._reveal(account, jid), "show a place in the organisation")

    def star(self, account: AccountId, jid: Jid, is_starred: bool) -> None:
        """Star somebody, or no longer."""
        self._run(self._startalk.directory.set_starred(account, jid, is_starred), "star somebody")

    def show_group(self, account: AccountId, jid: Jid, group: PeopleGroup) -> None:
        """Show the people around somebody."""
        name = self._startalk.directory.name(account, jid)
        self._window.show_page(Page.DIRECTORY)
        self._window.directory.show_group(account, jid, group, name)

    async def _send_to_each(self, people: Sequence[ChosenPerson]) -> None:
        startalk = self._startalk
        if len(people) > MOST_RECIPIENTS:
            words = self.tr(
                "One message goes to %n person(s) at most; start a room instead",
                "",
                MOST_RECIPIENTS,
            )
            self._window.toast.say(words)
            return
        recipients = [
            Recipient(
                startalk.accounts.get(account),
                jid,
                (await startalk.directory.person(account, jid)).name,
            )
            for account, jid in people
        ]
        dialog = SendDialog(self._theme, recipients, self._window)
        try:
            is_wanted, text = await dialog.outcome(), dialog.text
        finally:
            dialog.deleteLater()
        if not is_wanted or not text:
            return
        for one in recipients:
            chat = await startalk.inbox.open_direct(one.account.id, one.jid, one.name)
            await startalk.conversation(chat).send(text)
        self._window.directory.choose_nobody()
        self._window.toast.say(self.tr("Sent to %n person(s)", "", len(recipients)))

    async def _show_faults(self, account: AccountId) -> None:
        dialog = FaultsDialog(self._startalk.directory.company(account), self._window)
        try:
            await dialog.outcome()
        finally:
            dialog.deleteLater()

    async def _reveal(self, account: AccountId, jid: Jid) -> None:
        self._window.show_page(Page.DIRECTORY)
        if not await self._window.directory.reveal(account, jid):
            self._window.toast.say(self.tr("Not in the organisation"))
