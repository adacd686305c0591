"""People found in all companies by name, pinyin, title, phone or address."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.directory import Directory, FoundPerson
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import Change, DirectoryChanged
from startalk_desktop.model.identity import AccountId
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask

_LIMIT = 60
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class PeopleRole(IntEnum):
    """What a row tells."""

    FOUND = Qt.ItemDataRole.UserRole + 1  # FoundPerson
    COMPANY = Qt.ItemDataRole.UserRole + 2  # Account
    PRESENCE = Qt.ItemDataRole.UserRole + 3  # PresenceSummary


class PeopleModel(QAbstractListModel):
    """The people who match a text, the closest first; `settled` tells when they answer the text as it stands."""

    settled = Signal()

    def __init__(
        self,
        accounts: Accounts,
        directory: Directory,
        changes: ChangeHub,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._directory = directory
        self._text = ""
        self._account: AccountId | None = None
        self._found: list[FoundPerson] = []
        self._companies: dict[AccountId, Account] = {}
        self._reading = CoalescedTask(scope, "people", self._read)
        self._subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._text

    def set_text(self, text: str) -> None:
        """Look for `text`; empty finds nobody."""
        self._text = text.strip()
        self._reading.request()

    def set_account(self, account: AccountId | None) -> None:
        """Look in one company, or in all."""
        self._account = account
        self._reading.request()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many were found."""
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `PeopleRole`."""
        if not index.isValid():
            return None
        found = self._found[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return found.person.name
            case PeopleRole.FOUND:
                return found
            case PeopleRole.COMPANY:
                return self._companies[found.account]
            case PeopleRole.PRESENCE:
                return self._directory.presence(found.account, found.person.jid)
        return None

    def _on_change(self, change: Change) -> None:
        if isinstance(change, DirectoryChanged) and self._text:
            self._reading.request()  # a tree that comes in may hold whom the text means

    async def _read(self) -> None:
        found = (
            await self._directory.find_people(self._text, _LIMIT, self._account)
            if self._text
            else []
        )
        companies = {account.id: account for account in self._accounts.all()}
        self.beginResetModel()
        self._companies = companies
        self._found = [hit for hit in found if hit.account in companies]
        self.endResetModel()
        self.settled.emit()
