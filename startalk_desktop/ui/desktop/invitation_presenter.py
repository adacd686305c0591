"""Tells on the desktop of an invitation to a room; its card in the window is what answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from startalk_desktop.core.discretion import Discretion
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.ui.chat.event_texts import short
from startalk_desktop.ui.desktop.notifier import DesktopNotice, Herald
from startalk_desktop.ui.directory.texts import joined
from startalk_desktop.viewmodels.invitations import Invitation

if TYPE_CHECKING:
    from startalk_desktop.ui.main_window import MainWindow


class InvitationPresenter(QObject):
    """Tells what colleagues invite to. Strangers, and rooms that speak for others, have only the card: whoever can
    reach an address could else fill its owner's screen.
    """

    def __init__(self, window: MainWindow, herald: Herald, discretion: Discretion) -> None:
        super().__init__(window)
        self._window = window
        self._model = window.invitations
        self._herald = herald
        self._discretion = discretion
        self._shown: set[ConversationId] = set()
        self._model.arrived.connect(self._on_arrived)
        self._model.changed.connect(self._take_back)

    def close(self) -> None:
        """Show nothing more."""
        self._model.arrived.disconnect(self._on_arrived)
        self._model.changed.disconnect(self._take_back)

    def _on_arrived(self, one: Invitation) -> None:
        is_vouched = not (one.is_from_stranger or one.is_hearsay or one.is_from_room)
        if not is_vouched or self._discretion.is_quiet(one.account):
            return
        if self._window.isActiveWindow():
            return  # the card is before the user's eyes
        key = ConversationId(one.account, one.room)
        self._shown.add(key)
        self._herald.show(
            DesktopNotice(
                key,
                self._title(one),
                self._body(one),
                is_silent=not self._discretion.may_sound(),
                can_reply=False,
                picture=None
                if self._discretion.hides_names
                else self._window.images.image(one.account, one.inviter),
            )
        )

    def _take_back(self) -> None:
        for key in [key for key in self._shown if not self._model.is_waiting(key)]:
            self._shown.discard(key)
            self._herald.notifier.withdraw(key)

    def _title(self, one: Invitation) -> str:
        account = self._model.account_of(one)
        if self._discretion.hides_names:
            return account.company
        name = short(self._model.inviter_name(one))
        return joined(name, worn_domain(one.inviter, account.jid), account.company)

    def _body(self, one: Invitation) -> str:
        if self._discretion.hides_names:
            return self.tr("You are invited to a room")
        words = self.tr("Invites you to {room}").format(room=short(one.room_name))
        reason = short(one.reason)
        return words if self._discretion.hides_content or not reason else f"{words}\n“{reason}”"
