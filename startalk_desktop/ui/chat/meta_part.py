"""The small line at a message's foot: edited, when, and how far it has come."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from startalk_desktop.model.message import DeliveryState, Message
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.parts import Look
from startalk_desktop.ui.chat.text_block import TextBlock
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.ui.tokens import TypeSize

HEIGHT: Final = 16.0
_TICK: Final = 16
_GAP: Final = 4.0
_PILL_ALPHA: Final = 140  # of the shade upon a picture
_TICKS: Final = {
    DeliveryState.QUEUED: "clock",
    DeliveryState.SENT: "check",
    DeliveryState.DELIVERED: "check-double",
    DeliveryState.READ: "check-double",
    DeliveryState.FAILED: "alert",
}


class MetaPart:
    """It stands beside the last line where that leaves room. `is_pill`: upon a picture, or without a bubble."""

    def __init__(
        self, message: Message, reader_count: int, theme: Theme, times: TimeTexts, *, is_pill: bool
    ) -> None:
        self._theme = theme
        self._is_pill = is_pill
        self._state = message.state
        self._time = times.clock(message.sent_at)
        self._edited = ""
        if message.edited_at is not None and message.tombstone is None:
            self._edited = QCoreApplication.translate("Bubble", "edited")
        self._tick = _tick_of(message, reader_count)
        self._is_read = reader_count > 0 or message.state is DeliveryState.READ
        self._readers = str(reader_count) if reader_count > 0 and "double" in self._tick else ""
        self._font = theme.font(TypeSize.CAPTION)
        metrics = QFontMetricsF(self._font)
        self._edited_width = metrics.horizontalAdvance(self._edited) if self._edited else 0.0
        self._time_width = metrics.horizontalAdvance(self._time)
        self._readers_width = metrics.horizontalAdvance(self._readers) if self._readers else 0.0
        width = self._time_width
        width += self._edited_width + _GAP if self._edited else 0.0
        width += _TICK + 3 if self._tick else 0.0
        width += self._readers_width + 2 if self._readers else 0.0
        self._size = QSizeF(math.ceil(width), HEIGHT)

    @property
    def size(self) -> QSizeF:
        """One line."""
        return self._size

    def fit(self, width: float) -> None:
        """It keeps its width."""

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """Words and tick."""
        rect = QRectF(at, self._size)
        muted = look.muted
        if self._is_pill:
            pill = rect.adjusted(-7, -2, 7, 2)
            painter.setPen(Qt.PenStyle.NoPen)
            shade = QColor(look.theme.colours.shadow)
            shade.setAlpha(_PILL_ALPHA)
            painter.setBrush(shade)
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            muted = look.theme.colours.on_accent
        painter.setPen(muted)
        x = rect.left()
        if self._edited:
            self._write_edited(painter, rect, look)
            x += self._edited_width + _GAP
        painter.setFont(self._font)
        self._write(painter, x, rect, self._time)
        x += self._time_width
        if self._tick:
            ink = muted if self._is_pill else self._tick_ink(look)
            corner = QPointF(x + 3, rect.center().y() - _TICK / 2)
            painter.drawPixmap(corner, self._theme.pixmap(self._tick, _TICK, ink, look.ratio))
            x += _TICK + 3
            if self._readers:
                painter.setPen(ink)
                self._write(painter, x + 2, rect, self._readers)

    def hit(self, point: QPointF) -> Hit | None:
        """The word 'edited', and who has read it."""
        if not QRectF(QPointF(), self._size).adjusted(-3, -3, 3, 3).contains(point):
            return None
        if self._edited and point.x() < self._edited_width + _GAP / 2:
            return Hit(HitKind.VERSIONS)
        if self._readers and point.x() > self._size.width() - self._readers_width - _TICK - 5:
            return Hit(HitKind.READERS)
        return None

    def texts(self) -> Iterator[tuple[QPointF, TextBlock]]:
        """None."""
        yield from ()

    def _write(self, painter: QPainter, x: float, rect: QRectF, text: str) -> None:
        place = QRectF(x, rect.top(), rect.right() - x + 2, rect.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _write_edited(self, painter: QPainter, rect: QRectF, look: Look) -> None:
        font = QFont(self._font)
        font.setUnderline(look.hovered is not None and look.hovered.kind is HitKind.VERSIONS)
        painter.setFont(font)
        self._write(painter, rect.left(), rect, self._edited)

    def _tick_ink(self, look: Look) -> QColor:
        if self._tick == "alert":
            return look.theme.colours.danger
        if self._tick == "check-double" and self._is_read:
            return look.company.text
        return look.muted


def _tick_of(message: Message, reader_count: int) -> str:
    """The icon for how far the message, or what we did to it, has come."""
    if message.pending is not None:
        return "clock"
    if not message.is_outgoing or message.tombstone is not None:
        return ""
    if reader_count > 0 and message.state is not DeliveryState.FAILED:
        return "check-double"
    return _TICKS.get(message.state, "")
