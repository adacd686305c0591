"""Own messages on their way: stored before they are sent, so that none is lost, and each under one origin id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    DeliveryState,
    Message,
    MessageSource,
    OutgoingMessage,
    ReceivedMessage,
)
from startalk_desktop.store.columns import MESSAGE_COLUMNS, NOT_FAILED, messages_of
from startalk_desktop.store.content import Version
from startalk_desktop.store.database import Database
from startalk_desktop.store.lines import Line, Lines
from startalk_desktop.store.ordering import NEAR, sane
from startalk_desktop.store.outcome import RecordOutcome
from startalk_desktop.store.recorder import Recorder
from startalk_desktop.store.sqlcipher import Connection
from startalk_desktop.store.transfers import Upload, add_uploads

_CLOCK_SLACK: Timestamp = 600 * 1_000_000
"""How far ahead of our clock the newest message of a conversation may be for a new one to be put below it."""

_SELECT = (
    f"SELECT {MESSAGE_COLUMNS}, c.peer FROM message m"  # noqa: S608  constants
    " JOIN conversation c ON c.id = m.conversation WHERE "
)
_PENDING = _SELECT.replace(", c.peer", ", c.peer, m.original")
_HAS_ALL_FILES = "NOT EXISTS (SELECT 1 FROM transfer t WHERE t.row = m.row AND t.is_up = 1)"


class OutboxQueries:
    """The states of own messages up to where the server has them; receipts and markers are in `AnnotationQueries`."""

    def __init__(self, database: Database, account: AccountId) -> None:
        self._database = database
        self._account = account

    async def enqueue(
        self,
        message: OutgoingMessage,
        own: Jid,
        sent_at: Timestamp,
        uploads: Sequence[Upload] = (),
    ) -> Message:
        """Store `message` as QUEUED, below what is in its conversation, and return it as stored.

        What was unread above it counts as read. The same origin id again returns what is stored under it. With
        `uploads` it waits for those, and is not `pending` before.
        """
        received = ReceivedMessage(
            peer=message.peer,
            conversation_kind=message.conversation_kind,
            source=MessageSource.LIVE,
            sender=own,
            is_outgoing=True,
            text=message.text,
            sent_at=sent_at,
            origin_id=message.origin_id,
            message_id=message.origin_id,
            reply=message.reply,
            mentions=message.mentions,
            forwards=message.forwards,
            files=message.files,
        )

        def write(connection: Connection) -> list[Message]:
            recorder = Recorder(connection)
            line = recorder.lines.ensure(message.peer, message.conversation_kind)
            row = _queued_row(connection, message.origin_id, line.id)
            if row is None:
                at = _below_newest(connection, line, sane(sent_at))
                row = recorder.insert_own(line, received, at, DeliveryState.QUEUED)
                add_uploads(connection, row, uploads)
                recorder.lines.read_up_to(line, at, row)
                recorder.finish()
            rows = connection.execute(f"{_SELECT} m.row = ?", (row,)).fetchall()
            return messages_of(connection, rows, self._account)

        [stored] = await self._database.write(write)
        return stored

    async def pending(self) -> list[Message]:
        """What the server does not have yet, as far as we know, in the order to send it in.

        Each as it was written: what was done to it after it was handed out is told by itself.
        """

        def read(connection: Connection) -> list[Message]:
            rows = connection.execute(
                f"{_PENDING} m.state = 1 AND {_HAS_ALL_FILES} ORDER BY m.sent_at, m.row"
            ).fetchall()
            messages = messages_of(connection, rows, self._account)
            return [
                message if row[-1] is None else _as_written(message, row[-1])
                for message, row in zip(messages, rows, strict=True)
            ]

        return await self._database.read(read)

    async def mark_sent(self, origin_id: str, at: Timestamp | None = None) -> RecordOutcome:
        """Note that the server has the message.

        Args:
            origin_id: which.
            at: when the server took it. A message that was queued long before moves to its place by that time.
        """

        def write(connection: Connection) -> RecordOutcome:
            found = connection.execute(
                "SELECT row, conversation, sent_at FROM message"
                " WHERE origin_id = ? AND origin_id <> '' AND author = '' AND state = 1",
                (origin_id,),
            ).fetchone()
            if found is None:
                return RecordOutcome()
            row, conversation, queued_at = found
            sent_at = queued_at if at is None or abs(sane(at) - queued_at) < NEAR else sane(at)
            return _change(connection, conversation, row, "state = 2, sent_at = ?", sent_at)

        return await self._database.write(write)

    async def mark_failed(self, origin_id: str, failure: Failure) -> RecordOutcome:
        """Note that the message did not get through. One that the peer has can't fail any more."""

        def write(connection: Connection) -> RecordOutcome:
            found = connection.execute(
                "SELECT row, conversation FROM message"
                " WHERE origin_id = ? AND origin_id <> '' AND author = '' AND state IN (1, 2)",
                (origin_id,),
            ).fetchone()
            if found is None:
                return RecordOutcome()
            what = "state = 5, failure_code = ?, failure_detail = ?, failure_by = ?"
            values = failure.code.value, failure.detail, failure.said_by
            return _change(connection, found[1], found[0], what, *values)

        return await self._database.write(write)

    async def retry(self, row: int) -> RecordOutcome:
        """Queue a failed message again, under the same origin id, at the end of its conversation."""

        def write(connection: Connection) -> RecordOutcome:
            found = connection.execute(
                "SELECT conversation FROM message WHERE row = ? AND state = 5", (row,)
            ).fetchone()
            if found is None:
                return RecordOutcome()
            at = _below_newest(connection, Lines(connection).by_id(found[0]), now())
            what = f"state = 1, {NOT_FAILED}, sent_at = ?"
            return _change(connection, found[0], row, what, at)

        return await self._database.write(write)

    async def discard(self, row: int) -> RecordOutcome:
        """Delete a message that is queued or failed. Where the server has it after all, its archive brings it back."""

        def write(connection: Connection) -> RecordOutcome:
            found = connection.execute(
                "SELECT conversation FROM message WHERE row = ? AND state IN (1, 5)", (row,)
            ).fetchone()
            if found is None:
                return RecordOutcome()
            recorder = Recorder(connection)
            recorder.delete(recorder.lines.by_id(found[0]), row)
            return recorder.finish()

        return await self._database.write(write)


def _as_written(message: Message, original: str) -> Message:
    version = Version.decoded(original, message.sent_at)
    return replace(
        message,
        text=version.text,
        mentions=version.content.mentions,
        forwards=version.content.forwards,
        files=version.content.files,
    )


def _change(
    connection: Connection, conversation: int, row: int, what: str, *values: str | int
) -> RecordOutcome:
    lines = Lines(connection)
    line = lines.by_id(conversation)
    connection.execute(
        f"UPDATE message SET {what}, revision = revision + 1 WHERE row = ?",  # noqa: S608  the callers' constants
        (*values, row),
    )
    line.updated.add(row)
    line.is_touched = True
    return lines.finish()


def _queued_row(connection: Connection, origin_id: str, conversation: int) -> int | None:
    row = connection.execute(
        "SELECT row FROM message"
        " WHERE origin_id = ? AND origin_id <> '' AND author = '' AND conversation = ?",
        (origin_id, conversation),
    ).fetchone()
    return None if row is None else int(row[0])


def _below_newest(connection: Connection, line: Line, at: Timestamp) -> Timestamp:
    """`at`, or just after the conversation's newest message where the server's clock is a little ahead of ours."""
    newest = connection.execute(
        "SELECT sent_at FROM message WHERE conversation = ? AND is_hidden = 0"
        " ORDER BY sent_at DESC LIMIT 1",
        (line.id,),
    ).fetchone()
    if newest is None or not at <= newest[0] < at + _CLOCK_SLACK:
        return at
    return int(newest[0]) + 1
