"""What the window's menus, buttons and shortcuts do: dialogs, and wishes handed to `core`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication

from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomAbilities
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.account_dialogs import AccountDialogs
from startalk_desktop.ui.arranging import Arranging
from startalk_desktop.ui.company_actions import CompanyActions
from startalk_desktop.ui.layout_store import LayoutStore
from startalk_desktop.ui.own_card_dialog import OwnCardDialog
from startalk_desktop.ui.person_card import PersonCard
from startalk_desktop.ui.settings.settings_dialog import SettingsDialog
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.ui.sign_in_dialog import SignInDialog
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.undone import say_undone
from startalk_desktop.ui.window_menus import ConversationMenu, NewMenu
from startalk_desktop.viewmodels.company_search import CompanySearch
from startalk_desktop.viewmodels.own_card import OwnCardModel
from startalk_desktop.viewmodels.person import PersonViewModel
from startalk_desktop.viewmodels.sign_in import SignInViewModel
from startalk_desktop.viewmodels.switcher_model import SwitcherTarget, TargetKind

if TYPE_CHECKING:
    from startalk_desktop.ui.main_window import MainWindow


class WindowActions(QObject):
    """Each wish runs as a task of the window; what fails is said in a toast."""

    def __init__(
        self,
        window: MainWindow,
        startalk: Startalk,
        theme: Theme,
        times: TimeTexts,
        layout: LayoutStore,
        scope: TaskScope,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._startalk = startalk
        self._theme = theme
        self._times = times
        self._layout = layout
        self._scope = scope
        self._dialogs = AccountDialogs(theme, times, startalk.accounts, window)
        self.arranging = Arranging(window, startalk, self.run)
        self.companies = CompanyActions(window, startalk, theme, window.own_presence, self.run)

    # companies

    def add_company(self) -> None:
        """Ask for an address and sign in."""
        self.run(self._add_company(), "add a company")

    def repair(self, account: AccountId) -> None:
        """Help an account that the server refused."""
        self.run(self._dialogs.repair(account), "repair an account")

    def unlock(self, account: AccountId) -> None:
        """Open a locked company again."""
        self.run(self._startalk.accounts.unlock(account), "unlock")

    def leave(self, account: AccountId) -> None:
        """Leave a company for good, after saying what that destroys."""
        self.run(self._dialogs.leave(account), "leave a company")

    # conversations

    def write_to(self, account: AccountId, jid: Jid, name: str = "") -> None:
        """Open the conversation with a person, begun if there is none."""
        self.run(self._write_to(account, jid, name), "write to somebody")

    def go_to(self, target: SwitcherTarget) -> None:
        """Open what was chosen in the quick switcher."""
        if target.kind is TargetKind.PERSON:
            self.write_to(target.account, target.peer, target.name)
        elif target.kind is TargetKind.ROOM:
            self.run(self._join(target.account, target.peer), "join a room")
        else:
            self._window.stage.open(ConversationId(target.account, target.peer))

    def join_room(self) -> None:
        """Show the rooms that can be joined."""
        if self._startalk.accounts.all():
            self._window.stage.rooms.browse(self._window.inbox_model.account)

    def create_room(self) -> None:
        """Make a room."""
        if self._startalk.accounts.all():
            self._window.stage.rooms.create(self._window.inbox_model.account)

    def show_card(self, account: AccountId, jid: Jid) -> None:
        """Show somebody's card."""
        self.run(self._show_card(account, jid), "show a card")

    def edit_own_card(self, account: AccountId) -> None:
        """Let the user change what a company's people see of them."""
        self.run(self._edit_own_card(account), "edit the own card")

    def show_card_here(self, jid: Jid) -> None:
        """Show the card of somebody in the open conversation; an occupant without a known address among the members."""
        model = self._window.stage.model
        if model is None:
            return
        if not jid.resource:
            self.show_card(model.id.account, jid)
        elif model.is_room and jid.bare == model.id.peer:
            self._window.stage.show_nick(jid.resource)

    def show_open_menu(self, at: QPoint) -> None:
        """Show the menu of the open conversation."""
        model = self._window.stage.model
        if model is not None:
            self.show_conversation_menu(model.conversation, at, is_open=True)

    def show_conversation_menu(
        self, line: Conversation, at: QPoint, *, is_open: bool = False
    ) -> None:
        """Show what can be done with one conversation."""
        acts = self.arranging.acts(line) | {
            "card": lambda: self.show_card(line.id.account, line.id.peer),
            "members": lambda: self._show_members(line.id),
            "add_people": lambda: self._window.stage.rooms.add_people(line),
            "room_settings": lambda: self._window.stage.rooms.show_settings(line),
            "leave_room": lambda: self._window.stage.rooms.leave(line),
        }
        model = self._window.stage.model
        if is_open and model is not None:
            view = self._window.stage.view
            acts |= {
                "find": view.finder.open,
                "files": view.files.open,
                "day": view.pick_day,
                "unread": model.jump_to_first_unread,
                "mention": model.jump_to_mention,
            }
        abilities = RoomAbilities()
        if line.kind is ConversationKind.ROOM:
            with suppress(AccountUnknown, AccountNotOpen):
                abilities = self._startalk.conversation(line.id).room_abilities()
        ConversationMenu(self._theme, self._window).show_for(
            line, act=lambda name: acts[name](), at=at, is_open=is_open, abilities=abilities
        )

    def show_new_menu(self, at: QPoint) -> None:
        """Show what can be begun."""
        acts: dict[str, Callable[[], None]] = {
            "person": lambda: self._window.show_page(Page.DIRECTORY),
            "new_room": self.create_room,
            "room": self.join_room,
            "company": self.add_company,
        }
        NewMenu(self._theme, self._window).show_for(act=lambda name: acts[name](), at=at)

    # the window

    def show_settings(self, account: AccountId | None = None) -> None:
        """Show the settings, at those of a company where one is given."""
        self.run(self._show_settings(account), "show the settings")

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self._window.toast.say(self.tr("Copied"))

    # work

    async def _add_company(self) -> None:
        model = SignInViewModel(self._startalk.accounts, self._startalk.nav, self._scope, self)
        search = CompanySearch(self._startalk.finder, self._scope, self)
        dialog = SignInDialog(self._theme, self._times, model, search, self._window)
        try:
            await dialog.outcome()
        finally:
            dialog.deleteLater()
            model.deleteLater()
            search.deleteLater()

    async def _write_to(self, account: AccountId, jid: Jid, name: str) -> None:
        conversation = await self._startalk.inbox.open_direct(account, jid, name)
        self._window.stage.open(conversation)

    async def _join(self, account: AccountId, room: Jid) -> None:
        self._window.stage.open(await self._startalk.inbox.join_room(account, room))

    async def _show_card(self, account: AccountId, jid: Jid) -> None:
        person = PersonViewModel(self._startalk, self._scope, account, jid, self)
        dialog = PersonCard(self._theme, person, self._window)

        def do(name: str) -> None:
            self.run(self._do_with(person, name), name)

        dialog.message_asked.connect(lambda: self.write_to(account, jid))
        dialog.unit_asked.connect(lambda: self._window.directory_wishes.reveal(account, jid))
        wishes = self._window.directory_wishes
        dialog.group_asked.connect(lambda group: wishes.show_group(account, jid, group))
        dialog.star_asked.connect(lambda is_on: wishes.star(account, jid, is_on))
        dialog.person_asked.connect(lambda other: self.show_card(account, other))
        dialog.edit_asked.connect(lambda: self.edit_own_card(account))
        dialog.room_asked.connect(self._window.stage.open)
        dialog.remark_asked.connect(lambda: do("remark"))
        dialog.report_asked.connect(lambda: do("report"))
        dialog.block_asked.connect(lambda is_on: do("block" if is_on else "unblock"))
        dialog.copied.connect(lambda: self._window.toast.say(self.tr("Copied")))
        try:
            await dialog.outcome()
        finally:
            person.close()
            dialog.deleteLater()
            person.deleteLater()

    async def _do_with(self, person: PersonViewModel, name: str) -> None:
        self.arranging.acts(await person.line())[name]()

    async def _edit_own_card(self, account: AccountId) -> None:
        model = OwnCardModel(self._startalk, self._scope, account, self)
        dialog = OwnCardDialog(self._theme, model, self._scope, self._window)
        try:
            if await dialog.outcome():
                self._window.toast.say(self.tr("Your card is saved"))
        finally:
            model.close()
            dialog.deleteLater()
            model.deleteLater()

    def _show_members(self, conversation: ConversationId) -> None:
        model = self._window.stage.model
        if model is not None and model.id == conversation:
            self._window.stage.toggle_members()
        else:
            self._window.stage.open(conversation)

    async def _show_settings(self, account: AccountId | None) -> None:
        dialog = SettingsDialog(
            self._theme,
            self._times,
            self._startalk,
            self._layout,
            self.run,
            self._window.toast.say,
            self._window,
            has_tray=self._window.has_tray,
        )
        if account is not None:
            dialog.show_company(account)
        try:
            await dialog.outcome()
        finally:
            dialog.deleteLater()

    def run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Do `work` as a task of the window, and say in a toast what failed."""
        self._scope.start(say_undone(work, self._window.toast.say), name)
