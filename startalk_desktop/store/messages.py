"""Messages of one account: recording what came, and reading pages of a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.identity import AccountId, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    Message,
    MessageCursor,
    ReceivedMessage,
    SearchHit,
)
from startalk_desktop.store.archive import note_page
from startalk_desktop.store.columns import MESSAGE_COLUMNS, messages_of
from startalk_desktop.store.database import Database
from startalk_desktop.store.finding import Wanted, find, mention_rows, row_at
from startalk_desktop.store.lines import Lines
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.recorder import Recorder
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.store.shown_writer import ShownWriter
from startalk_desktop.store.sqlcipher import Connection, SqlValue
from startalk_desktop.store.targets import TargetFinder

_ANY_KIND = SearchKind(0)
_SELECT = f"SELECT {MESSAGE_COLUMNS} FROM message m"  # noqa: S608  constants
_IN_CONVERSATION = f"""
    {_SELECT}
    WHERE m.conversation = (SELECT id FROM conversation WHERE peer = ?) AND m.is_hidden = 0
"""  # noqa: S608  constants


class MessageQueries:
    """Read and write the messages of one account. Pages are oldest first, whichever way they are asked for."""

    def __init__(
        self,
        database: Database,
        account: AccountId,
        history_until: Timestamp,
        own: Jid | None = None,
    ) -> None:
        self._database = database
        self._account = account
        self._history_until = history_until
        self._own = own

    async def record(
        self,
        batch: Sequence[ReceivedMessage],
        *,
        own_name_hints: Sequence[str] = (),
        own: Jid | None = None,
    ) -> RecordOutcome:
        """Store what came, in one transaction. Recording a copy again changes nothing.

        Args:
            batch: in the order received.
            own_name_hints: texts (own name, own nick) whose use by others in a room is a mention.
            own: the own address, in place of the one that the store was opened with.
        """

        def write(connection: Connection) -> RecordOutcome:
            recorder = self._recorder(connection, own_name_hints, own)
            for received in batch:
                recorder.record(received)
            return recorder.finish()

        return await self._database.write(write)

    async def record_archive_page(
        self,
        query: ArchiveQuery,
        page: ArchivePage,
        *,
        own_name_hints: Sequence[str] = (),
        own: Jid | None = None,
    ) -> RecordOutcome:
        """Store an archive's page, with what it has of edits and the like, and what it tells of the archive's
        extent, in one transaction.
        """

        def write(connection: Connection) -> RecordOutcome:
            recorder = self._recorder(connection, own_name_hints, own)
            is_room = connection.execute(
                "SELECT 1 FROM conversation WHERE peer = ? AND kind = 'room'", (str(query.archive),)
            ).fetchone()
            archive = str(query.archive)
            recorder.record_page(
                page.messages,
                after=recorder.time_of(query.after, bool(is_room), archive)
                if query.before is None
                else None,
                before=recorder.time_of(query.before, bool(is_room), archive)
                if query.before
                else None,
            )
            recorder.annotate_page(page.annotations)
            note_page(connection, query, page)
            return recorder.finish()

        return await self._database.write(write)

    async def latest(self, peer: Jid, limit: int) -> list[Message]:
        """The newest `limit` messages."""
        return await self._page(
            peer, "ORDER BY m.sent_at DESC, m.row DESC LIMIT ?", (limit,), is_reversed=True
        )

    async def before(self, peer: Jid, cursor: MessageCursor, limit: int) -> list[Message]:
        """The `limit` messages just above `cursor`."""
        return await self._page(
            peer,
            "AND (m.sent_at, m.row) < (?, ?) ORDER BY m.sent_at DESC, m.row DESC LIMIT ?",
            (cursor.sent_at, cursor.row, limit),
            is_reversed=True,
        )

    async def after(self, peer: Jid, cursor: MessageCursor, limit: int) -> list[Message]:
        """The `limit` messages just below `cursor`."""
        return await self._page(
            peer,
            "AND (m.sent_at, m.row) > (?, ?) ORDER BY m.sent_at, m.row LIMIT ?",
            (cursor.sent_at, cursor.row, limit),
        )

    async def around(self, peer: Jid, row: int, limit: int) -> list[Message]:
        """About `limit` messages with `row` in the middle; none where `row` is not in this conversation."""

        def read(connection: Connection) -> list[Message]:
            place = connection.execute(
                "SELECT sent_at FROM message"
                " WHERE row = ? AND conversation = (SELECT id FROM conversation WHERE peer = ?)",
                (row, str(peer)),
            ).fetchone()
            if place is None:
                return []
            half = max(limit // 2, 1)
            upper = connection.execute(
                f"{_IN_CONVERSATION} AND (m.sent_at, m.row) < (?, ?)"
                " ORDER BY m.sent_at DESC, m.row DESC LIMIT ?",
                (str(peer), place[0], row, half),
            ).fetchall()
            lower = connection.execute(
                f"{_IN_CONVERSATION} AND (m.sent_at, m.row) >= (?, ?) ORDER BY m.sent_at, m.row LIMIT ?",
                (str(peer), place[0], row, max(limit - half, 1)),
            ).fetchall()
            rows = [*reversed(upper), *lower]
            return messages_of(connection, rows, self._account, str(peer))

        return await self._database.read(read)

    async def by_rows(self, rows: Sequence[int], *, with_hidden: bool = False) -> list[Message]:
        """The messages of `rows` that are there, in the conversation's order.

        `with_hidden`: also what is left of those that were deleted on this machine.
        """
        hidden = "" if with_hidden else " AND m.is_hidden = 0"

        def read(connection: Connection) -> list[Message]:
            marks = ",".join("?" * len(rows))
            found = connection.execute(
                f"SELECT {MESSAGE_COLUMNS}, c.peer FROM message m"  # noqa: S608  constants and marks
                f" JOIN conversation c ON c.id = m.conversation WHERE m.row IN ({marks})"
                f"{hidden} ORDER BY m.sent_at, m.row",
                list(rows),
            ).fetchall()
            return messages_of(connection, found, self._account)

        return await self._database.read(read)

    async def place_of(self, peer: Jid, stanza_id: str) -> MessageCursor | None:
        """Where in `peer`'s conversation the message stands that the archive calls `stanza_id`, deleted here or not."""

        def read(connection: Connection) -> MessageCursor | None:
            found = connection.execute(
                "SELECT sent_at, row FROM message WHERE stanza_id = ? AND stanza_id <> ''"
                " AND conversation = (SELECT id FROM conversation WHERE peer = ?)",
                (stanza_id, str(peer)),
            ).fetchone()
            return None if found is None else MessageCursor(found[0], found[1])

        return await self._database.read(read)

    async def row_of(self, peer: Jid, message_id: str) -> int | None:
        """The row that `peer`'s conversation knows by `message_id`: an id attribute, origin id or stanza id."""

        def read(connection: Connection) -> int | None:
            line = Lines(connection).get(peer)
            found = TargetFinder(connection).newest(line, message_id) if line else None
            return found.row if found else None

        return await self._database.read(read)

    async def find(
        self,
        peer: Jid,
        text: str = "",
        *,
        sender: Jid | None = None,
        kinds: SearchKind = _ANY_KIND,
        since: Timestamp | None = None,
        until: Timestamp | None = None,
        limit: int = 50,
        before: MessageCursor | None = None,
    ) -> list[SearchHit]:
        """The newest `limit` messages with `peer` to which all that is asked for applies.

        Args:
            peer: the conversation.
            text: as typed, as for `SearchQueries.messages`; empty: whatever they say.
            sender: who said it: a bare address, or an occupant of a room.
            kinds: what they have to have, all of these.
            since: from then on.
            until: and not then or later.
            limit: how many at most.
            before: go on after this hit of an earlier answer.
        """
        is_own = sender is not None and self._own is not None and sender.bare == self._own.bare
        wanted = Wanted(text, sender, kinds, since, until, is_own)
        return await self._database.read(
            lambda connection: find(connection, self._account, peer, wanted, limit, before)
        )

    async def at_time(self, peer: Jid, at: Timestamp) -> int | None:
        """The row of the first message at or after `at`, else of the last one before; None where there is none."""
        return await self._database.read(lambda connection: row_at(connection, peer, at))

    async def mentions(
        self, peer: Jid | None, before: MessageCursor | None = None, limit: int = 50
    ) -> list[Message]:
        """The newest `limit` messages with `peer`, or with anybody, that name us, newest first; those just above
        `before` where that is given.
        """

        def read(connection: Connection) -> list[Message]:
            rows = mention_rows(connection, peer, before, limit)
            return messages_of(connection, rows, self._account)

        return await self._database.read(read)

    async def delete_here(self, *rows: int) -> RecordOutcome:
        """Delete messages from this machine: their texts are overwritten, and no copy brings them back."""

        def write(connection: Connection) -> RecordOutcome:
            lines = Lines(connection)
            writer = ShownWriter(connection, None)
            for row in rows:
                found = connection.execute(
                    "SELECT conversation FROM message WHERE row = ? AND is_hidden = 0", (row,)
                ).fetchone()
                if found is not None:
                    writer.hide(lines.by_id(found[0]), row)
            return lines.finish()

        return await self._database.write(write)

    def _recorder(
        self, connection: Connection, own_name_hints: Sequence[str], own: Jid | None
    ) -> Recorder:
        return Recorder(connection, self._history_until, own_name_hints, own or self._own)

    async def _page(
        self, peer: Jid, rest: str, parameters: tuple[SqlValue, ...], *, is_reversed: bool = False
    ) -> list[Message]:
        def read(connection: Connection) -> list[Message]:
            rows = connection.execute(
                f"{_IN_CONVERSATION} {rest}", (str(peer), *parameters)
            ).fetchall()
            messages = messages_of(connection, rows, self._account, str(peer))
            if is_reversed:
                messages.reverse()
            return messages

        return await self._database.read(read)
