"""Tells what a commit to one account's store changed, and keeps the unread count that goes with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.model.changes import ConversationsChanged, MessagesChanged, ReadersChanged
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.tasks import TaskScope

_READ_ALL_FROM: Final = 20
"""From so many touched conversations on it is cheaper to read all lines at once."""


class ConversationLines:
    """The account's lines in the inbox, as far as memory has to know them: how much is unread.

    A line is re-read after it was touched and told of after that, so that the count is right when it is heard of;
    touches that come meanwhile are taken together.
    """

    def __init__(
        self, account: AccountId, store: AccountStore, changes: ChangeHub, scope: TaskScope
    ) -> None:
        self._account = account
        self._store = store
        self._changes = changes
        self._scope = scope
        self._peers: set[Jid] = set()  # whoever there is a line of
        self._unread: dict[Jid, int] = {}
        self._mentions: dict[Jid, int] = {}
        self._touched: set[Jid] = set()
        self._is_refreshing = False

    @property
    def unread_count(self) -> int:
        """Unread messages of the account."""
        return sum(self._unread.values())

    @property
    def mention_count(self) -> int:
        """Unread messages of the account that name us."""
        return sum(self._mentions.values())

    async def load(self) -> None:
        """Read all lines once, when the store was opened."""
        lines = await self._store.conversations.all()
        self._peers = {line.id.peer for line in lines}
        self._unread = {line.id.peer: _unread(line) for line in lines if line.is_unread}
        self._mentions = {line.id.peer: line.mention_count for line in lines if line.mention_count}

    def touch(self, peers: Collection[Jid]) -> None:
        """The lines of `peers` changed in the store."""
        self._touched.update(peers)
        if self._touched and not self._is_refreshing and not self._scope.is_closed:
            self._is_refreshing = True
            self._scope.start(self._refresh(), "refresh lines")

    def renamed(self, people: Collection[Jid]) -> None:
        """The directory may call `people` something else now, and so do their lines, where they have one."""
        self.touch(self._peers.intersection(people))

    async def _refresh(self) -> None:
        try:
            while self._touched:
                peers, self._touched = frozenset(self._touched), set()
                if len(peers) >= _READ_ALL_FROM:
                    await self.load()
                else:
                    for peer in peers:
                        self._take(peer, await self._store.conversations.get(peer))
                self._changes.announce(ConversationsChanged(self._account, peers))
        finally:
            self._is_refreshing = False

    def _take(self, peer: Jid, line: Conversation | None) -> None:
        if line is None:
            self._peers.discard(peer)
        else:
            self._peers.add(peer)
        for counts, count in (
            (self._unread, _unread(line) if line else 0),
            (self._mentions, line.mention_count if line else 0),
        ):
            if count:
                counts[peer] = count
            else:
                counts.pop(peer, None)


def _unread(line: Conversation) -> int:
    """How much is unread; one that was only marked so counts as one."""
    return line.unread_count or int(line.is_marked_unread)


class Announcer:
    """Turns a store's outcome into changes."""

    def __init__(self, account: AccountId, changes: ChangeHub, lines: ConversationLines) -> None:
        self._account = account
        self._changes = changes
        self._lines = lines

    def committed(self, outcome: RecordOutcome, *, is_history: bool = False) -> None:
        """Tell what `outcome` added, updated and removed and where others read; touch the lines that it names.

        What was added is told in the order in which it came: so are its notices.
        """
        for peer in dict.fromkeys((*outcome.added, *outcome.updated, *outcome.removed)):
            self._changes.announce(
                MessagesChanged(
                    ConversationId(self._account, peer),
                    added=outcome.added.get(peer, ()),
                    updated=outcome.updated.get(peer, ()),
                    removed=outcome.removed.get(peer, ()),
                    is_history=is_history,
                )
            )
        for room in outcome.readers:
            self._changes.announce(ReadersChanged(ConversationId(self._account, room)))
        self._lines.touch(outcome.peers)
