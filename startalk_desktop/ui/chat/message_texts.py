"""A message in words: in one line for lists and quotes, and whole for assistive technology."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication

from startalk_desktop.model import object_markup, styling
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    DeliveryState,
    Message,
    MessageKind,
    Quote,
    Reaction,
    SharedFile,
    Tombstone,
)
from startalk_desktop.model.object_markup import MarkedObject, ObjectKind
from startalk_desktop.ui.chat.event_texts import event_text
from startalk_desktop.ui.chat.failed_texts import failed_line
from startalk_desktop.ui.chat.shared_files import file_name, is_picture
from startalk_desktop.ui.time_texts import TimeTexts

_LINE_LIMIT: Final = 300  # characters of a text that its one line is made of
_SPOKEN_REACTIONS: Final = 10


def describe_message(
    message: Message,
    name: str,
    times: TimeTexts,
    name_of: Callable[[Jid], str] | None = None,
) -> str:
    """Who said what, when, what it answers, what became of it, and how far it has come.

    `name_of` names other people; without it they are called by their nicks.
    """
    clock = times.clock(message.sent_at)
    if message.event is not None:
        return f"{event_text(message.event, name)}, {clock}"
    if message.kind is MessageKind.SUBJECT:
        return QCoreApplication.translate("MessageTexts", "Topic: {text}, {time}").format(
            text=message.text, time=clock
        )
    if message.kind is not MessageKind.TEXT:
        return f"{message.text}, {clock}"
    said = _said(message)
    if message.is_outgoing:
        spoken = QCoreApplication.translate("MessageTexts", "You: {text}, {time}").format(
            text=said, time=clock
        )
    else:
        spoken = f"{name}: {said}, {clock}"
    facts = _facts(message, name_of or short_name)
    return ", ".join(fact for fact in (spoken, *facts) if fact)


def preview_text(message: Message, event_name: str = "") -> str:
    """The message in one line, as lists and quotes show it."""
    if message.event is not None:
        return event_text(message.event, event_name or message.event.who)
    if message.tombstone is not None:
        return tombstone_text(message.tombstone, is_own=message.is_outgoing)
    words = [_file_words(file) for file in message.files[:3]]
    addresses = {file.url for file in message.files}
    if message.forwards:
        inner = line_of(message.forwards[0].text)
        words.append(
            QCoreApplication.translate("MessageTexts", "[Forwarded] {text}").format(text=inner)
        )
    if message.text.strip() not in addresses:
        words.append(line_of(message.text, is_styled=message.is_styled))
    return " ".join(word for word in words if word)


def line_of(text: str, *, is_styled: bool = True) -> str:
    """The beginning of `text` in one line, without marks of styling, objects in words."""
    said = object_markup.plain_text(text[: 2 * _LINE_LIMIT], object_words)[:_LINE_LIMIT]
    return " ".join((styling.plain_text(said) if is_styled else said).split())


def quote_text(quote: Quote) -> str:
    """The answered message in one line."""
    if quote.is_retracted:
        return QCoreApplication.translate("MessageTexts", "Message recalled")
    return line_of(quote.text)


def object_words(one: MarkedObject) -> str:
    """What stands for an object of the original Startalk where it can't be more than words."""
    match one.kind:
        case ObjectKind.PICTURE:
            return QCoreApplication.translate("MessageTexts", "[Picture]")
        case _:
            return one.fallback


def tombstone_text(tombstone: Tombstone, *, is_own: bool) -> str:
    """What is said where a message was."""
    if tombstone.by is not None:
        if tombstone.reason:
            return QCoreApplication.translate(
                "MessageTexts", "Removed by a moderator: {reason}"
            ).format(reason=line_of(tombstone.reason, is_styled=False))
        return QCoreApplication.translate("MessageTexts", "Removed by a moderator")
    if is_own:
        return QCoreApplication.translate("MessageTexts", "You recalled this message")
    return QCoreApplication.translate("MessageTexts", "Message recalled")


def reaction_names(reaction: Reaction, name_of: Callable[[Jid], str], own: Jid | None) -> str:
    """Who reacted with one emoji, for a tooltip: ourselves first."""
    names = [name_of(sender) for sender in reaction.senders[:_SPOKEN_REACTIONS] if sender != own]
    if reaction.is_own:
        names.insert(0, QCoreApplication.translate("MessageTexts", "You"))
    others = len(reaction.senders) - len(names)
    listed = QCoreApplication.translate("MessageTexts", ", ").join(names)
    if others > 0:
        more = QCoreApplication.translate("MessageTexts", "and {count} more").format(count=others)
        listed = f"{listed} {more}"
    return listed


def short_name(address: Jid) -> str:
    """What to call somebody whom no directory knows: the nick in a room, else the local part."""
    return address.resource or address.local or address.domain


def state_text(state: DeliveryState) -> str:
    """How far an own message has come."""
    match state:
        case DeliveryState.QUEUED:
            return QCoreApplication.translate("MessageTexts", "waiting to be sent")
        case DeliveryState.SENT:
            return QCoreApplication.translate("MessageTexts", "sent")
        case DeliveryState.DELIVERED:
            return QCoreApplication.translate("MessageTexts", "delivered")
        case DeliveryState.READ:
            return QCoreApplication.translate("MessageTexts", "read")
        case DeliveryState.FAILED:
            return QCoreApplication.translate("MessageTexts", "not sent")
        case DeliveryState.RECEIVED:
            return ""


def _said(message: Message) -> str:
    """Everything that the message says, in words."""
    if message.tombstone is not None:
        return tombstone_text(message.tombstone, is_own=message.is_outgoing)
    said = [_file_words(file) for file in message.files]
    for forwarded in message.forwards:
        text = object_markup.plain_text(forwarded.text, object_words)
        said.append(
            QCoreApplication.translate("MessageTexts", "forwarded from {name}: {text}").format(
                name=forwarded.author_name, text=text
            )
        )
    if message.text.strip() not in {file.url for file in message.files}:
        said.append(object_markup.plain_text(message.text, object_words))
    return ", ".join(part for part in said if part)


def _facts(message: Message, name_of: Callable[[Jid], str]) -> list[str]:
    facts = []
    if message.reply is not None:
        facts.append(_answered(message.reply, name_of))
    if message.is_mention:
        facts.append(QCoreApplication.translate("MessageTexts", "mentions you"))
    if message.edited_at is not None and message.tombstone is None:
        facts.append(QCoreApplication.translate("MessageTexts", "edited"))
    if message.reactions:
        counted = ", ".join(
            f"{reaction.emoji} {len(reaction.senders)}"
            for reaction in message.reactions[:_SPOKEN_REACTIONS]
        )
        facts.append(
            QCoreApplication.translate("MessageTexts", "reactions: {list}").format(list=counted)
        )
    if message.pending is not None:
        facts.append(_pending_text(message.pending))
    elif message.is_outgoing and message.tombstone is None:
        is_failed = message.state is DeliveryState.FAILED
        facts.append(failed_line(message) if is_failed else state_text(message.state))
    return facts


def _answered(quote: Quote, name_of: Callable[[Jid], str]) -> str:
    author = quote.sender_real_jid or quote.sender
    if quote.is_outgoing:
        words = QCoreApplication.translate("MessageTexts", "answers you: {text}")
    elif author is None:
        words = QCoreApplication.translate("MessageTexts", "answers: {text}")
    else:
        words = QCoreApplication.translate("MessageTexts", "answers {name}: {text}")
    name = name_of(author) if author is not None else ""
    return words.format(name=name, text=quote_text(quote))


def _pending_text(action: ActionKind) -> str:
    match action:
        case ActionKind.EDIT:
            return QCoreApplication.translate("MessageTexts", "edit waiting to be sent")
        case ActionKind.RECALL:
            return QCoreApplication.translate("MessageTexts", "recall waiting to be sent")
        case ActionKind.REACT:
            return QCoreApplication.translate("MessageTexts", "reaction waiting to be sent")


def _file_words(file: SharedFile) -> str:
    if is_picture(file):
        return QCoreApplication.translate("MessageTexts", "[Picture]")
    return QCoreApplication.translate("MessageTexts", "[File] {name}").format(name=file_name(file))
