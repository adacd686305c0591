"""The parts that one message's bubble is stacked of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from PySide6.QtCore import QCoreApplication, QSizeF

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, SharedFile, Tombstone
from startalk_desktop.ui.chat.album_layout import MAX_ALBUM
from startalk_desktop.ui.chat.file_part import FilePart
from startalk_desktop.ui.chat.forward_part import INSET, RIGHT, ForwardPart, MorePart
from startalk_desktop.ui.chat.hits import Hit, HitKind
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
    Run,
)
from startalk_desktop.ui.chat.message_texts import tombstone_text
from startalk_desktop.ui.chat.parts import Part
from startalk_desktop.ui.chat.picture_part import PicturePart, ShownPicture
from startalk_desktop.ui.chat.quote_part import QuotePart
from startalk_desktop.ui.chat.reactions_part import ReactionsPart
from startalk_desktop.ui.chat.text_part import CodePart, TextLook, TextPart
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import CompanyColours

Sizes = tuple[tuple[int, int] | None, ...]
"""Of each of a message's pictures, in pixels; None where it is not known."""


class PartBuilder:
    """Makes parts in the theme's faces and colours."""

    def __init__(self, theme: Theme, times: TimeTexts) -> None:
        self._theme = theme
        self._times = times
        self._looks: dict[bool, TextLook] = {}
        self._company: CompanyColours | None = None
        self.own: Jid | None = None

    def dress(self, company: CompanyColours | None = None) -> None:
        """Theme or company colours changed."""
        self._company = company or self._company
        self._looks.clear()

    def parts(
        self,
        message: Message,
        content: Content,
        width: float,
        quote_name: str,
        sizes: Sizes,
        *,
        can_undo: bool,
        album: Sequence[ShownPicture] = (),
    ) -> list[Part]:
        """From top to bottom, none wider than `width`; the line at the foot is not among them.

        `album` are the pictures that stand where the message has its own, where others' are shown with it.
        """
        look = self._look(is_own=message.is_outgoing)
        if message.tombstone is not None:
            words = _tombstone_paragraph(
                message.tombstone, is_own=message.is_outgoing, can_undo=can_undo
            )
            return [TextPart(words, width, look, is_aside=True)]
        made: list[Part] = []
        if message.reply is not None:
            made.append(QuotePart(message.reply, quote_name, width, self._theme))
        forwarded = [piece for piece in content.pieces if isinstance(piece, Forwarded)]
        grouped = 0  # pictures that are in a grid already
        for number, piece in enumerate(content.pieces):
            before = content.pieces[number - 1] if number else None
            if isinstance(piece, Forwarded):
                if piece is forwarded[0]:
                    made.append(self._card(forwarded, content, width, look))
            elif not isinstance(piece, Picture):
                made.append(self._part(piece, before, content, message.row, width, look))
            elif grouped:
                grouped -= 1
            else:
                run = album or _pictures_from(message.row, content.pieces[number:], sizes)
                made.append(PicturePart(run, message.row, width, self._times.locale))
                grouped = len(run) - 1 if not album else 0
        if message.reactions:
            made.append(ReactionsPart(message.reactions, width, self._theme))
        return made

    def _card(
        self, forwarded: list[Forwarded], content: Content, width: float, look: TextLook
    ) -> ForwardPart:
        """All forwarded messages in one card."""
        room = width - INSET - RIGHT
        entries = [
            (
                one.message,
                [self._part(inner, None, content, 0, room, look) for inner in one.pieces],
            )
            for one in forwarded
        ]
        return ForwardPart(entries, width, self._theme, self._times)

    def _part(
        self,
        piece: Paragraph | Code | FileCard | More | Rest,
        before: Piece | None,
        content: Content,
        row: int,
        width: float,
        look: TextLook,
    ) -> Part:
        match piece:
            case Paragraph():
                above = before.depth if isinstance(before, (Paragraph, Code)) else 0
                joined = min(above, piece.depth)
                return TextPart(piece, width, look, is_large=content.is_large, joined=joined)
            case Code():
                return CodePart(piece, width, look)
            case FileCard():
                return FilePart(row, piece, width, self._theme, self._times.locale)
            case More():
                return MorePart(piece.count, self._theme)
            case Rest():
                return MorePart(0, self._theme)

    def _look(self, *, is_own: bool) -> TextLook:
        found = self._looks.get(is_own)
        if found is None:
            company = self._company or self._theme.colours.company(0)
            found = self._looks[is_own] = TextLook(self._theme, company, is_own=is_own)
        return found


def shown_picture(row: int, picture: Picture, size: tuple[int, int] | None) -> ShownPicture:
    """A picture of the message of that store row, of that size in pixels."""
    return ShownPicture(row, picture, QSizeF(*size) if size is not None else None)


def _pictures_from(row: int, pieces: Sequence[Piece], sizes: Sizes) -> list[ShownPicture]:
    """The pictures that `pieces` begin with."""
    run = takewhile(lambda piece: isinstance(piece, Picture), pieces[:MAX_ALBUM])
    return [
        shown_picture(row, one, sizes[one.index] if one.index < len(sizes) else None)
        for one in run
        if isinstance(one, Picture)
    ]


def told_size(file: SharedFile) -> tuple[int, int] | None:
    """The size in pixels that came with a picture."""
    if not file.width or not file.height or file.width < 0 or file.height < 0:
        return None
    return file.width, file.height


def _tombstone_paragraph(tombstone: Tombstone, *, is_own: bool, can_undo: bool) -> Paragraph:
    words = tombstone_text(tombstone, is_own=is_own)
    if not can_undo:
        return Paragraph(words)
    undo = QCoreApplication.translate("Bubble", "Undo")
    text = f"{words}   {undo}"
    return Paragraph(text, (Run(len(text) - len(undo), len(text), hit=Hit(HitKind.UNDO)),))
