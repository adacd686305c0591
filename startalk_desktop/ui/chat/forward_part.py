"""Messages that were passed on: whose and when, as the one who passed them on says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
RIGHT: Final = 8.0
_HEAD: Final = 24.0
_GAP: Final = 4.0
_FOOT: Final = 7.0
_ENTRY_GAP: Final = 3.0
_TIME_GAP: Final = 14
_GLYPH: Final = 14


@dataclass(slots=True)
class _Entry:
    """One forwarded message in the card."""

    name: str
    time: str
    top: float


class ForwardPart:
    """A card of forwarded messages: of each a head with its author and time, and its text below."""

    def __init__(
        self,
        forwarded: Sequence[tuple[ForwardedMessage, Sequence[Part]]],
        width: float,
        theme: Theme,
        times: TimeTexts,
    ) -> None:
        self._name_font = theme.font(TypeSize.LABEL, QFont.Weight.DemiBold)
        self._time_font = theme.font(TypeSize.CAPTION)
        self._parts: list[tuple[QPointF, Part]] = []
        self._entries: list[_Entry] = []
        top = natural = 0.0
        for message, parts in forwarded:
            time = times.in_list(message.sent_at) if message.sent_at is not None else ""
            entry = _Entry(_author(message), time, top)
            self._entries.append(entry)
            natural = max(natural, self._head_width(entry))
            top += _HEAD
            for part in parts:
                self._parts.append((QPointF(INSET, top), part))
                top += part.size.height() + _GAP
                natural = max(natural, part.size.width())
            top += _ENTRY_GAP
        self._height = math.ceil(top - _GAP - _ENTRY_GAP + _FOOT)
        self._width = min(width, math.ceil(natural) + INSET + RIGHT)

    @property
    def size(self) -> QSizeF:
        """Heads and texts."""
        return QSizeF(self._width, self._height)

    def fit(self, width: float) -> None:
        """As wide as the bubble."""
        self._width = width
        for _, part in self._parts:
            part.fit(width - INSET - RIGHT)

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """The card."""
        rect = QRectF(at, self.size)
        paint_barred(painter, rect, look.accent, mix(look.accent, look.fill, 0.08))
        for entry in self._entries:
            head = QRectF(rect.left() + INSET, rect.top() + entry.top + 4, 0, 20)
            head.setRight(rect.right() - RIGHT)
            self._paint_head(painter, head, entry, look)
        for offset, part in self._parts:
            part.paint(painter, at + offset, look)

    def hit(self, point: QPointF) -> Hit | None:
        """What is in the texts."""
        for offset, part in self._parts:
            if found := part.hit(point - offset):
                return found
        return None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """The texts."""
        for offset, part in self._parts:
            for at, block in part.texts():
                yield offset + at, block

    def _paint_head(self, painter: QPainter, head: QRectF, entry: _Entry, look: Look) -> None:
        glyph = look.theme.pixmap("forward", _GLYPH, look.accent, look.ratio)
        painter.drawPixmap(QPointF(head.left(), head.center().y() - _GLYPH / 2), glyph)
        taken = 0
        if entry.time:
            painter.setFont(self._time_font)
            painter.setPen(look.muted)
            taken = painter.fontMetrics().horizontalAdvance(entry.time) + _TIME_GAP
            paint_line(painter, head, entry.time, Qt.AlignmentFlag.AlignRight)
        painter.setFont(self._name_font)
        painter.setPen(look.accent)
        paint_line(painter, head.adjusted(_GLYPH + 5, 0, -taken, 0), entry.name)

    def _head_width(self, entry: _Entry) -> float:
        width = _GLYPH + 6 + QFontMetricsF(self._name_font).horizontalAdvance(entry.name)
        if entry.time:
            width += _TIME_GAP + QFontMetricsF(self._time_font).horizontalAdvance(entry.time)
        return width


def _author(forwarded: ForwardedMessage) -> str:
    name = " ".join(forwarded.author_name.split())
    if not name and forwarded.author is not None:
        name = forwarded.author.local or forwarded.author.domain
    return name or QCoreApplication.translate("Bubble", "Somebody")


class MorePart:
    """That there is more than is shown: of `count` forwarded messages, or (0) of the text."""

    def __init__(self, count: int, theme: Theme) -> None:
        if count:
            self._words = QCoreApplication.translate("MessageTexts", "and {count} more").format(
                count=count
            )
        else:
            self._words = QCoreApplication.translate("Bubble", "Shortened. Copied, it is whole.")
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
