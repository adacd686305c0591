"""Messages as plain text, for the clipboard and for files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from startalk_desktop.model.message import Message
from startalk_desktop.model.styling import BlockKind, parse, plain_text
from startalk_desktop.ui.time_texts import TimeTexts


def message_words(message: Message) -> str:
    """What a message says as it is shown, with its forwarded messages and the addresses of its files."""
    if message.tombstone is not None:
        return QCoreApplication.translate("Transcript", "(taken back)")
    shown = plain_text(message.text) if message.is_styled else message.text
    parts = [shown] if shown else []
    if not message.text:
        parts += [f"{one.author_name}: {one.text}" for one in message.forwards]
        parts += [file.url for file in message.files]
    return "\n".join(parts)


def text_alone(messages: Sequence[Message]) -> str:
    """Just the texts, one paragraph a message."""
    return "\n\n".join(message_words(message) for message in messages)


def text_with_names(
    messages: Sequence[Message], name_of: Callable[[Message], str], times: TimeTexts
) -> str:
    """Each text below who wrote it and when."""
    return "\n\n".join(
        f"{name_of(message)} · {times.whole(message.sent_at)}\n{message_words(message)}"
        for message in messages
    )


def code_of(message: Message) -> str:
    """The code blocks of a message, without their marks; empty where it has none."""
    if not message.is_styled or message.tombstone is not None:
        return ""
    text = message.text
    return "\n\n".join(
        "\n".join(text[line.start : line.end] for line in block.lines)
        for block in parse(text)
        if block.kind is BlockKind.PREFORMATTED
    )
