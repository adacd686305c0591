"""The conversations of one account, as the inbox lists them."""

from __future__ import annotations

from collections.abc import Sequence

from startalk_desktop.model.conversation import (
    Conversation,
    ConversationSettings,
    NotifyLevel,
)
from startalk_desktop.model.identity import (
    AccountId,
    ConversationId,
    ConversationKind,
    Timestamp,
    now,
)
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message
from startalk_desktop.store.columns import MESSAGE_COLUMNS, MESSAGE_WIDTH, messages_of
from startalk_desktop.store.content import Content
from startalk_desktop.store.database import Database
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.lines import Lines
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.sqlcipher import Connection, Row, SqlValue
from startalk_desktop.store.word_index import WordIndex

# The name of a person is the owner's remark, else what the directory says, else the roster, else what was set, else the
# address. What is archived away comes back with a message after the one that the archive calls so, or, where that one
# is not here, after that time; what is marked unread is so until something after that is read. Where there is no row of
# a place, nobody has read up to there: what was said before the own time there is no news, that is all.
_SELECT = f"""
    SELECT {MESSAGE_COLUMNS}, c.peer, c.kind, c.draft, coalesce(s.is_pinned, 0), c.is_joined, c.unread_count,
           c.mention_count,
           max(c.last_at, c.draft_at, CASE WHEN m.row IS NULL THEN c.created_at ELSE 0 END) AS activity,
           CASE WHEN c.kind = 'room' THEN c.name
                ELSE coalesce(nullif(s.remark, ''), nullif(person.name, ''), nullif(roster_item.name, ''),
                              c.name) END AS name,
           CASE WHEN c.unread_count > 0 THEN
               (SELECT u.row FROM message u WHERE u.conversation = c.id AND u.is_unread = 1
                ORDER BY u.sent_at, u.row LIMIT 1) END AS first_unread,
           CASE WHEN c.mention_count > 0 THEN
               (SELECT u.row FROM message u WHERE u.conversation = c.id AND u.is_unread = 1
                AND +u.is_mention = 1  -- of few unread ones, not of all that ever named us
                ORDER BY u.sent_at, u.row LIMIT 1) END AS first_mention,
           (SELECT d.row FROM message d WHERE d.row = c.draft_reply AND d.is_hidden = 0) AS draft_reply,
           coalesce(s.is_starred, 0),
           CASE WHEN s.hidden_at IS NULL THEN 0 ELSE c.last_at <= coalesce(
               (SELECT h.sent_at FROM message h
                WHERE h.stanza_id = s.hidden_id AND h.stanza_id <> '' AND h.conversation = c.id),
               s.hidden_at) END,
           CASE WHEN s.unread_at IS NULL THEN 0 ELSE c.read_row = 0 OR c.read_at <= coalesce(
               (SELECT h.sent_at FROM message h
                WHERE h.stanza_id = s.unread_id AND h.stanza_id <> '' AND h.conversation = c.id),
               s.unread_at) END,
           s.notify, s.mute_until, coalesce(s.remark, ''),
           c.kind <> 'room' AND EXISTS (SELECT 1 FROM blocked b WHERE b.jid = c.peer AND b.state <> 'removing'),
           c.is_anonymous
    FROM conversation c
    LEFT JOIN last_message m ON m.conversation = c.id
    LEFT JOIN person ON person.jid = c.peer
    LEFT JOIN roster_item ON roster_item.jid = c.peer
    LEFT JOIN conversation_setting s ON s.peer = c.peer
"""  # noqa: S608  constants


class ConversationQueries:
    """Read and change the lines of the inbox."""

    def __init__(self, database: Database, account: AccountId) -> None:
        self._database = database
        self._account = account

    async def all(self) -> list[Conversation]:
        """Every conversation: pinned ones first, then by last activity, newest first."""

        def read(connection: Connection) -> list[Conversation]:
            rows = connection.execute(
                f"{_SELECT} ORDER BY coalesce(s.is_pinned, 0) DESC, activity DESC, c.id"
            ).fetchall()
            return self._conversations(connection, rows)

        return await self._database.read(read)

    async def get(self, peer: Jid) -> Conversation | None:
        """The conversation with `peer`, if there is one."""

        def read(connection: Connection) -> Conversation | None:
            rows = connection.execute(f"{_SELECT} WHERE c.peer = ?", (str(peer),)).fetchall()
            return next(iter(self._conversations(connection, rows)), None)

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

    async def set_draft(self, peer: Jid, text: str, reply_row: int | None = None) -> RecordOutcome:
        """Keep what is written and not sent, and what it answers; an empty text is no draft, but may answer."""
        at = now() if text.strip() else 0
        what = "draft = ?, draft_at = ?, draft_reply = ?"
        return await self._set(peer, what, (text if at else "", at, reply_row))

    async def set_name(self, peer: Jid, name: str) -> RecordOutcome:
        """The name shown where neither directory nor roster has one for the peer."""
        return await self._set(peer, "name = ?", (name,))

    async def set_joined(self, peer: Jid, is_joined: bool) -> RecordOutcome:
        """Note whether we are in the room."""
        return await self._set(peer, "is_joined = ?", (is_joined,))

    async def set_anonymous(self, peer: Jid, is_anonymous: bool) -> RecordOutcome:
        """Note whether the room hides real addresses."""
        return await self._set(peer, "is_anonymous = ?", (is_anonymous,))

    async def mark_read(self, peer: Jid, up_to_row: int) -> RecordOutcome:
        """Note that everything up to `up_to_row` has been read; never goes back."""

        def write(connection: Connection) -> RecordOutcome:
            lines = Lines(connection)
            line = lines.get(peer)
            if line is None:
                return RecordOutcome()
            before = (line.read_at, line.read_row)
            place = connection.execute(
                "SELECT sent_at FROM message WHERE row = ? AND conversation = ?",
                (up_to_row, line.id),
            ).fetchone()
            if place is not None:
                lines.read_up_to(line, place[0], up_to_row)
            if before != (line.read_at, line.read_row) and not line.is_touched:
                line.is_touched = _is_marked(connection, peer)  # it may be read past the mark
            return lines.finish()

        return await self._database.write(write)

    async def skip_until(self, peer: Jid, at: Timestamp) -> RecordOutcome:
        """What was said before `at` is no news, whenever it turns up: we were not there."""

        def write(connection: Connection) -> RecordOutcome:
            lines = Lines(connection)
            line = lines.get(peer)
            if line is None:
                return RecordOutcome()
            lines.read_up_to(line, at, 0)
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
            found = connection.execute(
                "SELECT row, word_key, text, content, is_hidden, is_retracted FROM message WHERE conversation = ?",
                (line.id,),
            ).fetchall()
            rows = [row[0] for row in found if not row[4]]
            words = [
                (key, Content.decoded(content).searchable(text))
                for _, key, text, content, is_hidden, is_retracted in found
                if not (is_hidden or is_retracted)
            ]
            WordIndex(connection).remove_all(words, line.id)
            connection.execute("DELETE FROM annotation WHERE peer = ?", (str(peer),))
            connection.execute("DELETE FROM conversation WHERE id = ?", (line.id,))
            connection.execute(
                "DELETE FROM archive_interval WHERE ? IN (archive, with_jid)", (str(peer),)
            )
            return RecordOutcome(removed={peer: tuple(sorted(rows))}, peers=frozenset({peer}))

        return await self._database.write(write)

    async def _set(self, peer: Jid, what: str, values: tuple[SqlValue, ...]) -> RecordOutcome:
        def write(connection: Connection) -> RecordOutcome:
            count = connection.execute(
                f"UPDATE conversation SET {what} WHERE peer = ?",  # noqa: S608  the callers' constants
                (*values, str(peer)),
            ).rowcount
            return RecordOutcome(peers=frozenset({peer} if count else ()))

        return await self._database.write(write)

    def _conversations(self, connection: Connection, rows: Sequence[Row]) -> list[Conversation]:
        lasts = [row for row in rows if row[0] is not None]
        messages = iter(messages_of(connection, lasts, self._account))
        return [self._conversation(row, None if row[0] is None else next(messages)) for row in rows]

    def _conversation(self, row: Row, last: Message | None) -> Conversation:
        peer, kind, draft, is_pinned, is_joined, unread, mentions, activity, name, *rest = row[
            MESSAGE_WIDTH:
        ]
        first_unread, first_mention, draft_reply, is_starred, is_hidden, *rest = rest
        is_marked_unread, notify, mute_until, remark, is_blocked, is_anonymous = rest
        chosen = ConversationSettings(notify=None if notify is None else NotifyLevel(notify))
        jid = jid_of(peer)
        return Conversation(
            id=ConversationId(self._account, jid),
            kind=ConversationKind(kind),
            name=name or jid.resource or jid.local or jid.domain,
            last_message=last,
            last_activity=activity,
            unread_count=unread,
            mention_count=mentions,
            draft=draft,
            is_pinned=bool(is_pinned),
            first_unread_row=first_unread,
            is_joined=bool(is_joined),
            first_mention_row=first_mention,
            draft_reply_row=draft_reply,
            is_starred=bool(is_starred),
            is_hidden=bool(is_hidden),
            is_marked_unread=bool(is_marked_unread),
            notify=chosen.level(ConversationKind(kind)),
            mute_until=mute_until,
            remark=remark,
            is_blocked=bool(is_blocked),
            is_anonymous=None if is_anonymous is None else bool(is_anonymous),
        )


def _is_marked(connection: Connection, peer: Jid) -> bool:
    found = connection.execute(
        "SELECT 1 FROM conversation_setting WHERE peer = ? AND unread_at IS NOT NULL", (str(peer),)
    ).fetchone()
    return found is not None
