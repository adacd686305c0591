"""What a search over all messages of all companies has found."""

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
from startalk_desktop.core.directory import Directory
from startalk_desktop.core.inbox import Inbox
from startalk_desktop.core.search import Search
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind
from startalk_desktop.model.message import Message, SearchHit
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask

_HITS = 100
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class SearchRole(IntEnum):
    """What a hit tells."""

    CONVERSATION = Qt.ItemDataRole.UserRole + 1  # ConversationId
    ROW = Qt.ItemDataRole.UserRole + 2  # int: the message's row
    TITLE = Qt.ItemDataRole.UserRole + 3  # str: the conversation's name
    SENDER = Qt.ItemDataRole.UserRole + 4  # str: empty for own messages
    IS_OUTGOING = Qt.ItemDataRole.UserRole + 5  # bool
    EXCERPT = Qt.ItemDataRole.UserRole + 6  # str
    MARKS = Qt.ItemDataRole.UserRole + 7  # tuple[tuple[int, int], ...] in the excerpt
    SENT_AT = Qt.ItemDataRole.UserRole + 8  # int, microseconds
    COMPANY = Qt.ItemDataRole.UserRole + 9  # str
    COLOUR = Qt.ItemDataRole.UserRole + 10  # int: the company's palette entry
    IS_ROOM = Qt.ItemDataRole.UserRole + 11  # bool


class SearchModel(QAbstractListModel):
    """The hits for a text, newest first; `settled` tells when they answer the text as it stands."""

    settled = Signal()

    def __init__(
        self,
        accounts: Accounts,
        inbox: Inbox,
        directory: Directory,
        search: Search,
        scope: TaskScope,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._inbox = inbox
        self._directory = directory
        self._search = search
        self._text = ""
        self._account: AccountId | None = None
        self._hits: list[SearchHit] = []
        self._lines: dict[ConversationId, Conversation] = {}
        self._reading = CoalescedTask(scope, "search", self._read)

    @property
    def text(self) -> str:
        """What is searched for."""
        return self._text

    def set_text(self, text: str) -> None:
        """Search for `text`; empty finds nothing."""
        self._text = text.strip()
        self._reading.request()

    def set_account(self, account: AccountId | None) -> None:
        """Search one company, or all."""
        self._account = account
        self._reading.request()

    def place(self, row: int) -> tuple[ConversationId, int]:
        """The conversation and the message's row of hit `row`."""
        message = self._hits[row].message
        return message.conversation, message.row

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many hits there are."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a hit tells; see `SearchRole`."""
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        message = hit.message
        match role:
            case Qt.ItemDataRole.DisplayRole | SearchRole.EXCERPT:
                return hit.excerpt
            case SearchRole.MARKS:
                return hit.marks
            case SearchRole.CONVERSATION:
                return message.conversation
            case SearchRole.ROW:
                return message.row
            case SearchRole.SENT_AT:
                return message.sent_at
            case SearchRole.IS_OUTGOING:
                return message.is_outgoing
            case SearchRole.SENDER:
                return "" if message.is_outgoing else self._sender(message)
            case _:
                return self._of_conversation(message.conversation, role)

    def _sender(self, message: Message) -> str:
        if message.sender.resource:  # an occupant's nick
            return message.sender_name
        return self._directory.name(message.conversation.account, message.sender)

    def _of_conversation(self, conversation: ConversationId, role: int) -> Any:
        line = self._lines.get(conversation)
        account = self._accounts.get(conversation.account)
        match role:
            case SearchRole.TITLE:
                return line.name if line else conversation.peer.local
            case SearchRole.IS_ROOM:
                return line is not None and line.kind is ConversationKind.ROOM
            case SearchRole.COMPANY:
                return account.company
            case SearchRole.COLOUR:
                return account.colour
        return None

    async def _read(self) -> None:
        text = self._text
        accounts = None if self._account is None else (self._account,)
        hits = await self._search.messages(text, accounts, _HITS) if text else []
        lines = {line.id: line for line in await self._inbox.conversations()} if hits else {}
        known = {account.id for account in self._accounts.all()}
        self.beginResetModel()
        self._hits = [hit for hit in hits if hit.message.conversation.account in known]
        self._lines = lines
        self.endResetModel()
        self.settled.emit()
