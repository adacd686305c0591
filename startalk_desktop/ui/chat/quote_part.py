"""The answered message, above the answer: who said it, and one line of what."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath

from startalk_desktop.model.message import Quote
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.message_texts import quote_text
from startalk_desktop.ui.chat.parts import Look
from startalk_desktop.ui.chat.text_block import TextBlock, may_slant
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.tokens import Radius, TypeSize, mix
from startalk_desktop.ui.widgets.avatar import hue_of

BAR: Final = 3.0
_PAD: Final = 8.0
_HEIGHT: Final = 44.0
_ROOM: Final = 96.0  # narrowest


class QuotePart:
    """A click on it jumps to the answered message, where that is stored."""

    def __init__(self, quote: Quote, name: str, width: float, theme: Theme) -> None:
        self._quote = quote
        self._theme = theme
        self._name_font = theme.font(TypeSize.LABEL, QFont.Weight.DemiBold)
        self._text_font = theme.font(TypeSize.LABEL)
        you = QCoreApplication.translate("Bubble", "You")
        someone = QCoreApplication.translate("Bubble", "Earlier message")
        self._name = you if quote.is_outgoing else name or someone
        self._words = quote_text(quote)
        self._text_font.setItalic(quote.is_retracted and may_slant(self._words))
        asked = max(
            QFontMetricsF(self._name_font).horizontalAdvance(self._name),
            QFontMetricsF(self._text_font).horizontalAdvance(self._words),
        )
        self._width = min(width, max(_ROOM, math.ceil(asked) + BAR + 2 * _PAD))

    @property
    def size(self) -> QSizeF:
        """Two lines."""
        return QSizeF(self._width, _HEIGHT)

    def fit(self, width: float) -> None:
        """As wide as the bubble."""
        self._width = width

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """Bar, name and words."""
        rect = QRectF(at, self.size)
        hue = self._hue(look)
        is_lively = look.hovered is not None and look.hovered == self._hit
        share = (0.12 if is_lively else 0.06) + (0.0 if look.is_own else 0.02)
        paint_barred(painter, rect, hue, mix(hue, look.fill, share))
        room = rect.adjusted(BAR + _PAD, 4, -_PAD, -5)
        painter.setFont(self._name_font)
        painter.setPen(hue)
        paint_line(painter, QRectF(room.left(), room.top(), room.width(), 18), self._name)
        painter.setFont(self._text_font)
        painter.setPen(look.muted)
        paint_line(painter, QRectF(room.left(), room.bottom() - 18, room.width(), 18), self._words)

    def hit(self, point: QPointF) -> Hit | None:
        """All of it."""
        return self._hit if QRectF(QPointF(), self.size).contains(point) else None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """What others said before is not part of what is said here."""
        yield from ()

    @property
    def _hit(self) -> Hit | None:
        return Hit(HitKind.QUOTE, self._quote.row) if self._quote.row is not None else None

    def _hue(self, look: Look) -> QColor:
        author = self._quote.sender_real_jid or self._quote.sender
        if self._quote.is_outgoing or look.is_own or author is None:
            return look.accent
        return self._theme.colours.company(hue_of(str(author))).text


def paint_barred(painter: QPainter, rect: QRectF, bar: QColor, fill: QColor) -> None:
    """A rounded surface whose left edge is a bar."""
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(rect, float(Radius.SMALL), float(Radius.SMALL))
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, fill)
    painter.fillRect(QRectF(rect.left(), rect.top(), BAR, rect.height()), bar)
    painter.restore()


def paint_line(
    painter: QPainter,
    rect: QRectF,
    text: str,
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line with the painter's font, shortened to the room."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, alignment | Qt.AlignmentFlag.AlignVCenter, shown)
