"""The merged inbox: the conversations of all open accounts in one list, and where new ones begin."""

from __future__ import annotations

from startalk_desktop.core.accounts import Accounts
from startalk_desktop.core.merging import from_accounts
from startalk_desktop.model.conversation import Conversation, InboxFilter
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInfo


class Inbox:
    """Conversations over all accounts; what is locked, opening or broken is left out, and delays nobody."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def conversations(
        self, account: AccountId | None = None, only: InboxFilter | None = None
    ) -> list[Conversation]:
        """Every conversation of `account`, or of all: pinned ones first, then by last activity, newest first.

        Args:
            account: only of this one.
            only: those that it lists; None: all, also those archived away.

        Raises:
            AccountUnknown, AccountNotOpen: only where `account` was given.
        """
        if account is not None:
            lines = await self._accounts.runtime(account).store.conversations.all()
        else:
            by_account = await from_accounts(
                {
                    runtime.account.id: runtime.store.conversations.all()
                    for runtime in self._accounts.open_runtimes()
                }
            )
            lines = [line for lines in by_account.values() for line in lines]
        return sorted((line for line in lines if only is None or only.has(line)), key=inbox_order)

    async def with_mentions(self, account: AccountId | None = None) -> list[Conversation]:
        """Those of `conversations` in which an unread message names us.

        Raises:
            AccountUnknown, AccountNotOpen: only where `account` was given.
        """
        return [line for line in await self.conversations(account) if line.mention_count]

    def mention_count(self, account: AccountId | None = None) -> int:
        """Unread messages that name us, as `unread_count` counts."""
        return sum(
            runtime.lines.mention_count
            for runtime in self._accounts.open_runtimes()
            if account in (None, runtime.account.id)
        )

    def unread_count(self, account: AccountId | None = None) -> int:
        """Unread messages of `account`, or of all open accounts; kept in memory, right when a change is told."""
        return sum(
            runtime.lines.unread_count
            for runtime in self._accounts.open_runtimes()
            if account in (None, runtime.account.id)
        )

    async def open_direct(self, account: AccountId, peer: Jid, name: str = "") -> ConversationId:
        """The conversation with a person, begun if there is none. `name` is what to call them meanwhile.

        The address of a room that we are or were in gives the room's.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        runtime = self._accounts.runtime(account)
        bare = peer.bare
        if runtime.rooms.is_room(bare):
            return ConversationId(account, bare)
        known = name or await runtime.people.name_from_store(bare)
        await runtime.store.conversations.ensure(bare, ConversationKind.DIRECT, known)
        runtime.lines.touch({bare})
        return ConversationId(account, bare)

    async def join_room(
        self, account: AccountId, room: Jid, nick: str = "", password: str = ""
    ) -> ConversationId:
        """Join `room`, bookmark it for the next start, and return when we are in.

        Without `nick` the own name in the organisation is used, or else the address's local part.

        Raises:
            AccountUnknown, AccountNotOpen
            RequestFailed: the room refused; `failure` says why.
            NotConnected: the account is offline.
        """
        runtime = self._accounts.runtime(account)
        await runtime.rooms.join(room.bare, nick, password)
        return ConversationId(account, room.bare)

    async def leave_room(self, conversation: ConversationId) -> None:
        """Leave a room, on all devices; what was said there stays in the store.

        Raises:
            AccountUnknown, AccountNotOpen
            NotConnected: the account is offline, so the domain could not be told.
        """
        await self._accounts.runtime(conversation.account).rooms.leave(conversation.peer)

    async def browse_rooms(self, account: AccountId) -> tuple[RoomInfo, ...]:
        """The public rooms of the account's domain.

        Raises:
            AccountUnknown, AccountNotOpen, RequestFailed, NotConnected
        """
        return await self._accounts.runtime(account).line.require().rooms.browse()

    async def remove(self, conversation: ConversationId) -> None:
        """Take a conversation and its messages off this machine; the archive keeps them.

        Raises:
            AccountUnknown, AccountNotOpen
        """
        runtime = self._accounts.runtime(conversation.account)
        await runtime.store.conversations.remove(conversation.peer)
        runtime.lines.touch({conversation.peer})


def inbox_order(line: Conversation) -> tuple[bool, int, ConversationId]:
    """Sort key of the inbox: pins on top, then the newest activity; the identity breaks ties, so order is stable."""
    return not line.is_pinned, -line.last_activity, line.id
