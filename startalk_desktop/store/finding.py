"""Finding messages inside one conversation: by words and by what they are, by day, and where we are named."""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.identity import AccountId, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageCursor, SearchHit
from startalk_desktop.store.columns import MESSAGE_COLUMNS, messages_of
from startalk_desktop.store.search import hit, word_key
from startalk_desktop.store.search_query import SearchKind
from startalk_desktop.store.sqlcipher import Connection, Row, SqlValue
from startalk_desktop.store.words import WordQuery

_LAST = (2**62, 2**62)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; see `MessageQueries.find`."""

    text: str
    sender: Jid | None
    kinds: SearchKind
    since: Timestamp | None
    until: Timestamp | None
    is_own: bool = False  # said by us, under whatever name

    def conditions(self) -> tuple[str, list[SqlValue]]:
        """All but the words, as SQL on the message `m`, and its parameters."""
        parts = ["m.is_hidden = 0"]
        values: list[SqlValue] = []
        if self.kinds:
            # `kinds <> 0` is the condition of the index.
            parts.append("m.kinds <> 0 AND m.kinds & ? = ?")
            values += [int(self.kinds), int(self.kinds)]
        if self.since is not None:
            parts.append("m.sent_at >= ?")
            values.append(self.since)
        if self.until is not None:
            parts.append("m.sent_at < ?")
            values.append(self.until)
        if self.is_own:
            parts.append("m.is_outgoing = 1")
        elif self.sender is not None:
            # Of a direct chat, `sender` has the device, too.
            name = str(self.sender)
            parts.append(
                "(m.sender_real = ? OR m.sender = ? OR substr(m.sender, 1, ?) = ?)"
                if self.sender.is_bare
                else "m.sender = ?"
            )
            values += [name, name, len(name) + 1, f"{name}/"] if self.sender.is_bare else [name]
        return " AND ".join(parts), values


def find(
    connection: Connection,
    account: AccountId,
    peer: Jid,
    wanted: Wanted,
    limit: int,
    before: MessageCursor | None,
) -> list[SearchHit]:
    """The newest `limit` messages with `peer` that are `wanted`, those after the hit `before` where it is given."""
    place = connection.execute(
        "SELECT id FROM conversation WHERE peer = ?", (str(peer),)
    ).fetchone()
    query = WordQuery.parse(wanted.text)
    if place is None or (query.is_empty and wanted.text.strip()):
        return []
    conditions, values = wanted.conditions()
    if query.is_empty:
        start = _LAST if before is None else (before.sent_at, before.row)
        rows = connection.execute(
            f"SELECT {MESSAGE_COLUMNS} FROM message m WHERE m.conversation = ?"  # noqa: S608  constants
            f" AND (m.sent_at, m.row) < (?, ?) AND {conditions} ORDER BY m.sent_at DESC, m.row DESC LIMIT ?",
            (place[0], *start, *values, limit),
        ).fetchall()
    else:
        expression = f"({query.expression}) AND place : c{place[0]}"
        rows = connection.execute(
            f"SELECT {MESSAGE_COLUMNS} FROM message_words w JOIN message m ON m.word_key = w.rowid"  # noqa: S608
            f" WHERE message_words MATCH ? AND w.rowid < ? AND {conditions} ORDER BY w.rowid DESC LIMIT ?",
            (expression, word_key(connection, before), *values, limit),
        ).fetchall()
    return [hit(query, message) for message in messages_of(connection, rows, account, str(peer))]


def row_at(connection: Connection, peer: Jid, at: Timestamp) -> int | None:
    """The row of the first message with `peer` at or after `at`, else of the last before."""
    for condition, direction in ((">=", ""), ("<", "DESC")):
        found = connection.execute(
            "SELECT row FROM message WHERE conversation = (SELECT id FROM conversation WHERE peer = ?)"  # noqa: S608
            f" AND is_hidden = 0 AND sent_at {condition} ? ORDER BY sent_at {direction}, row {direction} LIMIT 1",
            (str(peer), at),
        ).fetchone()
        if found is not None:
            return int(found[0])
    return None


def mention_rows(
    connection: Connection, peer: Jid | None, before: MessageCursor | None, limit: int
) -> list[Row]:
    """The newest messages with `peer`, or with anybody, above `before` that name us, newest first.

    They have `MESSAGE_COLUMNS` and then the peer.
    """
    start = _LAST if before is None else (before.sent_at, before.row)
    which = "c.peer = ?" if peer is not None else "1"
    return connection.execute(
        f"SELECT {MESSAGE_COLUMNS}, c.peer FROM message m JOIN conversation c ON c.id = m.conversation"  # noqa: S608  constants
        f" WHERE {which} AND m.is_mention = 1 AND m.is_hidden = 0 AND (m.sent_at, m.row) < (?, ?)"
        " ORDER BY m.sent_at DESC, m.row DESC LIMIT ?",
        (*(() if peer is None else (str(peer),)), *start, limit),
    ).fetchall()
