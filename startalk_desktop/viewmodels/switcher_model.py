"""The quick switcher: people, rooms and conversations of all companies, narrowed as one types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
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
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown
from startalk_desktop.core.inbox import Inbox
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import Change, DirectoryChanged
from startalk_desktop.model.connection import Online
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import AccountId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.model.room import RoomInfo
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask

_ROWS = 40
_RECENT = 12
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class TargetKind(StrEnum):
    """What choosing a row does."""

    CONVERSATION = "conversation"  # open it
    PERSON = "person"  # begin a conversation with them
    ROOM = "room"  # join it


class SwitcherRole(IntEnum):
    """What a row tells."""

    TARGET = Qt.ItemDataRole.UserRole + 1  # SwitcherTarget
    COMPANY = Qt.ItemDataRole.UserRole + 2  # str
    COLOUR = Qt.ItemDataRole.UserRole + 3  # Hue: what the company is marked with
    DETAIL = Qt.ItemDataRole.UserRole + 4  # str: title and unit, or address
    UNREAD = Qt.ItemDataRole.UserRole + 5  # int
    IS_ROOM = Qt.ItemDataRole.UserRole + 6  # bool


@dataclass(frozen=True, slots=True)
class SwitcherTarget:
    """What a row stands for."""

    kind: TargetKind
    account: AccountId
    peer: Jid
    name: str


@dataclass(frozen=True, slots=True)
class _Row:
    target: SwitcherTarget
    detail: str = ""
    unread: int = 0
    is_room: bool = False

    def detail_for(self, account: Account) -> str:
        """What else there is to say, and of which other company it is, unless that is said already."""
        domain = worn_domain(self.target.peer, account.jid)
        is_said = domain in self.detail or domain in self.target.name
        return self.detail if is_said else " · ".join(filter(None, (domain, self.detail)))


class SwitcherModel(QAbstractListModel):
    """What Ctrl+K lists: without a query the recent conversations, with one whatever matches, the likeliest first.

    Without `offers_rooms` only rooms that one is in are among them: to write somewhere, not to join.

    `settled` tells that the rows answer the query as it stands.
    """

    settled = Signal()

    def __init__(
        self,
        accounts: Accounts,
        inbox: Inbox,
        directory: Directory,
        changes: ChangeHub,
        scope: TaskScope,
        parent: QObject | None = None,
        *,
        offers_rooms: bool = True,
    ) -> None:
        super().__init__(parent)
        self._offers_rooms = offers_rooms
        self._accounts = accounts
        self._inbox = inbox
        self._directory = directory
        self._scope = scope
        self._query = ""
        self._is_closed = False
        self._rows: list[_Row] = []
        self._companies: dict[AccountId, Account] = {}
        self._public_rooms: dict[AccountId, tuple[RoomInfo, ...]] = {}
        self._reading = CoalescedTask(scope, "switcher", self._read)
        self._subscription = changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes; what is being read ends in nothing."""
        self._is_closed = True
        self._subscription.cancel()

    @property
    def is_settled(self) -> bool:
        """Whether the rows answer the query as it stands."""
        return self._reading.is_idle

    def open(self) -> None:
        """Start afresh: no query, and the rooms of every domain asked for again."""
        self._query = ""
        for account in self._accounts.all() if self._offers_rooms else ():
            if isinstance(self._accounts.state(account.id), Online):
                self._scope.start(self._browse(account.id), f"rooms of {account.id}")
        self._reading.request()

    def set_query(self, text: str) -> None:
        """Narrow to `text`: a name, its pinyin, a title, an address."""
        self._query = text.strip()
        self._reading.request()

    def target(self, row: int) -> SwitcherTarget:
        """What row `row` stands for."""
        return self._rows[row].target

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row tells; see `SwitcherRole`."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        account = self._companies[row.target.account]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.target.name
            case SwitcherRole.TARGET:
                return row.target
            case SwitcherRole.COMPANY:
                return account.company
            case SwitcherRole.COLOUR:
                return account.hue
            case SwitcherRole.DETAIL:
                return row.detail_for(account)
            case SwitcherRole.UNREAD:
                return row.unread
            case SwitcherRole.IS_ROOM:
                return row.is_room
        return None

    def _on_change(self, change: Change) -> None:
        if isinstance(change, DirectoryChanged) and self._query:
            self._reading.request()  # a tree that comes in may hold whom the query means

    async def _browse(self, account: AccountId) -> None:
        try:
            self._public_rooms[account] = await self._inbox.browse_rooms(account)
        except (AccountNotOpen, AccountUnknown, RequestFailed):
            # A domain without a room service, or gone meanwhile: the list lives without its rooms.
            self._public_rooms.pop(account, None)
            return
        self._reading.request()

    async def _read(self) -> None:
        query = self._query.casefold()
        conversations = await self._inbox.conversations()
        if not self._offers_rooms:
            conversations = [line for line in conversations if line.is_joined]
        if not query:
            rows = [_of_conversation(line) for line in conversations[:_RECENT]]
        else:
            found = await self._directory.find_people(self._query, limit=_ROWS)
            rows = self._matching(query, conversations, found)
        if self._is_closed:
            return
        self._companies = {account.id: account for account in self._accounts.all()}
        known = [row for row in rows if row.target.account in self._companies]
        self.beginResetModel()
        self._rows = known[:_ROWS]
        self.endResetModel()
        if query == self._query.casefold():
            self.settled.emit()

    def _matching(
        self, query: str, conversations: list[Conversation], found: list[FoundPerson]
    ) -> list[_Row]:
        """Conversations by name or with people found by anything; then people, rooms, and a bare address."""
        people = {(hit.account, hit.person.jid): hit for hit in found}
        seen: set[tuple[AccountId, Jid]] = set()
        rows = []
        for line in conversations:
            key = (line.id.account, line.id.peer)
            if key in people or query in line.name.casefold() or query in str(line.id.peer):
                seen.add(key)
                detail = _detail(people[key]) if key in people else ""
                rows.append(_of_conversation(line, detail))
        rows.sort(key=lambda row: not row.target.name.casefold().startswith(query))
        rows += [_of_person(hit) for key, hit in people.items() if key not in seen]
        seen |= people.keys()
        rows += self._rooms_matching(query, seen)
        rows += self._address(seen)
        return rows

    def _rooms_matching(self, query: str, seen: set[tuple[AccountId, Jid]]) -> Iterable[_Row]:
        for account, rooms in self._public_rooms.items():
            for room in rooms:
                if (account, room.jid) in seen:
                    continue
                if query in room.name.casefold() or query in str(room.jid):
                    target = SwitcherTarget(TargetKind.ROOM, account, room.jid, room.name)
                    yield _Row(target, room.description or str(room.jid), is_room=True)

    def _address(self, seen: set[tuple[AccountId, Jid]]) -> Iterable[_Row]:
        """A whole address that is in no tree can be written to, by the account of its domain first."""
        if "@" not in self._query:
            return
        try:
            peer = Jid.parse(self._query).bare
        except ValueError:
            return
        accounts = self._accounts.all()
        at_home = [account for account in accounts if account.jid.domain == peer.domain]
        for account in at_home or accounts:
            if (account.id, peer) not in seen and peer != account.jid:
                yield _Row(
                    SwitcherTarget(TargetKind.PERSON, account.id, peer, str(peer)), str(peer)
                )


def _of_conversation(line: Conversation, detail: str = "") -> _Row:
    target = SwitcherTarget(TargetKind.CONVERSATION, line.id.account, line.id.peer, line.name)
    is_room = line.kind is ConversationKind.ROOM
    return _Row(target, detail, line.unread_count, is_room)


def _of_person(hit: FoundPerson) -> _Row:
    person = hit.person
    target = SwitcherTarget(TargetKind.PERSON, hit.account, person.jid, person.name)
    return _Row(target, _detail(hit))


def _detail(hit: FoundPerson) -> str:
    person = hit.person
    unit = person.unit_path[-1] if person.unit_path else ""
    return " · ".join(part for part in (person.title, unit) if part)
