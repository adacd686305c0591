"""Companies whose nav document says another address than the account uses: the user decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import AccountsChanged, Change, NavChanged
from startalk_desktop.model.nav import ServerMove
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.gone import unless_gone

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk


class ServerMoves(QObject):
    """What waits for a decision, in the order of the rail. `changed` tells that others are there."""

    changed = Signal()

    def __init__(self, startalk: Startalk, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._scope = scope
        self._subscription = startalk.changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def waiting(self) -> list[tuple[Account, ServerMove]]:
        """The companies, and what their documents say."""
        found = (
            (account, self._startalk.nav.move(account.id))
            for account in self._startalk.accounts.all()
        )
        return [(account, move) for account, move in found if move is not None]

    def agree(self, move: ServerMove) -> None:
        """Use the new address from now on."""
        self._scope.start(unless_gone(self._startalk.nav.agree(move)), "move to another server")

    def decline(self, move: ServerMove) -> None:
        """Stay where it is."""
        self._scope.start(unless_gone(self._startalk.nav.decline(move)), "stay with the server")

    def _on_change(self, change: Change) -> None:
        if isinstance(change, NavChanged | AccountsChanged):
            self.changed.emit()
