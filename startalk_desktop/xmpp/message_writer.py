"""A message as it goes on the wire: its body, with what only other clients need, and what goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import aioxmpp
import aioxmpp.misc
from aioxmpp.chatstates import xso as chatstates_xso

from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import OutgoingMessage, SharedFile
from startalk_desktop.xmpp import (
    file_facts,
    xep_0066_oob,
    xep_0297_forwarding,
    xep_0372_references,
    xep_0428_fallback,
    xep_0447_file_sharing,
    xep_0461_replies,
)
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.message_payloads import attach, payload
from startalk_desktop.xmpp.xep_0428_fallback import Span

_MAX_BYTES: Final = 48 * 1024
"""Of a body and thumbnails together: some servers cut a stream at stanzas of 64 KiB."""

_TYPES: Final = {
    ConversationKind.DIRECT: aioxmpp.MessageType.CHAT,
    ConversationKind.ROOM: aioxmpp.MessageType.GROUPCHAT,
}


def stanza(to: Jid, kind: ConversationKind, message_id: str) -> aioxmpp.Message:
    """A message to `to` that says nothing yet."""
    message = aioxmpp.Message(type_=_TYPES[kind], to=to_wire(to))
    message.id_ = message_id
    return message


def mark_private(message: aioxmpp.Message) -> None:
    """Say that `message` goes through a room to one occupant (XEP-0045 section 7.5): servers and our clients ask."""
    attach(message, payload(ns.MUC_USER, "x"))


def identified(to: Jid, kind: ConversationKind, origin_id: str) -> aioxmpp.Message:
    """The same, with an id of ours that the other side, archives and echoes keep (XEP-0359).

    The stanza's own id is the origin id, so that both name the same message.
    """
    message = stanza(to, kind, origin_id)
    message.xep0359_origin_id = aioxmpp.misc.OriginID()
    message.xep0359_origin_id.id_ = origin_id
    return message


def spoken(message: OutgoingMessage) -> aioxmpp.Message:
    """The stanza that says `message`.

    Its body is what a plain client shows: the quotation of what is answered, the text, what is passed on, and the
    addresses of files. Each part but the text is marked (XEP-0428), so that who understands more leaves it out.
    """
    written = identified(message.peer, message.conversation_kind, message.origin_id)
    body = ""
    if message.reply is not None:
        body = xep_0461_replies.quotation(message.reply.quote)
        attach(written, xep_0461_replies.write(message.reply))
        if body:
            _mark(written, xep_0461_replies.NAMESPACE, Span(0, len(body)))
    for mention in message.mentions[: xep_0372_references.MAX_MENTIONS]:
        attach(written, xep_0372_references.write(mention, len(body)))
    body += message.text
    if forwards := message.forwards[: xep_0297_forwarding.MAX_FORWARDS]:
        for forwarded in forwards:
            attach(written, xep_0297_forwarding.write(forwarded))
        readable = xep_0297_forwarding.readable(forwards)
        body = _with_part(written, body, readable, xep_0297_forwarding.NAMESPACE)
    if files := message.files[: file_facts.MAX_FILES]:
        _attach_files(written, files, len(body.encode()))
        # Many clients show a file only where its address is the whole body.
        addresses = "\n".join(file.url for file in files)
        body = _with_part(written, body, addresses, xep_0447_file_sharing.NAMESPACE)
    written.body[None] = body
    written.xep0085_chatstate = chatstates_xso.ChatState.ACTIVE
    return written


def _attach_files(written: aioxmpp.Message, files: Sequence[SharedFile], size: int) -> None:
    """Share `files` beside a body of `size` bytes, with as many thumbnails as one stanza has room for."""
    for file in files:
        size += len(file.thumbnail) * 4 // 3
        attach(written, xep_0447_file_sharing.write(file, has_thumbnail=size <= _MAX_BYTES))
        attach(written, xep_0066_oob.write(file))


def _with_part(written: aioxmpp.Message, body: str, part: str, namespace: str) -> str:
    """`body` with `part` at its end, on a line of its own, marked as standing in for `namespace`."""
    start = len(body)
    if body and not body.endswith("\n"):
        part = f"\n{part}"
    _mark(written, namespace, Span(start, start + len(part)))
    return body + part


def _mark(written: aioxmpp.Message, namespace: str, span: Span) -> None:
    attach(written, xep_0428_fallback.write(namespace, span))
