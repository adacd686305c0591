"""The merged list of conversations, of all companies or of one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import (
    AccountsChanged,
    Change,
    ConversationsChanged,
    DirectoryChanged,
    PeopleChanged,
    TypingChanged,
)
from startalk_desktop.model.conversation import Conversation, InboxFilter
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.gone import ACCOUNT_GONE

if TYPE_CHECKING:
    from startalk_desktop.core.startalk import Startalk

_Index = QModelIndex | QPersistentModelIndex
_STAYING = frozenset({InboxFilter.UNREAD, InboxFilter.MENTIONS})
"""Filters under which a line stays in sight while it is read; it would jump away from under the mouse."""


class InboxRole(IntEnum):
    """What a line of the inbox tells."""

    CONVERSATION = Qt.ItemDataRole.UserRole + 1  # `Conversation`
    ACCOUNT = Qt.ItemDataRole.UserRole + 2  # `Account`
    SENDER = (
        Qt.ItemDataRole.UserRole + 3
    )  # who wrote the last message in a room, or whom it tells of, else ""
    TYPING = Qt.ItemDataRole.UserRole + 4  # tuple of the names of who types
    AVAILABILITY = Qt.ItemDataRole.UserRole + 5  # `Availability`


class InboxModel(QAbstractListModel):
    """Conversations in the inbox's order. `loaded` follows each reading."""

    loaded = Signal()

    def __init__(self, startalk: Startalk, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._startalk = startalk
        self._account: AccountId | None = None
        self._filter = InboxFilter.ALL
        self._kept: set[ConversationId] = set()  # stay under the filter until it is chosen anew
        self._lines: list[Conversation] = []
        self._is_loaded = False
        self._reading = CoalescedTask(scope, "read the inbox", self._read)
        self._subscription = startalk.changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    @property
    def account(self) -> AccountId | None:
        """The company that the list is limited to, or None."""
        return self._account

    @property
    def is_loaded(self) -> bool:
        """Whether the list has been read since the company was chosen."""
        return self._is_loaded

    def set_account(self, account: AccountId | None) -> None:
        """Show one company, or all."""
        if account == self._account and self._is_loaded:
            return
        self._account = account
        self._is_loaded = False
        self._kept.clear()
        if account is not None:  # what is known is shown at once; the reading completes it
            self._arrange([line for line in self._lines if line.id.account == account])
        self.refresh()

    @property
    def filter(self) -> InboxFilter:
        """Which conversations are shown."""
        return self._filter

    def set_filter(self, chosen: InboxFilter) -> None:
        """Show only what `chosen` has; what is read meanwhile stays in sight until another is chosen."""
        if chosen is not self._filter:
            self._filter = chosen
            self._kept.clear()
            self._arrange(self._filtered(self._lines))
            self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        self._reading.request()

    def conversation(self, row: int) -> Conversation:
        """The line in `row`."""
        return self._lines[row]

    def row_of(self, conversation: ConversationId) -> int | None:
        """Where `conversation` stands."""
        return next((row for row, line in enumerate(self._lines) if line.id == conversation), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """One row a conversation."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The value of `role`."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        match role:
            case InboxRole.CONVERSATION:
                return line
            case InboxRole.ACCOUNT:
                return self._account_of(line)
            case InboxRole.SENDER:
                return self._sender_of(line)
            case InboxRole.TYPING:
                return self._typing_in(line)
            case InboxRole.AVAILABILITY:
                return self._startalk.directory.presence(line.id.account, line.id.peer).availability
            case Qt.ItemDataRole.DisplayRole:
                return line.name
            case Qt.ItemDataRole.AccessibleTextRole:
                account = self._account_of(line)
                domain = line.partner_domain(account.jid) if account is not None else ""
                return f"{line.name} · {domain}" if domain else line.name
        return None

    async def _read(self) -> None:
        account = self._account
        try:
            lines = await self._startalk.inbox.conversations(account)
        except ACCOUNT_GONE:
            lines = []
        if account != self._account:
            return  # another company was chosen meanwhile; its own reading follows
        self._arrange(self._filtered(lines))
        self._is_loaded = True
        self.loaded.emit()

    def _filtered(self, lines: Sequence[Conversation]) -> Sequence[Conversation]:
        shown = {line.id for line in lines if self._filter.has(line)}
        if self._filter in _STAYING:
            self._kept |= shown
            shown |= {line.id for line in lines if line.id in self._kept and not line.is_hidden}
        return [line for line in lines if line.id in shown]

    def _arrange(self, lines: Sequence[Conversation]) -> None:
        """Turn the shown list into `lines` by removals, moves and inserts, so that selection and focus stay."""
        wanted = {line.id for line in lines}
        for row in range(len(self._lines) - 1, -1, -1):
            if self._lines[row].id not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._lines[row]
                self.endRemoveRows()
        for row, line in enumerate(lines):
            if row < len(self._lines) and self._lines[row].id == line.id:
                self._replace(row, line)
                continue
            found = self.row_of(line.id)
            if found is None:
                self.beginInsertRows(QModelIndex(), row, row)
                self._lines.insert(row, line)
                self.endInsertRows()
                continue
            self.beginMoveRows(QModelIndex(), found, found, QModelIndex(), row)
            self._lines.insert(row, self._lines.pop(found))
            self.endMoveRows()
            self._replace(row, line)

    def _replace(self, row: int, line: Conversation) -> None:
        if self._lines[row] != line:
            self._lines[row] = line
            self._tell_changed(row)

    def _on_change(self, change: Change) -> None:
        match change:
            case AccountsChanged():
                self.refresh()
            case ConversationsChanged(account) if self._account in (None, account):
                self.refresh()
            case DirectoryChanged(account) if self._account in (None, account):
                self.refresh()  # the store names people by the directory
            case PeopleChanged(account, jids):
                self._people_changed(account, jids)
            case TypingChanged(conversation):
                row = self.row_of(conversation)
                if row is not None:
                    self._tell_changed(row)

    def _people_changed(self, account: AccountId, jids: frozenset[Jid]) -> None:
        for row, line in enumerate(self._lines):
            if line.id.account == account and (
                line.id.peer in jids or _last_sender(line.last_message) in jids
            ):
                self._tell_changed(row)

    def _tell_changed(self, row: int) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def _account_of(self, line: Conversation) -> Account | None:
        accounts = self._startalk.accounts.all()
        return next((account for account in accounts if account.id == line.id.account), None)

    def _sender_of(self, line: Conversation) -> str:
        message = line.last_message
        if message is None or message.is_outgoing or line.kind is not ConversationKind.ROOM:
            return ""
        if message.event is not None:
            jid = message.event.jid
            name = self._startalk.directory.name(line.id.account, jid) if jid is not None else ""
            return name or message.event.who
        if message.sender_real_jid is not None:
            return self._startalk.directory.name(line.id.account, message.sender_real_jid)
        return message.sender_name

    def _typing_in(self, line: Conversation) -> tuple[str, ...]:
        try:
            typing = self._startalk.conversation(line.id).typing()
        except ACCOUNT_GONE:
            return ()
        return tuple(self._startalk.directory.name(line.id.account, jid) for jid in typing)


def _last_sender(message: Message | None) -> Jid | None:
    if message is None:
        return None
    return message.sender_real_jid or message.sender.bare
