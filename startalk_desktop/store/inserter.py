"""Puts new messages into the table, the index of words and their conversation's counts."""

from __future__ import annotations

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.message import (
    DeliveryState,
    MessageKind,
    MessageSource,
    ReceivedMessage,
)
from startalk_desktop.store import identity
from startalk_desktop.store.belongings import keep_thumbnails
from startalk_desktop.store.content import Content
from startalk_desktop.store.lines import Line
from startalk_desktop.store.mentions import MentionRule
from startalk_desktop.store.sqlcipher import Connection
from startalk_desktop.store.word_index import WordIndex


class Inserter:
    """Writes within the transaction that `connection` is in.

    Args:
        connection: the writer's.
        history_until: messages out of the archive from before this time are history, not unread.
        rule: how others name us.
    """

    def __init__(self, connection: Connection, history_until: Timestamp, rule: MentionRule) -> None:
        self._connection = connection
        self._history_until = history_until
        self._rule = rule
        self._words = WordIndex(connection)

    def insert(
        self,
        line: Line,
        received: ReceivedMessage,
        author: str,
        at: Timestamp,
        state: DeliveryState,
    ) -> int:
        """Store `received` as a new row, and return that."""
        content = Content.of(received)
        is_others_text = not received.is_outgoing and received.kind is MessageKind.TEXT
        is_unread = (
            is_others_text
            and at >= line.read_at
            and not (received.source is MessageSource.ARCHIVE and at < self._history_until)
            and received.tombstone is None
        )
        is_mention = is_others_text and self._rule.names_us(received.text, received.mentions)
        key = self._free_word_key(at)
        real = received.sender_real_jid
        cursor = self._connection.execute(
            "INSERT INTO message (conversation, kind, author, sender, sender_real, is_outgoing, text, sent_at, state,"
            " stanza_id, origin_id, message_id, is_markable, is_unread, is_mention, word_key, occupant_id, content,"
            " reply_to, kinds, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                line.id,
                received.kind.value,
                author,
                str(received.sender),
                None if real is None else str(real),
                received.is_outgoing,
                received.text,
                at,
                int(state),
                received.stanza_id,
                self.free_origin(line, author, received.origin_id),
                received.message_id,
                received.is_markable,
                is_unread,
                is_mention,
                key,
                received.occupant_id,
                content.encoded(),
                "" if received.reply is None else received.reply.target_id,
                content.kinds(received.text, is_mention=is_mention),
                received.source.value,
            ),
        )
        row = cursor.lastrowid
        keep_thumbnails(self._connection, row, received.files)
        self._words.add(key, content.searchable(received.text), line.id)
        line.added.add(row)
        line.unread += is_unread
        line.mentions += is_unread and is_mention
        line.is_touched = True
        return row

    def free_origin(self, line: Line, author: str, origin_id: str) -> str:
        """`origin_id`, or nothing where its sender has used it for another message already."""
        if not origin_id:
            return ""
        taken = self._connection.execute(
            "SELECT 1 FROM message WHERE origin_id = ? AND origin_id <> '' AND author = ? AND conversation = ?",
            (origin_id, author, line.id),
        ).fetchone()
        return "" if taken else origin_id

    def _free_word_key(self, at: Timestamp) -> int:
        key = at
        while self._connection.execute(
            "SELECT 1 FROM message WHERE word_key = ?", (key,)
        ).fetchone():
            row = self._connection.execute(
                "SELECT max(word_key) FROM message WHERE word_key BETWEEN ? AND ?",
                (key, key + identity.SECOND),
            ).fetchone()
            key = (row[0] if row else key) + 1
        return key
