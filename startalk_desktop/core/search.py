"""One search over the messages of all companies, offline."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.merging import from_accounts
from startalk_desktop.model.identity import AccountId, ConversationId, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, MessageCursor, SearchHit

_EXCERPT_BEFORE: Final = 40
_EXCERPT_LENGTH: Final = 160


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

    async def mentions(
        self,
        accounts: Collection[AccountId] | None = None,
        limit: int = 50,
        before: Timestamp | None = None,
    ) -> list[SearchHit]:
        """The newest `limit` messages that name us, in all open accounts or those named, from before `before`.

        An account that fails or is slow is left out after a moment and logged.
        """
        place = None if before is None else MessageCursor(before, 0)
        found_by_account = await from_accounts(
            {
                runtime.account.id: runtime.store.messages.mentions(None, place, limit)
                for runtime in self._accounts.open_runtimes()
                if accounts is None or runtime.account.id in accounts
            }
        )
        found = [message for messages in found_by_account.values() for message in messages]
        found.sort(key=lambda message: (message.sent_at, message.row), reverse=True)
        own = {account.id: account.jid for account in self._accounts.all()}
        return [mention_hit(one, own.get(one.conversation.account)) for one in found[:limit]]

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


def mention_hit(message: Message, own: Jid | None) -> SearchHit:
    """`message` as a search shows it: the words around the place where it refers to `own`, in one line."""
    places = sorted((one.start, one.end) for one in message.mentions if one.jid.bare == own)
    start = max(0, places[0][0] - _EXCERPT_BEFORE) if places else 0
    end = min(len(message.text), start + _EXCERPT_LENGTH)
    lead = "…" if start else ""
    shift = len(lead) - start
    tail = "…" if end < len(message.text) else ""
    excerpt = lead + re.sub(r"\s", " ", message.text[start:end]) + tail
    marks = tuple((first + shift, last + shift) for first, last in places if last <= end)
    return SearchHit(message, excerpt, marks)
