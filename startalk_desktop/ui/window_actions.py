"""What the window's menus, buttons and shortcuts do: dialogs, and wishes handed to `core`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication

from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.errors import KeyVaultError, StoreError
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.account_dialogs import AccountDialogs
from startalk_desktop.ui.failure_texts import FailureContext, failure_text
from startalk_desktop.ui.layout_store import LayoutStore
from startalk_desktop.ui.person_card import PersonCard
from startalk_desktop.ui.privacy_dialog import set_privacy
from startalk_desktop.ui.rooms_dialog import RoomsDialog
from startalk_desktop.ui.sidebar.sidebar import Page
from startalk_desktop.ui.sign_in_dialog import SignInDialog
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.widgets.dialog import confirm
from startalk_desktop.ui.window_menus import AccountMenu, ConversationMenu, NewMenu, SettingsMenu
from startalk_desktop.viewmodels.line import line_signal
from startalk_desktop.viewmodels.person import PersonViewModel
from startalk_desktop.viewmodels.rooms_model import RoomsModel
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

    # companies

    def add_company(self) -> None:
        """Ask for an address and sign in."""
        self._run(self._add_company(), "add a company")

    def repair(self, account: AccountId) -> None:
        """Help an account that the server refused."""
        self._run(self._dialogs.repair(account), "repair an account")

    def unlock(self, account: AccountId) -> None:
        """Open a locked company again."""
        self._run(self._startalk.accounts.unlock(account), "unlock")

    def show_account_menu(self, account_id: AccountId, at: QPoint) -> None:
        """Show what can be done with one company."""
        accounts = self._startalk.accounts
        account = accounts.get(account_id)
        signal = line_signal(accounts.state(account_id), is_locked=accounts.is_locked(account_id))
        acts: dict[str, Callable[[], None]] = {
            "unlock": lambda: self.unlock(account_id),
            "lock": lambda: self._run(accounts.lock(account_id), "lock"),
            "sign_in": lambda: self._run(accounts.sign_in(account_id), "sign in"),
            "sign_out": lambda: self._run(accounts.sign_out(account_id), "sign out"),
            "copy_address": lambda: self._copy(str(account.jid)),
            "privacy": lambda: self._run(
                set_privacy(self._theme, accounts, account_id, self._window), "set privacy"
            ),
            "leave": lambda: self._run(self._dialogs.leave(account), "leave a company"),
        }
        AccountMenu(self._theme, self._window).show_for(
            account, signal, act=lambda name: acts[name](), at=at
        )

    # conversations

    def write_to(self, account: AccountId, jid: Jid, name: str = "") -> None:
        """Open the conversation with a person, begun if there is none."""
        self._run(self._write_to(account, jid, name), "write to somebody")

    def go_to(self, target: SwitcherTarget) -> None:
        """Open what was chosen in the quick switcher."""
        if target.kind is TargetKind.PERSON:
            self.write_to(target.account, target.peer, target.name)
        elif target.kind is TargetKind.ROOM:
            self._run(self._join(target.account, target.peer), "join a room")
        else:
            self._window.stage.open(ConversationId(target.account, target.peer))

    def join_room(self) -> None:
        """Show the rooms that can be joined."""
        if self._startalk.accounts.all():
            self._run(self._join_room(), "join a room")

    def show_card(self, account: AccountId, jid: Jid) -> None:
        """Show somebody's card."""
        self._run(self._show_card(account, jid), "show a card")

    def show_card_here(self, jid: Jid) -> None:
        """Show the card of somebody in the open conversation; an occupant without a known address has none."""
        model = self._window.stage.model
        if model is not None and not jid.resource:
            self.show_card(model.id.account, jid)

    def show_open_menu(self, at: QPoint) -> None:
        """Show the menu of the open conversation."""
        model = self._window.stage.model
        if model is not None:
            self.show_conversation_menu(model.conversation, at, is_open=True)

    def show_conversation_menu(
        self, line: Conversation, at: QPoint, *, is_open: bool = False
    ) -> None:
        """Show what can be done with one conversation."""
        handle = self._startalk.conversation(line.id)
        acts: dict[str, Callable[[], None]] = {
            "pin": lambda: self._run(handle.set_pinned(True), "pin"),
            "unpin": lambda: self._run(handle.set_pinned(False), "unpin"),
            "mute": lambda: self._run(handle.set_muted(True), "mute"),
            "unmute": lambda: self._run(handle.set_muted(False), "unmute"),
            "card": lambda: self.show_card(line.id.account, line.id.peer),
            "members": lambda: self._show_members(line.id),
            "leave_room": lambda: self._run(self._startalk.inbox.leave_room(line.id), "leave"),
            "remove": lambda: self._run(self._remove(line), "remove a conversation"),
        }
        model = self._window.stage.model
        if is_open and model is not None:
            view = self._window.stage.view
            acts |= {
                "find": view.finder.open,
                "day": view.pick_day,
                "unread": model.jump_to_first_unread,
                "mention": model.jump_to_mention,
            }
        ConversationMenu(self._theme, self._window).show_for(
            line, act=lambda name: acts[name](), at=at, is_open=is_open
        )

    def show_new_menu(self, at: QPoint) -> None:
        """Show what can be begun."""
        acts: dict[str, Callable[[], None]] = {
            "person": lambda: self._window.show_page(Page.DIRECTORY),
            "room": self.join_room,
            "company": self.add_company,
        }
        NewMenu(self._theme, self._window).show_for(act=lambda name: acts[name](), at=at)

    # the window

    def show_settings_menu(self, at: QPoint) -> None:
        """Show how the window can look and speak."""
        language = (self._layout.load("language") or b"").decode(errors="replace")
        SettingsMenu(self._theme, self._window).show_for(
            self._theme.mode, language, act=self._set, at=at
        )

    def _set(self, choice: str) -> None:
        name, _, value = choice.partition(":")
        self._layout.save(name, value.encode())
        if name == "theme":
            self._theme.set_mode(ThemeMode(value))
        else:
            self._window.toast.say(self.tr("The language changes at the next start"))

    # work

    async def _add_company(self) -> None:
        model = SignInViewModel(self._startalk.accounts, self._scope, self)
        dialog = SignInDialog(self._theme, self._times, model, self._window)
        try:
            await dialog.outcome()
        finally:
            dialog.deleteLater()
            model.deleteLater()

    async def _write_to(self, account: AccountId, jid: Jid, name: str) -> None:
        conversation = await self._startalk.inbox.open_direct(account, jid, name)
        self._window.stage.open(conversation)

    async def _join(self, account: AccountId, room: Jid) -> None:
        self._window.stage.open(await self._startalk.inbox.join_room(account, room))

    async def _join_room(self) -> None:
        model = RoomsModel(self._startalk.accounts, self._startalk.inbox, self._scope, self)
        dialog = RoomsDialog(self._theme, model, self._window)
        dialog.joined.connect(self._window.stage.open)
        try:
            await dialog.outcome()
        finally:
            dialog.deleteLater()
            model.deleteLater()

    async def _show_card(self, account: AccountId, jid: Jid) -> None:
        startalk = self._startalk
        person = PersonViewModel(
            startalk.accounts, startalk.directory, startalk.changes, self._scope, account, jid, self
        )
        dialog = PersonCard(self._theme, person, self._window)
        dialog.message_asked.connect(lambda: self.write_to(account, jid))
        dialog.unit_asked.connect(lambda: self._window.directory_wishes.reveal(account, jid))
        try:
            await dialog.outcome()
        finally:
            person.close()
            dialog.deleteLater()
            person.deleteLater()

    async def _remove(self, line: Conversation) -> None:
        is_sure = await confirm(
            self._window,
            title=self.tr("Remove the conversation with {name}?").format(name=line.name),
            text=self.tr("Its messages go from this computer. The server's archive keeps them."),
            accept=self.tr("Remove"),
            is_dangerous=True,
        )
        if not is_sure:
            return
        model = self._window.stage.model
        if model is not None and model.id == line.id:
            self._window.stage.close_conversation()
        await self._startalk.inbox.remove(line.id)

    def _show_members(self, conversation: ConversationId) -> None:
        model = self._window.stage.model
        if model is not None and model.id == conversation:
            self._window.stage.toggle_members()
        else:
            self._window.stage.open(conversation)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._window.toast.say(self.tr("Copied"))

    def run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Do `work` as a task of the window; what fails is said in a toast."""
        self._run(work, name)

    def _run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._scope.start(self._say_failure(work), name)

    async def _say_failure(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except RequestFailed as error:
            self._window.toast.say(failure_text(error.failure, FailureContext.REQUEST))
        except AccountNotOpen as error:
            self._window.toast.say(self._not_open(error.failure))
        except AccountUnknown:
            self._window.toast.say(self.tr("You have left this company"))
        except (StoreError, KeyVaultError) as error:
            self._window.toast.say(
                self.tr("It could not be done on this computer: {reason}").format(reason=error)
            )

    def _not_open(self, failure: Failure | None) -> str:
        return failure_text(failure) if failure else self.tr("This company is locked")
