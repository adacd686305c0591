"""Messages that were passed on: whose and when, as the one who passed them on says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from startalk_desktop.model.message import ForwardedMessage
from startalk_desktop.ui.chat.hits import Hit
from startalk_desktop.ui.chat.parts import Look, Part
from startalk_desktop.ui.chat.quote_part import BAR, paint_barred, paint_line
from startalk_desktop.ui.chat.text_block import TextBlock
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import TypeSize, mix

INSET: Final = BAR + 9.0
_RIGHT: Final = 8.0
_HEAD: Final = 24.0
_GAP: Final = 4.0
_FOOT: Final = 7.0
_GLYPH: Final = 14


class ForwardPart:
    """One forwarded message: a head with its author and time, and its text below."""

    def __init__(
        self,
        forwarded: ForwardedMessage,
        parts: Sequence[Part],
        width: float,
        theme: Theme,
        times: TimeTexts,
    ) -> None:
        self._theme = theme
        self._parts: list[tuple[QPointF, Part]] = []
        name = " ".join(forwarded.author_name.split())
        if not name and forwarded.author is not None:
            name = forwarded.author.local or forwarded.author.domain
        someone = QCoreApplication.translate("Bubble", "Somebody")
        self._name = name or someone
        self._time = times.in_list(forwarded.sent_at) if forwarded.sent_at is not None else ""
        top = _HEAD
        natural = 0.0
        for part in parts:
            self._parts.append((QPointF(INSET, top), part))
            top += part.size.height() + _GAP
            natural = max(natural, part.size.width())
        self._height = math.ceil(top - _GAP + _FOOT)
        head = _GLYPH + 5 + QFontMetricsF(self._name_font).horizontalAdvance(self._name)
        if self._time:
            head += 14 + QFontMetricsF(self._time_font).horizontalAdvance(self._time)
        self._width = min(width, math.ceil(max(natural, head)) + INSET + _RIGHT)

    @property
    def size(self) -> QSizeF:
        """Head and text."""
        return QSizeF(self._width, self._height)

    def fit(self, width: float) -> None:
        """As wide as the bubble."""
        self._width = width
        for _, part in self._parts:
            part.fit(width - INSET - _RIGHT)

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """The card."""
        rect = QRectF(at, self.size)
        paint_barred(painter, rect, look.accent, mix(look.accent, look.fill, 0.08))
        head = QRectF(rect.left() + INSET, rect.top() + 3, rect.width() - INSET - _RIGHT, 20)
        glyph = look.theme.pixmap("forward", _GLYPH, look.accent, look.ratio)
        painter.drawPixmap(QPointF(head.left(), head.center().y() - _GLYPH / 2), glyph)
        painter.setFont(self._time_font)
        painter.setPen(look.muted)
        taken = 0
        if self._time:
            taken = painter.fontMetrics().horizontalAdvance(self._time) + 14
            paint_line(painter, head, self._time, Qt.AlignmentFlag.AlignRight)
        painter.setFont(self._name_font)
        painter.setPen(look.accent)
        paint_line(painter, head.adjusted(_GLYPH + 5, 0, -taken, 0), self._name)
        for offset, part in self._parts:
            part.paint(painter, at + offset, look)

    def hit(self, point: QPointF) -> Hit | None:
        """What is in its text."""
        for offset, part in self._parts:
            if found := part.hit(point - offset):
                return found
        return None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """Its text."""
        for offset, part in self._parts:
            for at, block in part.texts():
                yield offset + at, block

    @property
    def _name_font(self) -> QFont:
        return self._theme.font(TypeSize.LABEL, QFont.Weight.DemiBold)

    @property
    def _time_font(self) -> QFont:
        return self._theme.font(TypeSize.CAPTION)


class MorePart:
    """That there are more forwarded messages than are shown."""

    def __init__(self, count: int, theme: Theme) -> None:
        self._words = QCoreApplication.translate("Bubble", "%n more message(s)", "", count)
        self._font = theme.font(TypeSize.SMALL)
        self._width = math.ceil(QFontMetricsF(self._font).horizontalAdvance(self._words))

    @property
    def size(self) -> QSizeF:
        """A line."""
        return QSizeF(self._width, 18)

    def fit(self, width: float) -> None:
        """It keeps its width."""

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """The words."""
        painter.setFont(self._font)
        painter.setPen(look.muted)
        paint_line(painter, QRectF(at, self.size).adjusted(0, 0, 2, 0), self._words)

    def hit(self, _point: QPointF) -> Hit | None:
        """Nothing can be clicked."""
        return None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """These words are not the message's."""
        yield from ()
