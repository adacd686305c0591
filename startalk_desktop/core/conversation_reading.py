"""Reading one conversation: its pages, its past, and finding something in it."""

from __future__ import annotations

from startalk_desktop.core.conversation_part import ConversationPart
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, MessageCursor, MessageVersion, SearchHit
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.store.search_query import SearchKind


class ReadingPart(ConversationPart):
    """What `ConversationHandle` reads. Pages are oldest first, whichever way they are asked for."""

    async def latest(self, limit: int = 50) -> list[Message]:
        """The newest messages on this machine, oldest first."""
        self._runtime.rooms.want(self.id.peer)
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
        kind = (await self._line()).kind
        return await self._runtime.history.older(self.id.peer, kind, limit)

    async def mark_read(self, row: int) -> None:
        """Everything up to message `row` has been seen; tells our other devices, and the peer where the account
        allows it.
        """
        runtime, peer = self._runtime, self.id.peer
        await runtime.reading.mark_read(peer, row)
        await runtime.arrangements.was_read(peer, runtime.rooms.kind_of(peer))

    async def readers(self) -> list[RoomReader]:
        """How far the others have read in the room."""
        return await self._runtime.store.annotations.readers(self.id.peer)

    async def versions(self, row: int) -> list[MessageVersion]:
        """The texts that message `row` had before it was edited, oldest first."""
        return await self._runtime.store.annotations.versions(row)

    # finding

    async def find(
        self,
        text: str = "",
        *,
        sender: Jid | None = None,
        kinds: SearchKind = SearchKind(0),  # noqa: B008  an immutable number
        since: Timestamp | None = None,
        until: Timestamp | None = None,
        limit: int = 50,
        before: MessageCursor | None = None,
    ) -> list[SearchHit]:
        """The newest `limit` messages that have all words of `text`, newest first.

        Args:
            text: words; empty finds by the rest alone.
            sender: only by this person (bare address, or an occupant of the room).
            kinds: only messages that have one of these.
            since: from this time on.
            until: before this time.
            limit: how many at most.
            before: only older ones than this.
        """
        return await self._runtime.store.messages.find(
            self.id.peer,
            text,
            sender=sender,
            kinds=kinds,
            since=since,
            until=until,
            limit=limit,
            before=before,
        )

    async def row_at(self, at: Timestamp) -> int | None:
        """The first message at or after `at`, else the last before it; None where there is none."""
        return await self._runtime.store.messages.at_time(self.id.peer, at)

    async def mentions(self, limit: int = 50, before: MessageCursor | None = None) -> list[Message]:
        """The messages that name us, newest first."""
        return await self._runtime.store.messages.mentions(self.id.peer, before, limit)
