"""Rows of the database as the model's values. What is stored was checked and normalised when it was written."""

from __future__ import annotations

from functools import lru_cache

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.store.sqlcipher import Row

MESSAGE_COLUMNS = (
    "m.row, m.kind, m.sender, m.sender_real, m.is_outgoing, m.text, m.sent_at, m.state, m.revision,"
    " m.stanza_id, m.origin_id, m.message_id, m.failure_code, m.failure_detail, m.is_markable"
)
MESSAGE_WIDTH = MESSAGE_COLUMNS.count(",") + 1


@lru_cache(maxsize=16_384)
def jid_of(text: str) -> Jid:
    """The address that was written as `text`; no second normalisation."""
    bare, _, resource = text.partition("/")
    local, _, domain = bare.rpartition("@")
    return Jid(local, domain, resource)


def message_of(row: Row, account: AccountId, peer: str) -> Message:
    """The message in `row`, which has `MESSAGE_COLUMNS`."""
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
        failure=Failure(FailureCode(row[12]), row[13]) if row[12] else None,
        is_markable=bool(row[14]),
    )
