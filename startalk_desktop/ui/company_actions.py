"""What a person does with a company as a whole: presence, quiet, offline, locking, leaving."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from startalk_desktop.core.presence import MAX_STATUS_CHARACTERS
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.attention import Disturbance, DisturbanceReason
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import AccountId, now
from startalk_desktop.model.presence import Availability
from startalk_desktop.ui.moments import HOUR, tomorrow_morning
from startalk_desktop.ui.presence_menu import dot_icon, fill_presence_menu
from startalk_desktop.ui.service_texts import missing_words
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.widgets.ask_dialog import AskDialog, ask
from startalk_desktop.ui.window_menus import AccountMenu, WindowMenu
from startalk_desktop.viewmodels.line import line_signal
from startalk_desktop.viewmodels.own_presence import OwnPresenceModel

if TYPE_CHECKING:
    from startalk_desktop.ui.main_window import MainWindow

Run = Callable[[Coroutine[Any, Any, None], str], None]


class CompanyActions(QObject):
    """The menu of a company's badge, and that of one's presence in all companies.

    Args:
        run: starts a task that says in a toast what failed.
    """

    def __init__(
        self,
        window: MainWindow,
        startalk: Startalk,
        theme: Theme,
        presence: OwnPresenceModel,
        run: Run,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._startalk = startalk
        self._theme = theme
        self._presence = presence
        self._run = run

    def show_menu(self, account_id: AccountId, at: QPoint) -> None:
        """Show what can be done with one company."""
        accounts, actions = self._startalk.accounts, self._window.actions_of
        account = accounts.get(account_id)
        signal = line_signal(accounts.state(account_id), is_locked=accounts.is_locked(account_id))
        acts: dict[str, Callable[[], None]] = {
            "unlock": lambda: actions.unlock(account_id),
            "lock": lambda: self._run(accounts.lock(account_id), "lock"),
            "sign_in": lambda: self._run(accounts.sign_in(account_id), "sign in"),
            "sign_out": lambda: self._run(accounts.go_offline(account_id), "go offline"),
            "copy_address": lambda: actions.copy(str(account.jid)),
            "card": lambda: actions.edit_own_card(account_id),
            "settings": lambda: actions.show_settings(account_id),
            "leave": lambda: actions.leave(account_id),
        }
        menu = AccountMenu(self._theme, self._window)
        menu.show_for(
            account,
            signal,
            act=lambda name: acts[name](),
            at=at,
            fill_presence=lambda inner: self._fill(inner, account_id),
            missing=tuple(map(missing_words, self._startalk.services.missing(account_id))),
        )

    def show_presence_menu(self, at: QPoint) -> None:
        """Show what one can be to the people of all companies, and of each."""
        menu = WindowMenu(self._theme, self._window)
        menu.add_title(self.tr("In all companies"))
        self._fill(menu, None)
        open_ones = [
            account
            for account in self._startalk.accounts.all()
            if not self._startalk.accounts.is_locked(account.id)
        ]
        if len(open_ones) > 1:
            menu.addSeparator()
            menu.add_title(self.tr("In one company"))
            for account in open_ones:
                inner = menu.addMenu(account.company.replace("&", "&&"))
                inner.setIcon(dot_icon(self._theme, self._presence.shown(account.id)))
                self._fill(inner, account.id)
        menu.popup(at - QPoint(0, menu.sizeHint().height()))

    def do(self, account: AccountId | None, name: str) -> None:
        """What was chosen in a presence menu, for one company or for all."""
        verb, _, value = name.partition(":")
        if verb == "status":
            self._run(self._ask_status(account), "set a status text")
        elif verb == "presence":
            status = self._presence.chosen(account).status
            chosen = Availability(int(value))
            self._run(self._startalk.presence.set(account, chosen, status), "set the presence")
        else:
            at = now()
            until = {"hour": at + HOUR, "tomorrow": tomorrow_morning(at), "always": FOREVER}
            self._run(
                self._startalk.attention.set_do_not_disturb(account, until.get(value)),
                "choose not to be disturbed",
            )

    def _fill(self, menu: QMenu, account: AccountId | None) -> None:
        fill_presence_menu(
            menu,
            self._theme,
            self._presence.chosen(account),
            self._quiet(account),
            lambda name: self.do(account, name),
        )

    def _quiet(self, account: AccountId | None) -> Disturbance:
        if account is not None:
            return self._startalk.attention.state(account)
        until = self._startalk.attention.settings(None).do_not_disturb_until
        is_quiet = until is not None and until > now()
        return Disturbance(is_quiet, until, DisturbanceReason.DO_NOT_DISTURB if is_quiet else None)

    async def _ask_status(self, account: AccountId | None) -> None:
        chosen = self._presence.chosen(account)
        if account is None:
            readers = self.tr("People in all your companies see it beside your name.")
        else:
            company = self._startalk.accounts.get(account).company
            readers = self.tr("People at {company} see it beside your name.").format(
                company=company
            )
        question = AskDialog(
            self._window,
            title=self.tr("What are you up to?"),
            text=readers,
            accept=self.tr("Save"),
            line=chosen.status,
            hint=self.tr("In a meeting until three"),
            longest=MAX_STATUS_CHARACTERS,
        )
        text = await ask(question)
        if text is not None:
            await self._startalk.presence.set(account, chosen.availability, text)
