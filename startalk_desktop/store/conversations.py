"""The conversations of one account, as the inbox lists them."""

from __future__ import annotations

from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.columns import MESSAGE_COLUMNS, MESSAGE_WIDTH, jid_of, message_of
from startalk_desktop.store.database import Database
from startalk_desktop.store.lines import Lines
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.sqlcipher import Connection, Row, SqlValue

# The name of a person is what the directory says, else the roster, else what was set, else the address.
_SELECT = f"""
    SELECT {MESSAGE_COLUMNS}, c.peer, c.kind, c.draft, c.is_pinned, c.is_joined, c.unread_count, c.mention_count,
           max(c.last_at, c.draft_at, CASE WHEN m.row IS NULL THEN c.created_at ELSE 0 END) AS activity,
           CASE WHEN c.kind = 'room' THEN c.name
                ELSE coalesce(nullif(person.name, ''), nullif(roster_item.name, ''), c.name) END AS name,
           CASE WHEN c.unread_count > 0 THEN
               (SELECT u.row FROM message u WHERE u.conversation = c.id AND u.is_unread = 1
                ORDER BY u.sent_at, u.row LIMIT 1) END AS first_unread
    FROM conversation c
    LEFT JOIN last_message m ON m.conversation = c.id
    LEFT JOIN person ON person.jid = c.peer
    LEFT JOIN roster_item ON roster_item.jid = c.peer
"""  # noqa: S608  constants


class ConversationQueries:
    """Read and change the lines of the inbox."""

    def __init__(self, database: Database, account: AccountId) -> None:
        self._database = database
        self._account = account

    async def all(self) -> list[Conversation]:
        """Every conversation: pinned ones first, then by last activity, newest first."""

        def read(connection: Connection) -> list[Conversation]:
            rows = connection.execute(f"{_SELECT} ORDER BY c.is_pinned DESC, activity DESC, c.id")
            return [self._conversation(row) for row in rows]

        return await self._database.read(read)

    async def get(self, peer: Jid) -> Conversation | None:
        """The conversation with `peer`, if there is one."""

        def read(connection: Connection) -> Conversation | None:
            row = connection.execute(f"{_SELECT} WHERE c.peer = ?", (str(peer),)).fetchone()
            return None if row is None else self._conversation(row)

        return await self._database.read(read)

    async def ensure(self, peer: Jid, kind: ConversationKind, name: str = "") -> RecordOutcome:
        """Make the conversation where there is none, and give it `name` where one is given."""

        def write(connection: Connection) -> RecordOutcome:
            lines = Lines(connection)
            line = lines.ensure(peer, kind)
            changed = connection.execute(
                "UPDATE conversation SET kind = ?1, name = coalesce(nullif(?2, ''), name)"
                " WHERE id = ?3 AND (kind <> ?1 OR ?2 NOT IN ('', name))",
                (kind.value, name, line.id),
            ).rowcount
            line.is_touched = line.is_touched or changed > 0
            return lines.finish()

        return await self._database.write(write)

    async def set_draft(self, peer: Jid, text: str) -> RecordOutcome:
        """Keep what is written and not sent; an empty text ends the draft."""
        at = now() if text.strip() else 0
        return await self._set(peer, "draft = ?, draft_at = ?", (text if at else "", at))

    async def set_pinned(self, peer: Jid, is_pinned: bool) -> RecordOutcome:
        """Keep the conversation at the top, or no longer."""
        return await self._set(peer, "is_pinned = ?", (is_pinned,))

    async def set_name(self, peer: Jid, name: str) -> RecordOutcome:
        """The name shown where neither directory nor roster has one for the peer."""
        return await self._set(peer, "name = ?", (name,))

    async def set_joined(self, peer: Jid, is_joined: bool) -> RecordOutcome:
        """Note whether we are in the room."""
        return await self._set(peer, "is_joined = ?", (is_joined,))

    async def mark_read(self, peer: Jid, up_to_row: int) -> RecordOutcome:
        """Note that everything up to `up_to_row` has been read; never goes back."""

        def write(connection: Connection) -> RecordOutcome:
            lines = Lines(connection)
            line = lines.get(peer)
            if line is None:
                return RecordOutcome()
            place = connection.execute(
                "SELECT sent_at FROM message WHERE row = ? AND conversation = ?",
                (up_to_row, line.id),
            ).fetchone()
            if place is not None:
                lines.read_up_to(line, place[0], up_to_row)
            return lines.finish()

        return await self._database.write(write)

    async def remove(self, peer: Jid) -> RecordOutcome:
        """Delete the conversation with all its messages from this machine.

        What the own archive has of it is not fetched again; a room's history is, should it be joined once more.
        """

        def write(connection: Connection) -> RecordOutcome:
            line = Lines(connection).get(peer)
            if line is None:
                return RecordOutcome()
            rows = connection.execute(
                "SELECT row FROM message WHERE conversation = ? AND is_hidden = 0", (line.id,)
            ).fetchall()
            connection.execute(
                "DELETE FROM message_words WHERE rowid IN (SELECT word_key FROM message WHERE conversation = ?)",
                (line.id,),
            )
            connection.execute("DELETE FROM conversation WHERE id = ?", (line.id,))
            connection.execute(
                "DELETE FROM archive_interval WHERE ? IN (archive, with_jid)", (str(peer),)
            )
            return RecordOutcome(
                removed={peer: tuple(sorted(row[0] for row in rows))}, peers=frozenset({peer})
            )

        return await self._database.write(write)

    async def _set(self, peer: Jid, what: str, values: tuple[SqlValue, ...]) -> RecordOutcome:
        def write(connection: Connection) -> RecordOutcome:
            count = connection.execute(
                f"UPDATE conversation SET {what} WHERE peer = ?",  # noqa: S608  the callers' constants
                (*values, str(peer)),
            ).rowcount
            return RecordOutcome(peers=frozenset({peer} if count else ()))

        return await self._database.write(write)

    def _conversation(self, row: Row) -> Conversation:
        peer, kind, draft, is_pinned, is_joined, unread, mentions, activity, name, first_unread = (
            row[MESSAGE_WIDTH:]
        )
        jid = jid_of(peer)
        return Conversation(
            id=ConversationId(self._account, jid),
            kind=ConversationKind(kind),
            name=name or jid.local or jid.domain,
            last_message=None if row[0] is None else message_of(row, self._account, peer),
            last_activity=activity,
            unread_count=unread,
            mention_count=mentions,
            draft=draft,
            is_pinned=bool(is_pinned),
            first_unread_row=first_unread,
            is_joined=bool(is_joined),
        )
