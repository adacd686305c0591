"""People found in all companies by name, pinyin, title, unit, phone or address, and what else a text may mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Final

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
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import Change, DirectoryChanged, PeopleChanged
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.organisation import Person, TreeSource
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

_LIMIT: Final = 60
_SHORTEST_ON_SERVER: Final = 2
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class FoundKind(StrEnum):
    """What a row is."""

    PERSON = "person"
    SERVER_PERSON = "server-person"  # found by the company's server
    ADDRESS = "address"  # a full address that nobody in a tree has: it can be written to
    SERVER = "server"  # asks a company's server


class PeopleGroup(StrEnum):
    """People around somebody, shown in place of those whom a text means."""

    REPORTS = "reports"
    UNIT = "unit"


class SearchState(StrEnum):
    """How asking a company's server went."""

    OFFERED = "offered"
    RUNNING = "running"
    NOBODY = "nobody"
    DONE = "done"
    FAILED = "failed"


class PeopleRole(IntEnum):
    """What a row tells. Qt makes plain texts of the enumerations: compare with ``==``."""

    FOUND = Qt.ItemDataRole.UserRole + 1  # FoundPerson, None for a server's row
    COMPANY = Qt.ItemDataRole.UserRole + 2  # Account
    PRESENCE = Qt.ItemDataRole.UserRole + 3  # PresenceSummary, None for a server's row
    KIND = Qt.ItemDataRole.UserRole + 4  # FoundKind
    STATE = Qt.ItemDataRole.UserRole + 5  # SearchState of a server's row
    FAILURE = Qt.ItemDataRole.UserRole + 6  # Failure where asking the server failed, else None


@dataclass(slots=True, eq=False)
class _Row:
    kind: FoundKind
    account: AccountId
    found: FoundPerson | None = None


@dataclass(slots=True)
class _Asked:
    """What a company's server was asked, and what it said."""

    text: str
    state: SearchState = SearchState.RUNNING
    found: tuple[FoundPerson, ...] = ()
    failure: Failure | None = None


class PeopleModel(QAbstractListModel):
    """The people who match a text, the closest first; `settled` tells when they answer the text as it stands.

    After them comes the text itself where it is an address that nobody found has, and a row for each company without a
    published organisation whose server can be searched.
    """

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
        self._scope = scope
        self._text = ""
        self._account: AccountId | None = None
        self._group: tuple[AccountId, Jid, PeopleGroup] | None = None
        self._rows: list[_Row] = []
        self._companies: dict[AccountId, Account] = {}
        self._asked: dict[AccountId, _Asked] = {}
        self._reading = CoalescedTask(scope, "people", self._read)
        self._subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._text

    @property
    def group(self) -> tuple[AccountId, Jid, PeopleGroup] | None:
        """Around whom the people are who are shown; None while it is those whom the text means."""
        return self._group

    def set_text(self, text: str) -> None:
        """Look for `text`; empty finds nobody."""
        self._text = text.strip()
        if self._text:
            self._group = None
        self._reading.request()

    def set_group(self, group: tuple[AccountId, Jid, PeopleGroup] | None) -> None:
        """Show the people around somebody, whatever the text; None leads back to the text."""
        self._group = group
        self._reading.request()

    def set_account(self, account: AccountId | None) -> None:
        """Look in one company, or in all."""
        self._account = account
        self._reading.request()

    def search_server(self, account: AccountId) -> None:
        """Ask a company's server for the text as it stands."""
        asked = self._asked.get(account)
        if asked is None or asked.text != self._text or asked.state is SearchState.FAILED:
            asked = self._asked[account] = _Asked(self._text)
            self._scope.start(self._ask_server(account, asked), "search a server")
            self._reading.request()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `PeopleRole`."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.found.person.name if row.found else self._companies[row.account].company
            case PeopleRole.FOUND:
                return row.found
            case PeopleRole.COMPANY:
                return self._companies[row.account]
            case PeopleRole.PRESENCE:
                return row.found and self._directory.presence(row.account, row.found.person.jid)
            case PeopleRole.KIND:
                return row.kind
            case PeopleRole.STATE:
                asked = self._answer(row.account)
                return asked.state if asked else SearchState.OFFERED
            case PeopleRole.FAILURE:
                asked = self._answer(row.account)
                return asked.failure if asked else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """People can be chosen together; a server's row is for clicking."""
        flags = super().flags(index)
        if index.isValid() and self._rows[index.row()].kind is FoundKind.SERVER:
            return flags & ~Qt.ItemFlag.ItemIsSelectable
        return flags

    def people(self) -> dict[AccountId, set[Jid]]:
        """Who was found, by account."""
        found: dict[AccountId, set[Jid]] = {}
        for row in self._rows:
            if row.found is not None and row.kind is not FoundKind.ADDRESS:
                found.setdefault(row.account, set()).add(row.found.person.jid)
        return found

    def _on_change(self, change: Change) -> None:
        if isinstance(change, DirectoryChanged) and (self._text or self._group):
            self._reading.request()  # a tree that comes in may hold whom the text means
        elif isinstance(change, PeopleChanged):
            for number, row in enumerate(self._rows):
                found = row.found
                if row.account == change.account and found and found.person.jid in change.jids:
                    index = self.index(number, 0)
                    self.dataChanged.emit(index, index)

    async def _read(self) -> None:
        text = "" if self._group else self._text
        found = await self._found(text)
        companies = {account.id: account for account in self._accounts.all()}
        rows = [
            _Row(FoundKind.PERSON, hit.account, hit) for hit in found if hit.account in companies
        ]
        if text:
            rows += self._from_servers(
                companies, {row.found.person.jid for row in rows if row.found}
            )
            rows += self._addressed(text, companies, rows)
        self.beginResetModel()
        self._companies = companies
        self._rows = rows
        self.endResetModel()
        self.settled.emit()

    async def _found(self, text: str) -> list[FoundPerson]:
        if self._group is None:
            return await self._directory.find_people(text, _LIMIT, self._account) if text else []
        account, jid, group = self._group
        around = {
            PeopleGroup.REPORTS: self._directory.reports,
            PeopleGroup.UNIT: self._directory.unit_mates,
        }[group]
        try:
            return await around(account, jid)
        except ACCOUNT_GONE:
            self._group = None
            return []

    def _answer(self, account: AccountId) -> _Asked | None:
        asked = self._asked.get(account)
        return asked if asked is not None and asked.text == self._text else None

    def _from_servers(self, companies: dict[AccountId, Account], known: set[Jid]) -> list[_Row]:
        rows: list[_Row] = []
        for account in companies:
            company = self._directory.company(account)
            is_wanted = company.is_searchable and company.source is not TreeSource.ORGANISATION
            if not is_wanted or self._account not in (None, account):
                continue
            if len(self._text) < _SHORTEST_ON_SERVER:
                continue
            asked = self._answer(account)
            rows += [
                _Row(FoundKind.SERVER_PERSON, account, hit)
                for hit in (asked.found if asked else ())
                if hit.person.jid not in known
            ]
            rows.append(_Row(FoundKind.SERVER, account))
        return rows

    def _addressed(
        self, text: str, companies: dict[AccountId, Account], rows: list[_Row]
    ) -> list[_Row]:
        """Rows to write to an address that is in no tree: by the account of its company, or else by any."""
        if "@" not in text or any(character.isspace() for character in text):
            return []
        try:
            jid = Jid.parse(text).bare
        except JidError:
            return []
        known = {row.found.person.jid for row in rows if row.found}
        if not jid.local or "." not in jid.domain or jid in known:
            return []
        own = {account.jid for account in companies.values()}
        writers = [
            account
            for account in companies.values()
            if self._account in (None, account.id) and jid not in own
        ]
        local = [account for account in writers if account.jid.domain == jid.domain]
        person = Person(jid, str(jid))
        return [
            _Row(FoundKind.ADDRESS, account.id, FoundPerson(account.id, person))
            for account in sorted(local or writers, key=lambda account: account.position)
        ]

    async def _ask_server(self, account: AccountId, asked: _Asked) -> None:
        try:
            asked.found = tuple(await self._directory.search_server(account, asked.text))
            asked.state = SearchState.DONE if asked.found else SearchState.NOBODY
        except RequestFailed as error:
            asked.state, asked.failure = SearchState.FAILED, error.failure
        except ACCOUNT_GONE:
            self._asked.pop(account, None)
        self._reading.request()
