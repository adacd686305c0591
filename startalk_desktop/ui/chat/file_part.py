"""A file in a message that is shown by its name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QLocale, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from startalk_desktop.model.transfer import Transfer, TransferState
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.message_parts import FileCard
from startalk_desktop.ui.chat.parts import Look, paint_rounded
from startalk_desktop.ui.chat.progress_ring import (
    paint_glyph,
    paint_ring,
    share_of,
    transfer_glyph,
)
from startalk_desktop.ui.chat.quote_part import paint_line
from startalk_desktop.ui.chat.shared_files import file_facts, file_name
from startalk_desktop.ui.chat.text_block import TextBlock
from startalk_desktop.ui.chat.transfer_texts import progress_text
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import TypeSize

_PLATE: Final = 44.0
_CARD: Final = 54.0
_CARD_NARROWEST: Final = 236.0  # room for words of progress


class FilePart:
    """A file as a card: what it is called, of which kind, how large; how it gets on where it is on its way.

    A click opens it; one on the ring stops its transfer, or tries it again.
    """

    def __init__(
        self, row: int, card: FileCard, width: float, theme: Theme, locale: QLocale
    ) -> None:
        self._row = row
        self._position = card.position
        self._locale = locale
        self._name_font = theme.font(TypeSize.BODY, QFont.Weight.Medium)
        self._facts_font = theme.font(TypeSize.SMALL)
        self._name = file_name(card.file)
        self._facts = file_facts(card.file, locale)
        facts = QFontMetricsF(self._facts_font).horizontalAdvance(self._facts)
        asked = max(QFontMetricsF(self._name_font).horizontalAdvance(self._name), facts)
        self._width = min(width, max(_CARD_NARROWEST, math.ceil(asked) + _PLATE + 14))
        self._has_transfer = False
        self.foot = 0.0  # at the right of the last line, where the message's own foot stands
        self.last_line_width = _PLATE + 10 + math.ceil(facts)

    @property
    def size(self) -> QSizeF:
        """The card."""
        return QSizeF(self._width, _CARD)

    def fit(self, width: float) -> None:
        """It keeps its width."""

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """Plate, name and facts."""
        files = look.files
        transfer = files.transfer(self._row, self._position) if files is not None else None
        self._has_transfer = transfer is not None
        plate = self._plate(at)
        self._paint_plate(painter, plate, look, transfer)
        left = plate.right() + 10
        room = self._width - _PLATE - 10
        font = QFont(self._name_font)
        is_lively = look.hovered is not None and look.hovered.kind is HitKind.FILE
        font.setUnderline(is_lively and look.hovered == self._hit)
        painter.setFont(font)
        painter.setPen(look.ink)
        shown = painter.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideMiddle, int(room) + 1
        )
        painter.drawText(
            QRectF(left, plate.top() + 2, room + 2, 20), Qt.AlignmentFlag.AlignVCenter, shown
        )
        painter.setFont(self._facts_font)
        is_failed = transfer is not None and transfer.state is TransferState.FAILED
        painter.setPen(look.theme.colours.danger if is_failed else look.muted)
        words = progress_text(transfer, self._locale) if transfer is not None else self._facts
        metrics = painter.fontMetrics()
        room -= self.foot
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room) + 1)
        paint_line(painter, QRectF(left, plate.top() + 23, room + 2, 18), words)

    def hit(self, point: QPointF) -> Hit | None:
        """All of it; the plate of one that is on its way is for that."""
        if not QRectF(QPointF(), self.size).contains(point):
            return None
        if self._has_transfer and self._plate(QPointF()).contains(point):
            return Hit(HitKind.TRANSFER, self._position)
        return self._hit

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """The name is not the message's text."""
        yield from ()

    def _paint_plate(
        self, painter: QPainter, plate: QRectF, look: Look, transfer: Transfer | None
    ) -> None:
        colours = look.theme.colours
        solid: QColor = look.company.solid if look.is_own else colours.accent
        on_solid = look.company.on_solid if look.is_own else colours.on_accent
        if transfer is not None and transfer.state is TransferState.FAILED:
            solid, on_solid = colours.danger_fill, colours.on_accent
        paint_rounded(painter, plate, _PLATE / 2, solid)
        glyph = "file"
        if transfer is not None:
            glyph = transfer_glyph(transfer)
        elif look.files is not None and look.files.is_here(self._row, self._position) is False:
            glyph = "download"
        paint_glyph(painter, plate, look.theme, glyph, on_solid, look.ratio)
        if glyph == "close" and look.files is not None:
            paint_ring(painter, plate, on_solid, share_of(transfer), look.files.spin())

    def _plate(self, at: QPointF) -> QRectF:
        return QRectF(at.x(), at.y() + (_CARD - _PLATE) / 2, _PLATE, _PLATE)

    @property
    def _hit(self) -> Hit:
        return Hit(HitKind.FILE, self._position)
