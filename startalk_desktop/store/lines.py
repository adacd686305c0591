"""The conversations that one transaction touches: found, made, and brought up to date before it commits."""

from __future__ import annotations

from dataclasses import dataclass, field

from startalk_desktop.model.identity import ConversationKind, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.store.columns import MESSAGE_COLUMNS
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.sqlcipher import Connection, Row


@dataclass(slots=True)
class Line:
    """A conversation within a transaction, and what happened to it so far."""

    id: int
    peer: Jid
    kind: ConversationKind
    read_at: Timestamp
    read_row: int
    added: set[int] = field(default_factory=set)
    updated: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    unread: int = 0  # what came on top of the stored counts
    mentions: int = 0
    has_to_recount: bool = False
    is_touched: bool = False
    has_new_readers: bool = False
    # Whether anything names messages of this conversation: annotations, or answers.
    may_be_named: bool = False


_COLUMNS = (
    "id, peer, kind, read_at, read_row,"
    " EXISTS (SELECT 1 FROM annotation a WHERE a.peer = conversation.peer)"
    " OR EXISTS (SELECT 1 FROM message m WHERE m.conversation = conversation.id AND m.reply_to <> '')"
)
_COPY_LAST = f"""
    INSERT INTO last_message (conversation, {MESSAGE_COLUMNS.replace("m.", "")})
    SELECT m.conversation, {MESSAGE_COLUMNS} FROM message m
    WHERE m.conversation = ? AND m.is_hidden = 0 ORDER BY m.sent_at DESC, m.row DESC LIMIT 1
    RETURNING sent_at
"""  # noqa: S608  constants


class Lines:
    """Conversations by peer, each looked up once. Use one instance for one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_peer: dict[Jid, Line] = {}

    def get(self, peer: Jid) -> Line | None:
        """The conversation with `peer`, if there is one."""
        if (line := self._by_peer.get(peer)) is None:
            row = self._connection.execute(
                f"SELECT {_COLUMNS} FROM conversation WHERE peer = ?",  # noqa: S608  a constant
                (str(peer),),
            ).fetchone()
            line = self._keep(row)
        return line

    def by_id(self, conversation: int) -> Line:
        """The conversation that the database knows as `conversation`.

        Raises:
            KeyError: there is none.
        """
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM conversation WHERE id = ?",  # noqa: S608  a constant
            (conversation,),
        ).fetchone()
        if row is None:
            raise KeyError(conversation)
        return self._by_peer.get(jid_of(row[1])) or self._made(row)

    def ensure(self, peer: Jid, kind: ConversationKind) -> Line:
        """The conversation with `peer`, made now where there is none."""
        if (line := self.get(peer)) is not None:
            return line
        cursor = self._connection.execute(
            "INSERT INTO conversation (peer, kind, created_at) VALUES (?, ?, ?)",
            (str(peer), kind.value, now()),
        )
        line = Line(cursor.lastrowid, peer, kind, 0, 0, is_touched=True)
        line.may_be_named = self._is_awaited(peer)
        self._by_peer[peer] = line
        return line

    def read_up_to(self, line: Line, at: Timestamp, row: int) -> None:
        """Note that everything up to ``(at, row)`` has been read; never goes back."""
        if (at, row) <= (line.read_at, line.read_row):
            return
        line.read_at, line.read_row = at, row
        self._connection.execute(
            "UPDATE conversation SET read_at = ?, read_row = ? WHERE id = ?", (at, row, line.id)
        )
        changed = self._connection.execute(
            "UPDATE message SET is_unread = 0"
            " WHERE conversation = ? AND is_unread = 1 AND (sent_at, row) <= (?, ?)",
            (line.id, at, row),
        ).rowcount
        if changed:
            line.has_to_recount = line.is_touched = True

    def finish(self) -> RecordOutcome:
        """Write the summary columns of all touched conversations and say what changed."""
        touched = [line for line in self._by_peer.values() if line.is_touched]
        for line in touched:
            self._refresh(line)
        return RecordOutcome(
            added={
                line.peer: _rows(line.added - line.removed)
                for line in touched
                if line.added - line.removed
            },
            updated={
                line.peer: rows
                for line in touched
                if (rows := _rows(line.updated - line.added - line.removed))
            },
            removed={
                line.peer: rows for line in touched if (rows := _rows(line.removed - line.added))
            },
            peers=frozenset(line.peer for line in touched),
            readers=frozenset(line.peer for line in self._by_peer.values() if line.has_new_readers),
        )

    def _refresh(self, line: Line) -> None:
        self._connection.execute("DELETE FROM last_message WHERE conversation = ?", (line.id,))
        last = self._connection.execute(_COPY_LAST, (line.id,)).fetchone()
        self._connection.execute(
            "UPDATE conversation SET last_at = ?, unread_count = unread_count + ?,"
            " mention_count = mention_count + ? WHERE id = ?",
            (last[0] if last else 0, line.unread, line.mentions, line.id),
        )
        if line.has_to_recount:
            self._connection.execute(
                "UPDATE conversation SET (unread_count, mention_count) ="
                " (SELECT count(*), coalesce(sum(is_mention), 0) FROM message"
                "  WHERE conversation = ?1 AND is_unread = 1) WHERE id = ?1",
                (line.id,),
            )

    def _is_awaited(self, peer: Jid) -> bool:
        """Whether something was said of messages of a conversation that is only made now."""
        return bool(
            self._connection.execute(
                "SELECT 1 FROM annotation WHERE peer = ? LIMIT 1", (str(peer),)
            ).fetchone()
        )

    def _keep(self, row: Row | None) -> Line | None:
        return None if row is None else self._made(row)

    def _made(self, row: Row) -> Line:
        line = Line(row[0], jid_of(row[1]), ConversationKind(row[2]), row[3], row[4])
        line.may_be_named = bool(row[5])
        self._by_peer[line.peer] = line
        return line


def _rows(rows: set[int]) -> tuple[int, ...]:
    return tuple(sorted(rows))
