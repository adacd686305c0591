"""Messages of one account: recording what came, and reading pages of a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.identity import AccountId, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message, MessageCursor, ReceivedMessage
from startalk_desktop.store.archive import note_page
from startalk_desktop.store.columns import MESSAGE_COLUMNS, message_of
from startalk_desktop.store.database import Database
from startalk_desktop.store.lines import Line, Lines
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.recorder import Recorder
from startalk_desktop.store.sqlcipher import Connection, SqlValue

_SELECT = f"SELECT {MESSAGE_COLUMNS} FROM message m"  # noqa: S608  constants
_IN_CONVERSATION = f"""
    {_SELECT}
    WHERE m.conversation = (SELECT id FROM conversation WHERE peer = ?) AND m.is_hidden = 0
"""  # noqa: S608  constants


class MessageQueries:
    """Read and write the messages of one account. Pages are oldest first, whichever way they are asked for."""

    def __init__(self, database: Database, account: AccountId, history_until: Timestamp) -> None:
        self._database = database
        self._account = account
        self._history_until = history_until

    async def record(
        self, batch: Sequence[ReceivedMessage], *, own_name_hints: Sequence[str] = ()
    ) -> RecordOutcome:
        """Store what came, in one transaction. Recording a copy again changes nothing.

        Args:
            batch: in the order received.
            own_name_hints: texts (own name, own nick) whose use by others in a room is a mention.
        """

        def write(connection: Connection) -> RecordOutcome:
            recorder = Recorder(connection, self._history_until, own_name_hints)
            for received in batch:
                recorder.record(received)
            return recorder.finish()

        return await self._database.write(write)

    async def record_archive_page(
        self, query: ArchiveQuery, page: ArchivePage, *, own_name_hints: Sequence[str] = ()
    ) -> RecordOutcome:
        """Store an archive's page and what it tells of the archive's extent, in one transaction."""

        def write(connection: Connection) -> RecordOutcome:
            recorder = Recorder(connection, self._history_until, own_name_hints)
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
            return [message_of(found, self._account, str(peer)) for found in rows]

        return await self._database.read(read)

    async def by_rows(self, rows: Sequence[int]) -> list[Message]:
        """The messages of `rows` that are there, in the conversation's order."""

        def read(connection: Connection) -> list[Message]:
            marks = ",".join("?" * len(rows))
            found = connection.execute(
                f"SELECT {MESSAGE_COLUMNS}, c.peer FROM message m"  # noqa: S608  constants and marks
                f" JOIN conversation c ON c.id = m.conversation WHERE m.row IN ({marks})"
                " AND m.is_hidden = 0 ORDER BY m.sent_at, m.row",
                list(rows),
            )
            return [message_of(row, self._account, row[-1]) for row in found]

        return await self._database.read(read)

    async def row_of(self, peer: Jid, message_id: str) -> int | None:
        """The row that `peer`'s conversation knows by `message_id`: an id attribute, origin id or stanza id."""

        def read(connection: Connection) -> int | None:
            line = Lines(connection).get(peer)
            found = _named(connection, line, message_id) if line else None
            return found[0] if found else None

        return await self._database.read(read)

    async def delete_here(self, row: int) -> RecordOutcome:
        """Delete a message from this machine: its text is overwritten, and no copy brings it back."""

        def write(connection: Connection) -> RecordOutcome:
            found = connection.execute(
                "SELECT conversation, word_key FROM message WHERE row = ? AND is_hidden = 0", (row,)
            ).fetchone()
            if found is None:
                return RecordOutcome()
            lines = Lines(connection)
            line = lines.by_id(found[0])
            connection.execute("DELETE FROM message_words WHERE rowid = ?", (found[1],))
            connection.execute(
                "UPDATE message SET is_hidden = 1, is_unread = 0, text = '', revision = revision + 1"
                " WHERE row = ?",
                (row,),
            )
            line.removed.add(row)
            line.has_to_recount = line.is_touched = True
            return lines.finish()

        return await self._database.write(write)

    async def mark_delivered(self, peer: Jid, message_id: str) -> RecordOutcome:
        """Note that the peer's client has our message (XEP-0184)."""
        return await self._database.write(
            lambda connection: _advance(connection, peer, message_id, DeliveryState.DELIVERED)
        )

    async def mark_read_by_peer(self, peer: Jid, message_id: str) -> RecordOutcome:
        """Note that the peer has read our message, and with it all that the server has of ours before it
        (XEP-0333).
        """
        return await self._database.write(
            lambda connection: _advance(connection, peer, message_id, DeliveryState.READ)
        )

    async def _page(
        self, peer: Jid, rest: str, parameters: tuple[SqlValue, ...], *, is_reversed: bool = False
    ) -> list[Message]:
        def read(connection: Connection) -> list[Message]:
            rows = connection.execute(f"{_IN_CONVERSATION} {rest}", (str(peer), *parameters))
            messages = [message_of(row, self._account, str(peer)) for row in rows]
            if is_reversed:
                messages.reverse()
            return messages

        return await self._database.read(read)


def _advance(
    connection: Connection, peer: Jid, message_id: str, state: DeliveryState
) -> RecordOutcome:
    """Bring an own message forward to `state`; those before it come along where it was read."""
    lines = Lines(connection)
    line = lines.get(peer)
    found = _named(connection, line, message_id, is_outgoing=True) if line else None
    if line is None or found is None:
        return RecordOutcome()
    row, sent_at = found
    change = (
        "UPDATE message SET state = ?1, revision = revision + 1, failure_code = NULL,"
        " failure_detail = '' WHERE "
    )
    # FAILED counts as before DELIVERED: the peer's word is the better one.
    changed = connection.execute(
        f"{change} row = ?2 AND (state < ?1 OR state = 5) RETURNING row",
        (int(state), row),
    ).fetchall()
    if state is DeliveryState.READ:
        changed += connection.execute(
            f"{change} conversation = ?2 AND state IN (2, 3) AND (sent_at, row) <= (?3, ?4)"
            " RETURNING row",
            (int(state), line.id, sent_at, row),
        ).fetchall()
    line.updated.update(one[0] for one in changed)
    line.is_touched = bool(changed)
    return lines.finish()


def _named(
    connection: Connection, line: Line, message_id: str, *, is_outgoing: bool = False
) -> tuple[int, Timestamp] | None:
    """Row and time of the newest message that somebody may mean by `message_id`."""
    if not message_id:
        return None
    names = ("stanza_id", "origin_id", "message_id")
    which = " UNION ALL ".join(
        f"SELECT row, sent_at FROM message WHERE {name} = ?1 AND {name} <> '' AND conversation = ?2"  # noqa: S608
        f" AND is_outgoing >= ?3"
        for name in names
    )
    row = connection.execute(
        f"{which} ORDER BY sent_at DESC, row DESC LIMIT 1", (message_id, line.id, is_outgoing)
    ).fetchone()
    return None if row is None else (row[0], row[1])
