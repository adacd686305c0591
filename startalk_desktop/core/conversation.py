"""One conversation in use: reading it, scrolling back in it, writing in it."""

from __future__ import annotations

from startalk_desktop.core.account_runtime import AccountRuntime
from startalk_desktop.core.accounts import Accounts
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, MessageCursor
from startalk_desktop.model.room import Occupant


class ConversationHandle:
    """What can be done in one conversation.

    It holds no messages; it may be kept while its account is locked and unlocked. Every method raises
    `AccountUnknown` or `AccountNotOpen` where the account is gone or its store is closed.
    """

    def __init__(self, accounts: Accounts, id: ConversationId) -> None:  # noqa: A002  the field's name in the model
        self._accounts = accounts
        self.id = id

    async def info(self) -> Conversation:
        """The conversation's line in the inbox; a conversation with a person begins when it is first asked for."""
        store = self._runtime.store
        found = await store.conversations.get(self.id.peer)
        if found is not None:
            return found
        name = await self._runtime.people.name_from_store(self.id.peer)
        is_room = self._runtime.rooms.is_room(self.id.peer)
        kind = ConversationKind.ROOM if is_room else ConversationKind.DIRECT
        await store.conversations.ensure(self.id.peer, kind, name)
        made = await store.conversations.get(self.id.peer)
        if made is None:
            raise LookupError(f"the conversation with {self.id.peer} was removed meanwhile")
        return made

    # reading

    async def latest(self, limit: int = 50) -> list[Message]:
        """The newest messages on this machine, oldest first."""
        return await self._runtime.store.messages.latest(self.id.peer, limit)

    async def before(self, cursor: MessageCursor, limit: int = 50) -> list[Message]:
        """Messages right before `cursor`, oldest first."""
        return await self._runtime.store.messages.before(self.id.peer, cursor, limit)

    async def after(self, cursor: MessageCursor, limit: int = 50) -> list[Message]:
        """Messages right after `cursor`, oldest first."""
        return await self._runtime.store.messages.after(self.id.peer, cursor, limit)

    async def around(self, row: int, limit: int = 50) -> list[Message]:
        """Message `row` with about as many before as after it, oldest first."""
        return await self._runtime.store.messages.around(self.id.peer, row, limit)

    async def by_rows(self, rows: tuple[int, ...]) -> list[Message]:
        """Just these messages; those deleted meanwhile are missing."""
        return await self._runtime.store.messages.by_rows(rows)

    async def fetch_older(self, limit: int = 50) -> bool:
        """Bring about `limit` more messages of the past from the archive into the store.

        It closes the newest hole first. What comes is told by `MessagesChanged`; calls at the same time share one
        request.

        Returns:
            Whether there may be more.

        Raises:
            NotConnected: the account is offline.
            RequestFailed: the archive refused, or did not answer in time.
        """
        kind = (await self.info()).kind
        return await self._runtime.history.older(self.id.peer, kind, limit)

    async def mark_read(self, row: int) -> None:
        """Everything up to message `row` has been seen; tells the peer too, where the account allows it."""
        await self._runtime.reading.mark_read(self.id.peer, row)

    async def delete_here(self, row: int) -> None:
        """Take one message off this machine."""
        runtime = self._runtime
        runtime.announcer.committed(await runtime.store.messages.delete_here(row))

    # writing

    async def send(self, text: str) -> Message:
        """Store `text` as the next message and send it when it can be sent; returns it as stored.

        Raises:
            ValueError: there is nothing to send, or it is longer than `outbox.MAX_TEXT_BYTES`.
        """
        kind = (await self.info()).kind
        runtime = self._runtime
        message = await runtime.outbox.send(self.id.peer, kind, text)
        runtime.typing.message_sent(self.id.peer)
        return message

    async def retry(self, row: int) -> None:
        """Send a failed message again."""
        await self._runtime.outbox.retry(row)

    async def discard(self, row: int) -> None:
        """Drop a message that has not been sent."""
        await self._runtime.outbox.discard(row)

    async def set_draft(self, text: str) -> None:
        """Keep what is typed but not sent; empty where there is nothing."""
        await self._runtime.store.conversations.set_draft(self.id.peer, text)
        self._runtime.lines.touch({self.id.peer})

    async def set_pinned(self, is_pinned: bool) -> None:
        """Keep the conversation on top of the inbox, or no longer."""
        await self._runtime.store.conversations.set_pinned(self.id.peer, is_pinned)
        self._runtime.lines.touch({self.id.peer})

    def set_typing(self, is_typing: bool) -> None:
        """Tell the peer that we type, or stopped; call it as often as is handy, only changes are sent."""
        self._runtime.typing.set_own(self.id.peer, is_typing)

    # who is there

    def occupants(self) -> tuple[Occupant, ...]:
        """Who is in the room now, by affiliation and then name; empty where we are not in it."""
        return self._runtime.rooms.occupants(self.id.peer)

    def subject(self) -> str:
        """The room's subject as told at entry or since."""
        return self._runtime.rooms.subject(self.id.peer)

    def own_nick(self) -> str:
        """How we are called in the room; empty where we are not in it."""
        return self._runtime.rooms.own_nick(self.id.peer)

    def typing(self) -> tuple[Jid, ...]:
        """Who types now: a person's bare address, or a room's occupant."""
        return self._runtime.typing.who(self.id.peer)

    @property
    def _runtime(self) -> AccountRuntime:
        return self._accounts.runtime(self.id.account)
