"""The rail of companies: "all" on top, then every account with its line and what is unread."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from startalk_desktop.model.account import Account
from startalk_desktop.model.attention import Disturbance
from startalk_desktop.model.changes import (
    AccountsChanged,
    AttentionChanged,
    Change,
    ConnectionStateChanged,
    ConversationsChanged,
    ServicesChanged,
)
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.services import ServiceState
from startalk_desktop.viewmodels.line import LineSignal, line_signal

if TYPE_CHECKING:
    from startalk_desktop.core.accounts import Accounts
    from startalk_desktop.core.attention import Attention
    from startalk_desktop.core.changes import ChangeHub
    from startalk_desktop.core.inbox import Inbox
    from startalk_desktop.core.services import Services

_Index = QModelIndex | QPersistentModelIndex


class RailRole(IntEnum):
    """What a row of the rail tells."""

    ACCOUNT = Qt.ItemDataRole.UserRole + 1  # `Account`, or None in the row "all"
    SIGNAL = Qt.ItemDataRole.UserRole + 2  # `LineSignal`
    UNREAD = Qt.ItemDataRole.UserRole + 3  # int
    QUIET = Qt.ItemDataRole.UserRole + 4  # `Disturbance`
    MISSING = Qt.ItemDataRole.UserRole + 5  # tuple of `ServiceState`: what fails while chat works


@dataclass(frozen=True, slots=True)
class _Row:
    account: Account | None
    signal: LineSignal
    unread: int
    quiet: Disturbance
    missing: tuple[ServiceState, ...] = ()


class RailModel(QAbstractListModel):
    """Row 0 is all companies together; the others are the accounts in their order."""

    def __init__(
        self,
        accounts: Accounts,
        inbox: Inbox,
        attention: Attention,
        services: Services,
        changes: ChangeHub,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._inbox = inbox
        self._attention = attention
        self._services = services
        self._rows = self._read()
        self._subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """One row a company, and one for all."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The value of `role`."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case RailRole.ACCOUNT:
                return row.account
            case RailRole.SIGNAL:
                return row.signal
            case RailRole.UNREAD:
                return row.unread
            case RailRole.QUIET:
                return row.quiet
            case RailRole.MISSING:
                return row.missing
            case Qt.ItemDataRole.DisplayRole:
                return row.account.company if row.account else ""
        return None

    def row_of(self, account: AccountId | None) -> int:
        """The row of `account` (None: of all); 0 where it is gone."""
        for number, row in enumerate(self._rows):
            if row.account is not None and row.account.id == account:
                return number
        return 0

    def account_at(self, row: int) -> AccountId | None:
        """The account in `row`, or None for all."""
        account = self._rows[row].account if 0 <= row < len(self._rows) else None
        return account.id if account else None

    def _on_change(self, change: Change) -> None:
        told = (
            AccountsChanged
            | ConnectionStateChanged
            | ConversationsChanged
            | AttentionChanged
            | ServicesChanged
        )
        if isinstance(change, told):
            self._refresh()

    def _refresh(self) -> None:
        rows = self._read()
        if [_key(row) for row in rows] != [_key(row) for row in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        before, self._rows = self._rows, rows
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                index = self.index(number)
                self.dataChanged.emit(index, index)

    def _read(self) -> list[_Row]:
        accounts = [
            _Row(
                account,
                line_signal(
                    self._accounts.state(account.id), is_locked=self._accounts.is_locked(account.id)
                ),
                self._inbox.unread_count(account.id),
                self._attention.state(account.id),
                self._services.missing(account.id),
            )
            for account in self._accounts.all()
        ]
        everything = _Row(
            None, LineSignal.ONLINE, sum(row.unread for row in accounts), Disturbance()
        )
        return [everything, *accounts]


def _key(row: _Row) -> AccountId | None:
    return row.account.id if row.account else None
