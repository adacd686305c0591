"""A message as the pieces that are shown of it."""

from __future__ import annotations

from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, Message
from startalk_desktop.model.object_markup import MarkedObject, ObjectKind, objects
from startalk_desktop.ui.chat.large_emoji import is_large_emoji
from startalk_desktop.ui.chat.links import LinkFinder
from startalk_desktop.ui.chat.message_parts import (
    Code,
    Content,
    FileCard,
    Forwarded,
    More,
    Paragraph,
    Picture,
    Piece,
    Rest,
)
from startalk_desktop.ui.chat.shared_files import is_picture, is_web_picture
from startalk_desktop.ui.chat.text_pieces import TextPieces

TEXT_SHOWN: Final = 20_000
"""Characters; a longer message is shown so far, and copied whole."""
_LINES_SHOWN: Final = 1_000
_FORWARDED_SHOWN: Final = 4_000  # characters of one
_FORWARDED_TOTAL: Final = 10_000
_FORWARDS: Final = 30
_FILES: Final = 20
_PIECES_FORWARDED: Final = 12


def content_of(message: Message, links: LinkFinder, own: Jid | None = None) -> Content:
    """The pieces of `message`; `own` is our address, whose mentions look different. A tombstone has none."""
    if message.tombstone is not None:
        return Content((), "")
    cut = shown_until(message.text)
    text, mentions = _shown_source(message, cut)
    if is_large_emoji(text) and not (message.files or message.forwards or message.reply):
        emoji = text.strip()
        return Content((Paragraph(emoji),), emoji, is_large=True)
    inline = {one.value for one in objects(text) if _is_picture_object(one)}
    pieces: list[Piece] = []
    for position, file in enumerate(message.files[:_FILES]):
        if file.url not in inline:
            pictures = sum(isinstance(piece, Picture) for piece in pieces)
            is_shown = is_picture(file)
            pieces.append(
                Picture(file, pictures, position) if is_shown else FileCard(file, position)
            )
    end = 0
    if text.strip() or not (pieces or message.forwards):
        pictures = sum(isinstance(piece, Picture) for piece in pieces)
        taking = TextPieces(links, own, end, pictures)
        pieces += taking.take_apart(text, is_styled=message.is_styled, mentions=mentions)
        end = taking.end
        if cut < len(message.text):
            pieces.append(Rest())
    pieces += _forwarded(message, links, own, end)
    return Content(
        tuple(pieces),
        "\n".join(_texts(pieces)) + message.text[cut:],
        pictures=tuple(piece for piece in pieces if isinstance(piece, Picture)),
    )


def shown_until(text: str) -> int:
    """How much of a text is shown: not too many characters, nor too many lines."""
    end = min(len(text), TEXT_SHOWN)
    if text.count("\n", 0, end) < _LINES_SHOWN:
        return end
    at = -1
    for _ in range(_LINES_SHOWN):
        at = text.find("\n", at + 1)
    return at


def _forwarded(message: Message, links: LinkFinder, own: Jid | None, start: int) -> list[Piece]:
    """The messages that were passed on; `start` is where their texts begin among what is shown."""
    found: list[Piece] = []
    room = _FORWARDED_TOTAL
    for forwarded in message.forwards[:_FORWARDS]:
        text = forwarded.text[: min(room, _FORWARDED_SHOWN)]
        taking = TextPieces(links, own, start)
        inner = taking.take_apart(
            text[: shown_until(text)].replace("\r", ""), is_styled=True, limit=_PIECES_FORWARDED
        )
        start = taking.end
        kept = tuple(piece for piece in inner if isinstance(piece, (Paragraph, Code)))
        found.append(Forwarded(forwarded, kept))
        room -= len(text)
        if room <= 0:
            break
    if len(message.forwards) > len(found):
        found.append(More(len(message.forwards) - len(found)))
    return found


def _shown_source(message: Message, cut: int) -> tuple[str, tuple[Mention, ...]]:
    """The text that is taken apart, and the mentions in it; nothing where it only repeats a file's address."""
    text = message.text[:cut]
    if message.files and text.strip() in {file.url for file in message.files}:
        return "", ()
    if "\r" not in text:
        return text, message.mentions
    mentions = tuple(
        Mention(
            mention.jid,
            mention.start - text.count("\r", 0, mention.start),
            mention.end - text.count("\r", 0, mention.end),
        )
        for mention in message.mentions[:_FILES]
        if 0 <= mention.start <= mention.end
    )
    return text.replace("\r", ""), mentions


def _is_picture_object(one: MarkedObject) -> bool:
    return one.kind is ObjectKind.PICTURE and is_web_picture(one.value)


def _texts(pieces: list[Piece]) -> list[str]:
    return [
        inner.text
        for piece in pieces
        for inner in (piece.pieces if isinstance(piece, Forwarded) else (piece,))
        if isinstance(inner, (Paragraph, Code))
    ]
