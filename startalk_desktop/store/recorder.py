"""Writes messages that came, one row each however many copies came of it, inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, ReceivedMessage
from startalk_desktop.store import belongings, identity
from startalk_desktop.store.annotator import Annotator
from startalk_desktop.store.content import Marks
from startalk_desktop.store.copies import CopyFinder
from startalk_desktop.store.identity import KnownMessage
from startalk_desktop.store.inserter import Inserter
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.lines import Line, Lines
from startalk_desktop.store.mentions import MentionRule
from startalk_desktop.store.ordering import in_order, sane, settled
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.sqlcipher import Connection
from startalk_desktop.store.word_index import WordIndex


class Recorder:
    """Records messages within the transaction that `connection` is in.

    Args:
        connection: the writer's.
        history_until: messages out of the archive from before this time are history, not unread.
        own_names: texts that, where somebody else writes them in a room, mention us.
        own: the own address, which others may refer to.
    """

    def __init__(
        self,
        connection: Connection,
        history_until: Timestamp = 0,
        own_names: Sequence[str] = (),
        own: Jid | None = None,
    ) -> None:
        self._connection = connection
        self._copies = CopyFinder(connection)
        rule = MentionRule(own_names, own)
        self._inserter = Inserter(connection, history_until, rule)
        self.lines = Lines(connection)
        self.annotator = Annotator(connection, self.lines, rule, own)

    def finish(self) -> RecordOutcome:
        """Bring the conversations up to date and say what changed. Call it once, last."""
        return self.annotator.finish()

    def annotate(self, annotation: Annotation) -> None:
        """Take in what somebody says about a message, which may be one still to come."""
        self.annotator.record(annotation)

    def annotate_page(self, annotations: Sequence[Annotation]) -> None:
        """Take in what one archive has, oldest first, and keep that order: its stamps may be of whole seconds."""
        times = in_order([sane(one.at) for one in annotations])
        for annotation, at in zip(annotations, times, strict=True):
            self.annotate(replace(annotation, at=at))

    def record(self, received: ReceivedMessage) -> int:
        """Store `received`, or add what it tells to the row that has it already. Returns the row."""
        line = self._line_of(received)
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
            line = self._talk_of(received) or self.lines.get(received.peer)
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
            line = self._line_of(received)
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

    def _line_of(self, received: ReceivedMessage) -> Line:
        return self._talk_of(received) or self.lines.ensure(
            received.peer, received.conversation_kind
        )

    def _talk_of(self, received: ReceivedMessage) -> Line | None:
        """The conversation that has an occupant's private message already.

        Live, a room may have told who the occupant is, and the message is with that person. The archive does not know
        that; its id is the own archive's, so the same id is the same message.
        """
        if received.peer.is_bare or not received.stanza_id:
            return None
        row = self._connection.execute(
            "SELECT c.peer FROM message m JOIN conversation c ON c.id = m.conversation"
            " WHERE m.stanza_id = ? AND m.stanza_id <> '' AND c.kind = 'direct'",
            (received.stanza_id,),
        ).fetchone()
        return None if row is None else self.lines.get(jid_of(row[0]))

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
                self.annotator.readers.catch_up(line, row, at)
            return row
        kept = before = min(found, key=lambda known: known.row)
        for copy in found:
            if copy.row != kept.row:
                kept = self._absorb(line, kept, copy)
        changed = self._confirm(line, kept, received, time)
        if _names(changed) != _names(before):
            names = (changed.stanza_id, changed.origin_id, changed.message_id)
            self.annotator.named(line, names)
        if received.tombstone is not None:
            self.annotator.shown.retract(line, kept.row, received.tombstone)
        if (changed.state, changed.sent_at) != (before.state, before.sent_at):
            self.annotator.readers.catch_up(line, kept.row, changed.sent_at)
        return kept.row

    def _insert(
        self,
        line: Line,
        received: ReceivedMessage,
        author: str,
        at: Timestamp,
        state: DeliveryState,
    ) -> int:
        row = self._inserter.insert(line, received, author, at, state)
        if received.reply is not None:
            self.annotator.answers(line, row, received.reply.target_id)
        names = (received.stanza_id, received.origin_id, received.message_id)
        self.annotator.named(line, names)
        if received.tombstone is not None:
            self.annotator.shown.retract(line, row, received.tombstone)
        return row

    def _confirm(
        self, line: Line, known: KnownMessage, received: ReceivedMessage, time: Timestamp | None
    ) -> KnownMessage:
        """Add to a known row what this copy tells: identifiers, that the server has it, the archive's time."""
        is_outgoing = known.is_outgoing or received.is_outgoing
        author = "" if is_outgoing else known.author
        real = received.sender_real_jid
        changed = replace(
            known,
            is_outgoing=is_outgoing,
            author=author,
            state=identity.confirmed(known) if is_outgoing else known.state,
            sent_at=known.sent_at if time is None else time,
            stanza_id=known.stanza_id or received.stanza_id,
            origin_id=known.origin_id
            if known.origin_id and author == known.author
            else self._inserter.free_origin(line, author, known.origin_id or received.origin_id),
            message_id=known.message_id or received.message_id,
            sender_real=known.sender_real or (None if real is None else str(real)),
            occupant_id=known.occupant_id or received.occupant_id,
        )
        if changed == known:
            return known
        self._connection.execute(
            "UPDATE message SET author = ?, is_outgoing = ?, state = ?, sent_at = ?, stanza_id = ?, origin_id = ?,"
            " message_id = ?, sender_real = ?, occupant_id = ?, is_unread = is_unread AND NOT ?2,"
            " is_mention = is_mention AND NOT ?2, kinds = kinds & ~(8 * ?2), revision = revision + 1,"
            " failure_code = CASE WHEN ?3 = 5 THEN failure_code END,"
            " failure_detail = CASE WHEN ?3 = 5 THEN failure_detail ELSE '' END,"
            " failure_by = CASE WHEN ?3 = 5 THEN failure_by ELSE '' END WHERE row = ?",
            (
                changed.author,
                changed.is_outgoing,
                int(changed.state),
                changed.sent_at,
                changed.stanza_id,
                changed.origin_id,
                changed.message_id,
                changed.sender_real,
                changed.occupant_id,
                changed.row,
            ),
        )
        line.is_touched = True
        line.has_to_recount |= changed.is_outgoing != known.is_outgoing
        if not known.is_hidden:
            line.updated.add(known.row)
        return changed

    def _absorb(self, line: Line, kept: KnownMessage, copy: KnownMessage) -> KnownMessage:
        """Make one row of two that a third copy has shown to be one message."""
        shown = self.annotator.shown
        face = shown.face(copy.row)
        self.annotator.join(line, kept.row, copy.row)
        belongings.move(self._connection, copy.row, kept.row)
        self._remove(line, copy.row)
        merged = replace(
            kept,
            stanza_id=kept.stanza_id or copy.stanza_id,
            origin_id=kept.origin_id or copy.origin_id,
            message_id=kept.message_id or copy.message_id,
            state=max(kept.state, copy.state, key=_progress),
            sender_real=kept.sender_real or copy.sender_real,
            occupant_id=kept.occupant_id or copy.occupant_id,
        )
        self._connection.execute(
            "UPDATE message SET stanza_id = ?, origin_id = ?, message_id = ?, state = ?, sender_real = ?,"
            " occupant_id = ?, revision = revision + 1 WHERE row = ?",
            (
                merged.stanza_id,
                merged.origin_id,
                merged.message_id,
                int(merged.state),
                merged.sender_real,
                merged.occupant_id,
                kept.row,
            ),
        )
        line.updated.add(kept.row)
        if copy.is_hidden:
            shown.hide(line, kept.row)
        elif copy.is_retracted and face is not None:
            stone = Marks.decoded(face.marks).tombstone
            if stone is not None:
                shown.retract(line, kept.row, stone)
        return merged

    def delete(self, line: Line, row: int) -> None:
        """Delete a row wholly, identity and all."""
        self.annotator.forsake(line, row)
        self._remove(line, row)

    def _remove(self, line: Line, row: int) -> None:
        face = self.annotator.shown.face(row)
        if face is not None and not face.is_gone:
            WordIndex(self._connection).remove(face.word_key, face.searchable, line.id)
        self._connection.execute("DELETE FROM message WHERE row = ?", (row,))
        line.removed.add(row)
        line.has_to_recount = line.is_touched = True


def _names(known: KnownMessage) -> tuple[str | bool | None, ...]:
    """By what others name a message and its author."""
    return (
        known.stanza_id,
        known.origin_id,
        known.message_id,
        known.is_outgoing,
        known.sender_real,
        known.occupant_id,
    )


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
