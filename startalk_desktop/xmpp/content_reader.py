"""What a stanza says, once it is settled who says it: a message, or something about earlier ones. Pure functions.

The same for what comes live, by carbon, as a room's echo and out of archives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.message import (
    ForwardedMessage,
    Mention,
    MessageKind,
    MessageSource,
    ReceivedMessage,
    ReplyReference,
    SharedFile,
    Tombstone,
)
from startalk_desktop.xmpp import (
    annotation_reader,
    file_facts,
    xep_0066_oob,
    xep_0297_forwarding,
    xep_0308_correction,
    xep_0372_references,
    xep_0393_styling,
    xep_0421_occupant_ids,
    xep_0428_fallback,
    xep_0444_reactions,
    xep_0447_file_sharing,
    xep_0461_replies,
)
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.message_envelope import Envelope
from startalk_desktop.xmpp.xep_0428_fallback import Span

_PLAIN: Final = fields.PLAIN | {xep_0421_occupant_ids.OCCUPANT_ID}


@dataclass(frozen=True, slots=True)
class Contents:
    """What one stanza gives: at most one message, and what it says about others, in order."""

    message: ReceivedMessage | None = None
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A text and what belongs to it."""

    text: str
    reply: ReplyReference | None = None
    mentions: tuple[Mention, ...] = ()
    forwards: tuple[ForwardedMessage, ...] = ()
    files: tuple[SharedFile, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.forwards or self.files)


def read_contents(message: Element, envelope: Envelope) -> Contents:
    """All that `message` says to us; empty where that is nothing."""
    if _PLAIN.issuperset([child.tag for child in message]):
        # Most are, and an archive's page has hundreds: nothing else needs to be looked for.
        text = fields.text(message)
        plain = _message(message, envelope, _Text(text), _kind_of_text(envelope)) if text else None
        return Contents(plain)
    if annotation_reader.is_retraction(message):
        # What else is in it is there for who does not understand that.
        retraction = annotation_reader.read_retraction(message, envelope)
        return Contents(None, (retraction,) if retraction is not None else ())
    notes = tuple(annotation_reader.read_notes(message, envelope))
    if envelope.source is MessageSource.ARCHIVE:
        tombstone = annotation_reader.read_tombstone(message, envelope)
        if tombstone is not None:
            kind = _kind_of_text(envelope)
            return Contents(_message(message, envelope, _Text(""), kind, tombstone), notes)
    target_id = "" if envelope.is_by_room else xep_0308_correction.read(message)
    if target_id:
        edit = _read_text(message, envelope, is_edit=True)
        if not edit.text:
            return Contents(None, notes)
        correction = annotation_reader.correction(
            message,
            envelope,
            target_id,
            text=edit.text,
            reply=edit.reply,
            mentions=edit.mentions,
            is_styled=xep_0393_styling.is_styled(message),
        )
        return Contents(None, (*notes, correction))
    content = _read_text(message, envelope)
    if not content.is_empty:
        return Contents(_message(message, envelope, content, _kind_of_text(envelope)), notes)
    subject = _read_subject(message, envelope)
    if subject is not None:
        read = _message(message, envelope, _Text(subject), MessageKind.SUBJECT)
        return Contents(read, notes)
    return Contents(None, notes)


def _read_text(message: Element, envelope: Envelope, *, is_edit: bool = False) -> _Text:
    """The body without what is in it only for other clients, and what that stands for.

    An edit has just a text and what it answers: where an edit points to files or passes something on, the text says so.
    """
    body = fields.text(message)
    reply = xep_0461_replies.read(message, envelope.room)
    forwards = () if is_edit else xep_0297_forwarding.read(message, envelope.now)
    shared = () if is_edit else xep_0447_file_sharing.read(message)
    files = () if is_edit else _with_links(shared, message)
    understood: set[str | None] = set()
    if xep_0444_reactions.read(message) is not None:
        understood |= {xep_0444_reactions.NAMESPACE, None}
    if forwards:
        understood.add(xep_0297_forwarding.NAMESPACE)
    if files:
        understood |= {xep_0447_file_sharing.NAMESPACE, xep_0066_oob.NAMESPACE}
    quoted: tuple[Span, ...] = ()
    if reply is not None:
        quoted = xep_0428_fallback.read_spans(message, {xep_0461_replies.NAMESPACE}, len(body))
        if xep_0428_fallback.is_whole(quoted, len(body)) and not (forwards or files):
            # An answer that says nothing: then the quotation is what it says.
            quoted = ()
    others = xep_0428_fallback.read_spans(message, understood, len(body))
    spans = xep_0428_fallback.merged([*quoted, *others])
    text = xep_0428_fallback.without(body, spans)
    if reply is not None and quoted:
        quotation = "".join(body[span.start : span.end] for span in quoted)
        reply = replace(reply, quote=xep_0461_replies.unquoted(quotation))
    if set(text.split()) <= {file.url for file in files}:
        return _Text("", reply, (), forwards, files)
    return _Text(
        text,
        reply,
        _mentions(message, envelope, len(body), spans),
        forwards,
        # What is only a link that the text names is shown as that; what is shared is a file.
        tuple(file for file in files if file.url not in text or file in shared),
    )


def _with_links(shared: tuple[SharedFile, ...], message: Element) -> tuple[SharedFile, ...]:
    """The files; what is told of one in both ways is one file, and what is `shared` is told better."""
    files = {file.url: file for file in shared}
    for file in xep_0066_oob.read(message):
        files.setdefault(file.url, file)
    return tuple(files.values())[: file_facts.MAX_FILES]


def _mentions(
    message: Element, envelope: Envelope, length: int, spans: tuple[Span, ...]
) -> tuple[Mention, ...]:
    found: list[Mention] = []
    for jid, place in xep_0372_references.read(message, length):
        person, moved = envelope.person(jid), xep_0428_fallback.moved(place, spans)
        if person is not None and moved is not None:
            found.append(Mention(person, moved.start, moved.end))
    return tuple(found)


def _read_subject(message: Element, envelope: Envelope) -> str | None:
    """A room's new subject; None where `message` is no change of it.

    XEP-0045 section 8.1: a change of subject has no body, not even an empty one, and no thread.
    """
    if (
        envelope.room is None
        or message.find(fields.BODY) is not None
        or message.find(fields.THREAD) is not None
    ):
        return None
    return fields.subject(message)


def _kind_of_text(envelope: Envelope) -> MessageKind:
    return MessageKind.EVENT if envelope.is_by_room else MessageKind.TEXT


def _message(
    message: Element,
    envelope: Envelope,
    content: _Text,
    kind: MessageKind,
    tombstone: Tombstone | None = None,
) -> ReceivedMessage:
    is_direct = envelope.conversation_kind is ConversationKind.DIRECT
    is_live = envelope.source is not MessageSource.ARCHIVE
    wants_receipt = message.find(fields.REQUEST_RECEIPT) is not None
    return ReceivedMessage(
        peer=envelope.peer,
        conversation_kind=envelope.conversation_kind,
        source=envelope.source,
        sender=envelope.sender,
        is_outgoing=envelope.is_outgoing,
        text=content.text,
        sent_at=envelope.sent_at,
        kind=kind,
        sender_real_jid=envelope.sender_real_jid,
        stanza_id=envelope.stanza_id,
        origin_id=fields.origin_id(message),
        message_id=fields.bounded_id(message.get("id")),
        wants_receipt=is_direct and is_live and not envelope.is_outgoing and wants_receipt,
        is_markable=message.find(fields.MARKABLE) is not None,
        occupant_id=envelope.occupant_id,
        reply=content.reply,
        mentions=content.mentions,
        forwards=content.forwards,
        files=content.files,
        is_styled=xep_0393_styling.is_styled(message),
        tombstone=tombstone,
    )
