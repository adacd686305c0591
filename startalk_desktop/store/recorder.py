"""Writes messages that came, one row each however many copies came of it, inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.message import (
    DeliveryState,
    MessageKind,
    MessageSource,
    ReceivedMessage,
)
from startalk_desktop.store import identity
from startalk_desktop.store.copies import CopyFinder
from startalk_desktop.store.identity import KnownMessage
from startalk_desktop.store.lines import Line, Lines
from startalk_desktop.store.mentions import mention_pattern
from startalk_desktop.store.ordering import in_order, sane, settled
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.sqlcipher import Connection
from startalk_desktop.store.words import fold, index_words


class Recorder:
    """Records messages within the transaction that `connection` is in.

    Args:
        connection: the writer's.
        history_until: messages out of the archive from before this time are history, not unread.
        own_names: texts that, where somebody else writes them in a room, mention us.
    """

    def __init__(
        self, connection: Connection, history_until: Timestamp = 0, own_names: Sequence[str] = ()
    ) -> None:
        self._connection = connection
        self._history_until = history_until
        self._mention = mention_pattern(own_names)
        self._copies = CopyFinder(connection)
        self.lines = Lines(connection)

    def finish(self) -> RecordOutcome:
        """Bring the conversations up to date and say what changed. Call it once, last."""
        return self.lines.finish()

    def record(self, received: ReceivedMessage) -> int:
        """Store `received`, or add what it tells to the row that has it already. Returns the row."""
        line = self.lines.ensure(received.peer, received.conversation_kind)
        return self._record(line, received, self._copies.find(line, received))

    def record_page(
        self,
        page: Sequence[ReceivedMessage],
        after: Timestamp | None = None,
        before: Timestamp | None = None,
    ) -> None:
        """Store messages of one archive that follow one another in it, oldest first, and keep that order.

        `after` and `before` are the stored times of their neighbours in the archive, where known.
        """
        found: list[list[KnownMessage]] = []
        times: list[Timestamp] = []
        for received in page:
            line = self.lines.get(received.peer)
            known = self._copies.find(line, received) if line else []
            stamp = sane(received.sent_at)
            times.append(settled(known[0].sent_at, stamp) if known else stamp)
            found.append(known)
        has_ids = all(received.origin_id or received.message_id for received in page)
        seen: set[str] = set()
        written: set[int] = set()
        for received, before_page, time in zip(
            page, found, in_order(times, after, before), strict=True
        ):
            line = self.lines.ensure(received.peer, received.conversation_kind)
            ids = {received.stanza_id, received.origin_id, received.message_id} - {""}
            # What was found before holds, unless the page has brought another copy meanwhile.
            is_changed = ids & seen or any(known.row in written for known in before_page)
            known = self._copies.find(line, received) if is_changed or not has_ids else before_page
            seen |= ids
            written.update(one.row for one in known)
            written.add(self._record(line, received, known, time))

    def insert_own(
        self, line: Line, message: ReceivedMessage, at: Timestamp, state: DeliveryState
    ) -> int:
        """Store a message of ours that no server has seen yet, at the time `at`."""
        return self._insert(line, message, "", at, state)

    def time_of(self, stanza_id: str, is_room: bool, peer: str) -> Timestamp | None:
        """When the message that the own archive, or the room `peer`, calls `stanza_id` was sent, if it is stored."""
        place = "c.peer = ?2" if is_room else "c.kind = 'direct'"
        row = self._connection.execute(
            "SELECT m.sent_at FROM message m JOIN conversation c ON c.id = m.conversation"  # noqa: S608
            f" WHERE m.stanza_id = ?1 AND m.stanza_id <> '' AND {place}",
            (stanza_id, peer) if is_room else (stanza_id,),
        ).fetchone()
        return None if row is None else int(row[0])

    def _record(
        self,
        line: Line,
        received: ReceivedMessage,
        found: list[KnownMessage],
        time: Timestamp | None = None,
    ) -> int:
        if not found:
            author = identity.author_of(line.kind, received.sender, received.is_outgoing)
            state = DeliveryState.SENT if received.is_outgoing else DeliveryState.RECEIVED
            at = sane(received.sent_at) if time is None else time
            row = self._insert(line, received, author, at, state)
            if received.is_outgoing:
                self.lines.read_up_to(line, at, row)
            return row
        kept = min(found, key=lambda known: known.row)
        for copy in found:
            if copy.row != kept.row:
                kept = self._absorb(line, kept, copy)
        self._confirm(line, kept, received, time)
        return kept.row

    def _insert(
        self,
        line: Line,
        received: ReceivedMessage,
        author: str,
        at: Timestamp,
        state: DeliveryState,
    ) -> int:
        is_unread = (
            not received.is_outgoing
            and received.kind is MessageKind.TEXT
            and at >= line.read_at
            and not (received.source is MessageSource.ARCHIVE and at < self._history_until)
        )
        is_mention = (
            is_unread
            and self._mention is not None
            and bool(self._mention.search(fold(received.text)))
        )
        key = self._free_word_key(at)
        real = received.sender_real_jid
        cursor = self._connection.execute(
            "INSERT INTO message (conversation, kind, author, sender, sender_real, is_outgoing, text, sent_at, state,"
            " stanza_id, origin_id, message_id, is_markable, is_unread, is_mention, word_key)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                self._free_origin(line, author, received.origin_id),
                received.message_id,
                received.is_markable,
                is_unread,
                is_mention,
                key,
            ),
        )
        row = cursor.lastrowid
        self._connection.execute(
            "INSERT INTO message_words (rowid, words, place) VALUES (?, ?, ?)",
            (key, index_words(received.text), f"c{line.id}"),
        )
        line.added.add(row)
        line.unread += is_unread
        line.mentions += is_mention
        line.is_touched = True
        return row

    def _confirm(
        self, line: Line, known: KnownMessage, received: ReceivedMessage, time: Timestamp | None
    ) -> None:
        """Add to a known row what this copy tells: identifiers, that the server has it, the archive's time."""
        is_outgoing = known.is_outgoing or received.is_outgoing
        author = "" if is_outgoing else known.author
        changed = replace(
            known,
            is_outgoing=is_outgoing,
            author=author,
            state=identity.confirmed(known) if is_outgoing else known.state,
            sent_at=known.sent_at if time is None else time,
            stanza_id=known.stanza_id or received.stanza_id,
            origin_id=known.origin_id
            if known.origin_id and author == known.author
            else self._free_origin(line, author, known.origin_id or received.origin_id),
            message_id=known.message_id or received.message_id,
        )
        if changed == known:
            return
        self._connection.execute(
            "UPDATE message SET author = ?, is_outgoing = ?, state = ?, sent_at = ?, stanza_id = ?, origin_id = ?,"
            " message_id = ?, is_unread = is_unread AND NOT ?2, revision = revision + 1,"
            " failure_code = CASE WHEN ?3 = 5 THEN failure_code END,"
            " failure_detail = CASE WHEN ?3 = 5 THEN failure_detail ELSE '' END WHERE row = ?",
            (
                changed.author,
                changed.is_outgoing,
                int(changed.state),
                changed.sent_at,
                changed.stanza_id,
                changed.origin_id,
                changed.message_id,
                changed.row,
            ),
        )
        line.is_touched = True
        line.has_to_recount |= changed.is_outgoing != known.is_outgoing
        if not known.is_hidden:
            line.updated.add(known.row)

    def _absorb(self, line: Line, kept: KnownMessage, copy: KnownMessage) -> KnownMessage:
        """Make one row of two that a third copy has shown to be one message."""
        self.delete(line, copy.row)
        merged = replace(
            kept,
            stanza_id=kept.stanza_id or copy.stanza_id,
            origin_id=kept.origin_id or copy.origin_id,
            message_id=kept.message_id or copy.message_id,
            state=max(kept.state, copy.state, key=_progress),
        )
        self._connection.execute(
            "UPDATE message SET stanza_id = ?, origin_id = ?, message_id = ?, state = ?, revision = revision + 1"
            " WHERE row = ?",
            (merged.stanza_id, merged.origin_id, merged.message_id, int(merged.state), kept.row),
        )
        line.updated.add(kept.row)
        return merged

    def delete(self, line: Line, row: int) -> None:
        """Delete a row wholly, identity and all."""
        self._connection.execute(
            "DELETE FROM message_words WHERE rowid = (SELECT word_key FROM message WHERE row = ?)",
            (row,),
        )
        self._connection.execute("DELETE FROM message WHERE row = ?", (row,))
        line.removed.add(row)
        line.has_to_recount = line.is_touched = True

    def _free_origin(self, line: Line, author: str, origin_id: str) -> str:
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


def _progress(state: DeliveryState) -> int:
    order = (
        DeliveryState.RECEIVED,
        DeliveryState.FAILED,
        DeliveryState.QUEUED,
        DeliveryState.SENT,
        DeliveryState.DELIVERED,
        DeliveryState.READ,
    )
    return order.index(state)
