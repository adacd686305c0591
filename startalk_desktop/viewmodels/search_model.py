"""What a search over all messages of all companies has found."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.directory import Directory
from startalk_desktop.core.inbox import Inbox
from startalk_desktop.core.search import Search
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.model.message import Message, SearchHit
from startalk_desktop.tasks import TaskScope
from startalk_desktop.viewmodels.coalescing import CoalescedTask
from startalk_desktop.viewmodels.hits_model import HitsModel, SearchRole

_HITS = 100


class SearchModel(HitsModel):
    """The hits for a text, of one company or of all."""

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

    def told(self, message: Message, role: int) -> Any:
        """Where a hit is, and who wrote it."""
        conversation = message.conversation
        line = self._lines.get(conversation)
        match role:
            case SearchRole.SENDER:
                return "" if message.is_outgoing else self._sender(message)
            case SearchRole.TITLE:
                return line.name if line else conversation.peer.local
            case SearchRole.IS_ROOM:
                return line is not None and line.kind is ConversationKind.ROOM
            case SearchRole.ADDRESS:
                return str(conversation.peer)
            case SearchRole.DOMAIN:
                return worn_domain(conversation.peer, self._accounts.get(conversation.account).jid)
            case SearchRole.COMPANY:
                return self._accounts.get(conversation.account).company
            case SearchRole.COLOUR:
                return self._accounts.get(conversation.account).hue
        return None

    def _sender(self, message: Message) -> str:
        if message.sender.resource:  # an occupant's nick
            return message.sender_name
        return self._directory.name(message.conversation.account, message.sender)

    async def _read(self) -> None:
        hits = await self._find()
        self._lines = {line.id: line for line in await self._inbox.conversations()} if hits else {}
        known = {account.id for account in self._accounts.all()}
        self.show_hits([hit for hit in hits if hit.message.conversation.account in known])

    async def _find(self) -> list[SearchHit]:
        if not self._text:
            return []
        accounts = None if self._account is None else (self._account,)
        return await self._search.messages(self._text, accounts, _HITS)
