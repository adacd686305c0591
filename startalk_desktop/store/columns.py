"""Rows of the database as the model's values. What is stored was checked and normalised when it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.message import (
    DeliveryState,
    Message,
    MessageKind,
    MessageSource,
    Quote,
    ReplyReference,
)
from startalk_desktop.store.belongings import Thumbnails, thumbnails_of
from startalk_desktop.store.content import PLAIN, UNMARKED, Content, Marks
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.sqlcipher import Connection, Row

MESSAGE_COLUMNS = (
    "m.row, m.kind, m.sender, m.sender_real, m.is_outgoing, m.text, m.sent_at, m.state, m.revision,"
    " m.stanza_id, m.origin_id, m.message_id, m.failure_code, m.failure_detail, m.is_markable,"
    " m.occupant_id, m.is_mention, m.content, m.marks, m.source, m.failure_by, m.answers"
)
NOT_FAILED = "failure_code = NULL, failure_detail = '', failure_by = ''"
"""What is set where a message has not failed, or no longer."""

MESSAGE_WIDTH = MESSAGE_COLUMNS.count(",") + 1
_ANSWERS = MESSAGE_WIDTH - 1

_SEVERAL = 500  # rows that one statement asks for


def messages_of(
    connection: Connection, rows: Sequence[Row], account: AccountId, peer: str | None = None
) -> list[Message]:
    """The messages in `rows`, which have `MESSAGE_COLUMNS`, with what they answer.

    Where no `peer` is given, the next column of each row has it.
    """
    quotes = _quotes(connection, {row[_ANSWERS] for row in rows if row[_ANSWERS] is not None})
    messages = [_message_of(row, account, peer or row[MESSAGE_WIDTH], quotes) for row in rows]
    with_files = {message.row for message in messages if message.files}
    if not with_files:
        return messages
    thumbnails = thumbnails_of(connection, with_files)
    return [
        _with_thumbnails(message, thumbnails) if message.files else message for message in messages
    ]


def _with_thumbnails(message: Message, thumbnails: Thumbnails) -> Message:
    files = []
    for position, file in enumerate(message.files):
        content, kind = thumbnails.get((message.row, position), (b"", ""))
        files.append(replace(file, thumbnail=content, thumbnail_type=kind) if content else file)
    return replace(message, files=tuple(files))


def _message_of(row: Row, account: AccountId, peer: str, quotes: dict[int, Quote]) -> Message:
    content = PLAIN if row[17] is None else Content.decoded(row[17])
    marks = UNMARKED if row[18] is None else Marks.decoded(row[18])
    return Message(
        row=row[0],
        conversation=ConversationId(account, jid_of(peer)),
        kind=MessageKind(row[1]),
        sender=jid_of(row[2]),
        sender_real_jid=jid_of(row[3]) if row[3] else None,
        is_outgoing=bool(row[4]),
        text=row[5],
        sent_at=row[6],
        state=DeliveryState(row[7]),
        revision=row[8],
        stanza_id=row[9],
        origin_id=row[10],
        message_id=row[11],
        failure=Failure(FailureCode(row[12]), row[13], row[20]) if row[12] else None,
        is_markable=bool(row[14]),
        occupant_id=row[15],
        reply=None if content.reply is None else _quote(content.reply, quotes.get(row[_ANSWERS])),
        mentions=content.mentions,
        forwards=content.forwards,
        files=content.files,
        is_styled=content.is_styled,
        is_mention=bool(row[16]),
        reactions=marks.reactions,
        edited_at=marks.edited_at,
        tombstone=marks.tombstone,
        pending=marks.pending,
        event=content.event,
        source=MessageSource(row[19]) if row[19] else None,
    )


def _quote(reply: ReplyReference, known: Quote | None) -> Quote:
    if known is None:
        return Quote(reply.quote, sender=reply.author)
    if known.text or known.is_retracted:
        return known
    # A file or a forward has no text of its own; what the answer quotes of it says more.
    return Quote(reply.quote, known.row, known.sender, known.sender_real_jid, known.is_outgoing)


def _quotes(connection: Connection, rows: set[int]) -> dict[int, Quote]:
    """What answers show of `rows`; those deleted on this machine are not among them."""
    wanted = sorted(rows)
    quotes = {}
    for start in range(0, len(wanted), _SEVERAL):
        some = wanted[start : start + _SEVERAL]
        found = connection.execute(
            "SELECT row, text, sender, sender_real, is_outgoing, marks FROM message"  # noqa: S608  marks only
            f" WHERE row IN ({','.join('?' * len(some))}) AND is_hidden = 0",
            some,
        )
        for row, text, sender, real, is_outgoing, marks in found:
            quotes[row] = Quote(
                text,
                row,
                jid_of(sender),
                jid_of(real) if real else None,
                bool(is_outgoing),
                Marks.decoded(marks).tombstone is not None,
            )
    return quotes
