"""One search over the messages of all companies, offline."""

from __future__ import annotations

from collections.abc import Collection

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.merging import from_accounts
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.message import MessageCursor, SearchHit


class Search:
    """Asks every open account's index and merges what it finds."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def messages(
        self, text: str, accounts: Collection[AccountId] | None = None, limit: int = 50
    ) -> list[SearchHit]:
        """The newest `limit` messages that contain `text`, in all open accounts or those named.

        An account that fails or is slow is left out after a moment and logged.
        """
        if not text.strip():
            return []
        hits_by_account = await from_accounts(
            {
                runtime.account.id: runtime.store.search.messages(text, limit=limit)
                for runtime in self._accounts.open_runtimes()
                if accounts is None or runtime.account.id in accounts
            }
        )
        hits = [hit for hits in hits_by_account.values() for hit in hits]
        hits.sort(key=lambda hit: (hit.message.sent_at, hit.message.row), reverse=True)
        return hits[:limit]

    async def in_conversation(
        self,
        conversation: ConversationId,
        text: str,
        limit: int = 50,
        before: MessageCursor | None = None,
    ) -> list[SearchHit]:
        """The newest `limit` hits in one conversation, older than `before` where that is given.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        if not text.strip():
            return []
        store = self._accounts.runtime(conversation.account).store
        return await store.search.messages(text, peer=conversation.peer, limit=limit, before=before)
