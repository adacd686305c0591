"""Which accounts have trouble with their line; the banners above the conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import AccountsChanged, Change, ConnectionStateChanged
from startalk_desktop.model.connection import Refused, WaitingToRetry

if TYPE_CHECKING:
    from startalk_desktop.core.accounts import Accounts
    from startalk_desktop.core.changes import ChangeHub


@dataclass(frozen=True, slots=True)
class Trouble:
    """An account that is not online, and why."""

    account: Account
    state: WaitingToRetry | Refused


class ConnectionTroubles(QObject):
    """The troubles of all accounts; `changed` follows each change of them."""

    changed = Signal()

    def __init__(
        self, accounts: Accounts, changes: ChangeHub, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._troubles = self._read()
        self._subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """In the order of the rail."""
        return self._troubles

    def retry_now(self) -> None:
        """Try every waiting line at once: what ends one wait usually ends them all."""
        self._accounts.network_changed()

    def _on_change(self, change: Change) -> None:
        if isinstance(change, (AccountsChanged, ConnectionStateChanged)):
            troubles = self._read()
            if troubles != self._troubles:
                self._troubles = troubles
                self.changed.emit()

    def _read(self) -> tuple[Trouble, ...]:
        found = []
        for account in self._accounts.all():
            state = self._accounts.state(account.id)
            if isinstance(state, (WaitingToRetry, Refused)) and not self._accounts.is_locked(
                account.id
            ):
                found.append(Trouble(account, state))
        return tuple(found)
