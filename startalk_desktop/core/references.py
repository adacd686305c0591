"""By which id a stored message is named to others, which differs by what is said about it."""

from __future__ import annotations

from typing import Final

from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ActionKind, Message, OutgoingMessage, ReplyReference
from startalk_desktop.store.account_store import AccountStore

_QUOTE_LIMIT: Final = 300


def reference_of(message: Message, kind: ConversationKind) -> str:
    """The id for replies, reactions and retractions, ``""`` where there is none (yet).

    In a room only the id that the room stamped is the same for all (XEP-0424, XEP-0444 and XEP-0461 agree on that);
    between two people it is the sender's.
    """
    if kind is ConversationKind.ROOM:
        return message.stanza_id
    return message.origin_id or message.message_id


def target_of(action: ActionKind, message: Message, kind: ConversationKind) -> str:
    """The id by which `action` names `message`; a correction (XEP-0308) goes by the id attribute."""
    if action is ActionKind.EDIT:
        return message.message_id or message.origin_id
    return reference_of(message, kind)


def reply_to(message: Message, kind: ConversationKind) -> ReplyReference:
    """What an answer to `message` says of it."""
    in_room = kind is ConversationKind.ROOM
    author: Jid = message.sender if in_room else message.sender.bare
    return ReplyReference(reference_of(message, kind), author, _excerpt(message))


async def outgoing_of(
    store: AccountStore, message: Message, kind: ConversationKind
) -> OutgoingMessage:
    """What leaves for `message` as it is stored now."""
    reply = None
    if message.reply is not None and message.reply.row is not None:
        for answered in await store.messages.by_rows([message.reply.row]):
            reply = reply_to(answered, kind)
    return OutgoingMessage(
        message.conversation.peer,
        kind,
        message.text,
        message.origin_id,
        reply,
        message.mentions,
        message.forwards,
        message.files,
    )


def _excerpt(message: Message) -> str:
    """The quoted text: other clients show it in front of the answer, so it stays short."""
    text = message.text or next((forward.text for forward in message.forwards), "")
    if len(text) <= _QUOTE_LIMIT:
        return text
    return text[: _QUOTE_LIMIT - 1].rstrip() + "…"
